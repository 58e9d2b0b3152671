using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>A plain HttpClient against a service on Kestrel, in a simulated TEE of each type.</summary>
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal sealed class TeeRequestTests
{
    private static IEnumerable<EvidenceType> Types => SimulatedTees.Types;

    [TestCaseSource(nameof(Types))]
    public async Task Is_answered_by_an_attested_service(EvidenceType type)
    {
        using var tee = SimulatedTees.Create(type);
        await using var server = await HttpaTestServer.StartAsync(new() { Tee = tee });
        using var client = new HttpClient(new HttpaHandler(new HttpaOptions { Policy = server.Policy }, server.CreateTransport())) { BaseAddress = server.BaseAddress };

        using var response = await client.GetAsync("/hello");

        Assert.That(response.IsSuccessStatusCode);
        Assert.That(response.GetAttestation()!.Type, Is.EqualTo(type));
    }

    [TestCaseSource(nameof(Types))]
    public async Task Sends_nothing_to_another_build(EvidenceType type)
    {
        using var tee = SimulatedTees.Create(type);
        await using var server = await HttpaTestServer.StartAsync(new() { Tee = tee });
        var options = new HttpaOptions { Policy = tee.CreatePolicyForAnotherBuild() };
        using var client = new HttpClient(new HttpaHandler(options, server.CreateTransport())) { BaseAddress = server.BaseAddress };

        var refusal = Assert.ThrowsAsync<AttestationException>(async () => await client.GetAsync("/hello"));

        Assert.That(refusal.Result.Findings.Select(f => f.Kind), Is.EqualTo(new[] { FindingKind.Refused }));
    }
}
