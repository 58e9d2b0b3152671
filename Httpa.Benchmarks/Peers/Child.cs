using System.Diagnostics;
using System.Text.Json;
using Httpa.Benchmarks.Streaming;
using Httpa.TestServer;

namespace Httpa.Benchmarks.Peers;

/// <summary>This program as a process of its own, so that what it uses is its own: a service, or a client of one. It speaks in lines and ends when its input does.</summary>
internal sealed class Child : IDisposable
{
    /// <summary>The first argument of a child.</summary>
    public const string Option = "--child";

    private const string PlainService = "plain-service";
    private const string AttestedService = "attested-service";
    private const string Client = "client";

    private readonly Process _process;

    private Child(string role)
    {
        var host = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        var start = new ProcessStartInfo(host) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet") start.ArgumentList.Add(typeof(Child).Assembly.Location);
        start.ArgumentList.Add(Option);
        start.ArgumentList.Add(role);
        _process = Process.Start(start) ?? throw new InvalidOperationException("The child did not start.");
    }

    /// <summary>Starts a service and waits for its address.</summary>
    public static async Task<(Child Child, ServiceAddress Address)> StartServiceAsync(bool attested)
    {
        var child = new Child(attested ? AttestedService : PlainService);
        return (child, ServiceAddress.Parse(await child.ReadAsync()));
    }

    /// <summary>Runs a client that moves bytes, to its end.</summary>
    public static async Task<Usage> TransferAsync(ServiceAddress service, Transfer transfer)
    {
        using var child = new Child(Client);
        await child.WriteAsync(service.ToLine());
        await child.WriteAsync(JsonSerializer.Serialize(transfer));
        return JsonSerializer.Deserialize<Usage>(await child.ReadAsync())!;
    }

    /// <summary>Asks a service what it has used.</summary>
    public async Task<Usage> UsageAsync()
    {
        await WriteAsync("usage");
        return JsonSerializer.Deserialize<Usage>(await ReadAsync())!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    /// <summary>What the child's process does.</summary>
    public static async Task<int> RunAsync(string role)
    {
        switch (role)
        {
            case PlainService:
                await using (var plain = await Peers.PlainService.StartAsync()) await ServeAsync(plain.Address);
                return 0;
            case AttestedService:
                await using (var attested = await HttpaTestServer.StartAsync(new() { Map = Endpoints.Map }))
                    await ServeAsync(new(attested.BaseAddress, attested.TlsCertificate.RawData, attested.Policy.ToJson()));
                return 0;
            case Client:
                var service = ServiceAddress.Parse(Console.ReadLine() ?? "");
                var transfer = JsonSerializer.Deserialize<Transfer>(Console.ReadLine() ?? "")!;
                Console.WriteLine(JsonSerializer.Serialize(await transfer.RunAloneAsync(service)));
                return 0;
            default:
                return 2;
        }
    }

    private static async Task ServeAsync(ServiceAddress address)
    {
        Console.WriteLine(address.ToLine());
        while (await Console.In.ReadLineAsync() is not null) Console.WriteLine(JsonSerializer.Serialize(Usage.Now()));
    }

    private async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    private async Task<string> ReadAsync() => await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The child ended early; its error output says why.");
}
