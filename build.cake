// The build. Run it with: dotnet tool restore && dotnet cake [--target=Name] [--configuration=Release]
// Needs the .NET SDK that global.json asks for and nothing else.

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");

const string Solution = "Httpa.slnx";
var results = Directory("artifacts/test-results");
var packages = Directory("artifacts/package/release");

Task("Clean")
    .Description("Removes everything that a build made.")
    .Does(() => CleanDirectory("artifacts"));

Task("Restore")
    .Description("Restores exactly the packages that the lock files name.")
    .Does(() => DotNetRestore(Solution, new DotNetRestoreSettings { LockedMode = true }));

Task("Format")
    .Description("Fails on wrong white space. Style and analyzer rules fail the build itself, so this needs no compilation.")
    .Does(() => Dotnet("format whitespace . --folder --verify-no-changes --exclude artifacts"));

Task("Build")
    .Description("Compiles everything; warnings are errors.")
    .IsDependentOn("Restore")
    .Does(() => DotNetBuild(Solution, new DotNetBuildSettings { Configuration = configuration, NoRestore = true }));

Task("Test")
    .Description("Runs every test.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        CleanDirectory(results);
        DotNetTest(Solution, new DotNetTestSettings
        {
            Configuration = configuration,
            NoBuild = true,
            Loggers = ["trx"],
            ResultsDirectory = results,
        });
    });

Task("Smoke")
    .Description("Runs the demo with every TEE, both ways and in both protocols: attested exchanges end to end, and attacks that must be refused.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        foreach (var tee in new[] { "sgx", "tdx", "snp", "nitro", "psa", "cca", "azure-vtpm", "jwt", "nvidia-gpu" }) Demo($"--tee {tee}");
        Demo("--mutual");
        Demo("--protocol openhttpa");
    });

Task("Bench")
    .Description("Measures the performance goals. Give it a quiet machine.")
    .IsDependentOn("Restore")
    .Does(() => Dotnet("run --configuration Release --project Httpa.Benchmarks"));

Task("Pack")
    .Description("Makes the NuGet packages and the httpa tool.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        CleanDirectory(packages);
        DotNetPack(Solution, new DotNetPackSettings { Configuration = configuration, NoBuild = true, OutputDirectory = packages });
        foreach (var package in GetFiles($"{packages}/*.nupkg")) Information("{0}", package.GetFilename());
    });

Task("UsePackages")
    .Description("Uses the packages in fresh projects, also compiled ahead of time. On Linux, with clang.")
    .IsDependentOn("Build")
    .WithCriteria(IsRunningOnLinux())
    .Does(() => Run("bash", $".ci/use-packages {configuration}"));

Task("Aot")
    .Description("Compiles the httpa tool ahead of time, into artifacts/native: one program that needs no .NET. Needs clang, or what the system has in its place.")
    .Does(() => Dotnet("publish Httpa.Tool -p:PublishAot=true -p:PackAsTool=false -o artifacts/native"));

Task("Default")
    .Description("What a change must pass before it is offered.")
    .IsDependentOn("Format")
    .IsDependentOn("Build")
    .IsDependentOn("Test")
    .IsDependentOn("Smoke")
    .IsDependentOn("Pack");

Task("CI")
    .Description("The same from nothing.")
    .IsDependentOn("Clean")
    .IsDependentOn("Default");

RunTarget(target);

void Demo(string options) => Dotnet($"run --no-build --configuration {configuration} --project Httpa.Tool -- demo {options}");

void Dotnet(string arguments) => Run("dotnet", arguments);

void Run(string program, string arguments)
{
    var exitCode = StartProcess(program, arguments);
    if (exitCode != 0) throw new CakeException(exitCode, $"{program} {arguments} ended with {exitCode}");
}
