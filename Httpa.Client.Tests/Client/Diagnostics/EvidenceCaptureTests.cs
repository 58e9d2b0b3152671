using System.Text;
using System.Text.Json.Nodes;
using Httpa.Client.Diagnostics;
using Httpa.Client.Tests.Tool;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Diagnostics;

/// <summary>A verdict that is kept in a file and judged again.</summary>
[CancelAfter(120_000)]
public sealed class EvidenceCaptureTests
{
    private readonly string _file = Path.GetTempFileName();
    private HttpaTestServer _server = null!;
    private SimulatedSgx _tee = null!;
    private SimulatedNvidiaGpu _gpu = null!;
    private EvidenceCapture _rejected = null!;

    [OneTimeSetUp]
    public async Task CaptureARejectionAsync()
    {
        (_tee, _gpu) = (new SimulatedSgx(), new SimulatedNvidiaGpu());
        _server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = _tee, Devices = [_gpu] });
        _rejected = (await CaptureAsync(_tee.CreatePolicyForAnotherBuild())).Single();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _gpu.Dispose();
        _tee.Dispose();
        File.Delete(_file);
    }

    [Test]
    public async Task Judges_a_rejection_again_from_its_file()
    {
        await File.WriteAllBytesAsync(_file, _rejected.Write());
        var read = EvidenceCapture.Read(await File.ReadAllBytesAsync(_file));
        var run = await ToolRun.Of("verify", _file, "--json");

        Assert.Multiple(() =>
        {
            Assert.That(read.Appraise().Findings.Select(f => f.Reason), Is.EqualTo([AppraisalReason.SgxMrEnclaveMismatch]));
            Assert.That((read.Origin, read.Time, read.Evidence.Count), Is.EqualTo((_server.BaseAddress.GetLeftPart(UriPartial.Authority), _rejected.Time, 2)));
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Rejected), run.Error);
            Assert.That(run.Json.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()), Is.EqualTo(new[] { AppraisalReason.SgxMrEnclaveMismatch.Code() }));
        });
    }

    [Test]
    public async Task Judges_by_another_policy_and_at_another_time_when_asked()
    {
        await File.WriteAllBytesAsync(_file, _rejected.Write());
        var policy = Path.GetTempFileName();
        await File.WriteAllBytesAsync(policy, Both(_tee.CreatePolicy()).ToJson());
        Assert.That((await ToolRun.Of("verify", _file, "--policy", policy)).ExitCode, Is.EqualTo(ExitCode.Accepted));
        Assert.That((await ToolRun.Of("verify", _file, "--policy", policy, "--at", "2046-01-01T00:00:00Z")).ExitCode, Is.EqualTo(ExitCode.Rejected));
        Assert.That((await ToolRun.Of("verify", _file, "--binding", "00")).ExitCode, Is.EqualTo(ExitCode.BadInput));
        File.Delete(policy);
    }

    [Test]
    public async Task An_acceptance_is_captured_too()
    {
        var capture = (await CaptureAsync(_tee.CreatePolicy())).Single();
        Assert.That(EvidenceCapture.Read(capture.Write()).Appraise().IsAccepted);
    }

    [Test]
    public void A_capture_whose_binding_was_changed_proves_nothing()
    {
        var json = JsonNode.Parse(_rejected.Write())!;
        json["binding"] = new string('A', 86);
        Assert.That(EvidenceCapture.Read(Bytes(json)).Appraise().Findings.Select(f => f.Reason), Has.Member(AppraisalReason.BindingMismatch));
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        foreach (var member in new[] { "format", "origin", "time", "binding", "deviceNonce", "body", "policy" })
        {
            yield return Case($"{member} missing", json => json.Remove(member));
            yield return Case($"{member} of another form", json => json[member] = 7);
        }

        yield return Case("another version", json => json["format"] = "httpa-evidence-capture/2");
        yield return Case("an unknown member", json => json["more"] = 1);
        yield return Case("a short binding", json => json["binding"] = "AAAA");
        yield return Case("no evidence", json => json["body"]!["evidence"] = new JsonArray());
        yield return Case("a policy without a name", json => json["policy"] = new JsonObject());

        static TestCaseData Case(string name, Action<JsonObject> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Malformed))]
    public async Task Refuses_a_file_that_is_none(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(_rejected.Write())!.AsObject();
        change(json);
        Assert.That(() => EvidenceCapture.Read(Bytes(json)), Throws.TypeOf<InvalidDataException>());
        await File.WriteAllBytesAsync(_file, Bytes(json));
        if (json["format"] is JsonValue format && format.TryGetValue<string>(out _)) Assert.That((await ToolRun.Of("verify", _file)).ExitCode, Is.EqualTo(ExitCode.BadInput));
    }

    [Test]
    public void Refuses_a_file_that_is_cut_longer_or_too_long()
    {
        var whole = _rejected.Write();
        foreach (var bytes in new byte[][] { [], whole[..^1], [.. whole, (byte)'x'], [.. whole, .. Enumerable.Repeat((byte)' ', EvidenceCapture.MaxLength)] })
            Assert.That(() => EvidenceCapture.Read(bytes), Throws.TypeOf<InvalidDataException>());
    }

    private async Task<List<EvidenceCapture>> CaptureAsync(AttestationPolicy policy)
    {
        var captures = new List<EvidenceCapture>();
        using var client = new HttpClient(new HttpaHandler(
            new HttpaOptions { Policy = Both(policy), CaptureEvidence = (capture, result) => captures.Add(capture.Time == result.Time ? capture : null!) }, _server.CreateTransport()));
        try
        {
            using var response = await client.GetAsync(new Uri(_server.BaseAddress, "hello"));
        }
        catch (AttestationException)
        {
            // What is looked at is the capture.
        }

        return captures;
    }

    private AttestationPolicy Both(AttestationPolicy policy) => policy with { NvidiaGpu = SimulatedNvidiaGpu.CreatePolicy(_gpu) };

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
