using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Httpa.Client.Endorsing;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary><c>httpa pin</c>: a policy out of what a genuine service measured.</summary>
[CancelAfter(120_000)]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PinCommandTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("httpa-pin-").FullName;

    private string Pinned => Path.Combine(_folder, "pinned.json");

    private static IEnumerable<EvidenceType> Types => SimulatedTees.Types;

    [TearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Types))]
    public async Task The_pinned_policy_accepts_the_service_and_names_its_build(EvidenceType type)
    {
        using var tee = SimulatedTees.Create(type);
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = tee });
        var run = await Pin(server, Trust(tee));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);

        var json = await File.ReadAllTextAsync(Pinned);
        var smoke = await ToolRun.Of("smoke", server.BaseAddress.ToString(), "--policy", Pinned, "--certificate", Certificate(server));
        Assert.Multiple(() =>
        {
            Assert.That(smoke.ExitCode, Is.EqualTo(ExitCode.Accepted), smoke.Output);
            Assert.That(json, Does.Match("pinned [0-9]{4}-[0-9]{2}-[0-9]{2} from localhost").And.Not.Contain("unchecked"));
            Assert.That(Values(json), Is.SupersetOf(Values(Encoding.UTF8.GetString(tee.CreatePolicy().ToJson()))));
            Assert.That(run.Output, Does.Contain("Genuine is not right"));
        });
    }

    [Test]
    public async Task The_pinned_policy_refuses_another_build()
    {
        using var tee = new SimulatedTdx();
        using var other = new SimulatedTdx(new() { RtMr3 = new(new byte[48]) });
        await using (var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = tee })) await Pin(server, Trust(tee));

        // The same platform would sign both; simulated ones have a root each.
        var json = (await File.ReadAllTextAsync(Pinned)).Replace(Root(tee), Root(other), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Pinned, json);
        await using var another = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = other });
        var smoke = await ToolRun.Of("smoke", another.BaseAddress.ToString(), "--policy", Pinned, "--certificate", Certificate(another), "--json");
        Assert.That(smoke.Json.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()), Is.EqualTo(new[] { AppraisalReason.TdxRtMr3Mismatch.Code() }), smoke.Output);
    }

    [Test]
    public async Task Devices_are_pinned_with_their_number()
    {
        using var tee = new SimulatedSgx();
        using var gpu = new SimulatedNvidiaGpu();
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = tee, Devices = [gpu] });
        var roots = SimulatedNvidiaGpu.CreatePolicy(gpu).DangerousTrustedRoots.SelectMany(root => new[] { "--dangerous-trust-root", root.ToString() });
        var run = await Pin(server, [.. Trust(tee), .. roots]);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted), run.Output + run.Error);
        var policy = AttestationPolicy.Parse(await File.ReadAllBytesAsync(Pinned));
        Assert.That((policy.NvidiaGpu!.Count!.Values.Single().Value, policy.NvidiaGpu.DeviceKey!.Values.Count), Is.EqualTo((1u, 1)));
    }

    [Test]
    public async Task Nothing_is_written_about_a_service_that_is_not_genuine()
    {
        using var tee = new SimulatedSgx();
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = tee });
        var run = await Pin(server, []);
        Assert.That((run.ExitCode, File.Exists(Pinned)), Is.EqualTo((ExitCode.Rejected, false)));
        Assert.That(run.Output, Does.Contain(AppraisalReason.UntrustedRoot.Code()));
    }

    [Test]
    public async Task Debug_mode_is_pinned_as_what_it_is_and_refused()
    {
        using var tee = new SimulatedSgx(new() { IsDebug = true });
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = tee });
        var run = await Pin(server, Trust(tee));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Rejected));
        Assert.That(run.Output, Does.Contain(AppraisalReason.SgxDebugEnclave.Code()));
        Assert.That(AttestationPolicy.Parse(await File.ReadAllBytesAsync(Pinned)).Sgx!.DangerousAllowDebug, Is.False);
    }

    [Test]
    public async Task Evidence_of_a_file_is_pinned_with_its_endorsements()
    {
        using var tee = new SimulatedSgx();
        var evidence = await tee.ProduceEvidenceAsync(new byte[64], CancellationToken.None);
        var (file, endorsements) = (Path.Combine(_folder, "quote.bin"), Path.Combine(_folder, "endorsements.json"));
        await File.WriteAllBytesAsync(file, evidence.Evidence.Value.ToArray());
        await File.WriteAllBytesAsync(endorsements, EndorsementFile.Write(evidence.Endorsements));

        string[] pin = ["pin", "--evidence", file, "--out", Pinned, .. Trust(tee)];
        Assert.That((await ToolRun.Of(pin)).ExitCode, Is.EqualTo(ExitCode.Unavailable), "endorsements are missing");
        Assert.That((await ToolRun.Of([.. pin, "--endorsements", endorsements])).ExitCode, Is.EqualTo(ExitCode.Accepted));
        Assert.That((await ToolRun.Of([.. pin, "--endorsements", endorsements])).ExitCode, Is.EqualTo(ExitCode.BadInput), "a policy is never written over");
    }

    [Test]
    public async Task Nothing_of_the_application_is_reached()
    {
        var requests = 0;
        using var tee = new SimulatedSgx();
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions
        {
            Tee = tee,
            Map = app => app.Use(async (context, next) =>
            {
                Interlocked.Increment(ref requests);
                await next(context);
            }),
        });
        await Pin(server, Trust(tee));
        Assert.That(requests, Is.Zero);
    }

    [TestCase("pin", "--out", "x.json")]
    [TestCase("pin", "https://localhost/", "--evidence", "x", "--out", "x.json")]
    [TestCase("pin", "http://localhost/", "--out", "x.json")]
    [TestCase("pin", "https://localhost/", "--out", "x.json", "--dangerous-trust-root", "1234")]
    [TestCase("pin", "https://localhost/")]
    public async Task Says_what_is_wrong_with_the_command(params string[] arguments) => Assert.That((await ToolRun.Of(arguments)).ExitCode, Is.EqualTo(ExitCode.BadInput));

    private Task<ToolRun> Pin(HttpaTestServer server, IEnumerable<string> trust) =>
        ToolRun.Of(["pin", server.BaseAddress.ToString(), "--certificate", Certificate(server), "--out", Pinned, .. trust]);

    private string Certificate(HttpaTestServer server)
    {
        var path = Path.Combine(_folder, $"{server.BaseAddress.Port}.pem");
        File.WriteAllText(path, server.TlsCertificate.ExportCertificatePem());
        return path;
    }

    /// <summary>What a user says to trust a simulated TEE: its root, or the key of its service or device.</summary>
    private string[] Trust(ISimulatedTee tee)
    {
        var path = Path.Combine(_folder, "keys");
        switch (tee)
        {
            case SimulatedJwtIssuer service:
                File.WriteAllText(path, $$"""{"keys":[{{Jwk(service)}}]}""");
                return ["--keys", path];
            case SimulatedPsa device:
                File.WriteAllBytes(path, device.PublicKey.Bytes.ToArray());
                return ["--keys", path];
            case SimulatedCca platform:
                File.WriteAllBytes(path, platform.PublicKey.Bytes.ToArray());
                return ["--keys", path];
            default:
                return ["--dangerous-trust-root", Root(tee)];
        }
    }

    private static string Jwk(SimulatedJwtIssuer service)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(service.Key.SubjectPublicKeyInfo.Bytes.Span, out _);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"kty":"EC","crv":"P-256","alg":"ES256","kid":"{{service.Key.KeyId}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
    }

    private static string Root(ISimulatedTee tee) =>
        Regex.Match(Encoding.UTF8.GetString(tee.CreatePolicy().ToJson()), "dangerousTrustedRoots\": \\[\\s*\"([0-9a-f]{64})\"").Groups[1].Value;

    private static IEnumerable<string> Values(string json) => Regex.Matches(json, "\"value\": ([^\\s,]+)").Select(m => m.Groups[1].Value).Distinct();
}
