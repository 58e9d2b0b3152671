using Httpa.Client.Sessions;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>A service in an SEV-SNP guest.</summary>
[NonParallelizable]
internal sealed class SnpRequestTests : ServedFixture
{
    private readonly StaplingTee _tee = new();

    [OneTimeTearDown]
    public void Dispose() => _tee.Platform.Dispose();

    [Test]
    public async Task Sends_to_a_guest_that_the_policy_accepts(CancellationToken cancellationToken)
    {
        using var response = await Client(options: new HttpaOptions { Policy = _tee.Platform.CreatePolicy() }).PostAsync("echo", new StringContent(Marker), cancellationToken);

        Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Is.EqualTo(Marker));
        Assert.That(response.GetAttestation()!.Claims, Is.InstanceOf<SnpClaims>());
    }

    [Test]
    public void Sends_nothing_to_another_build(CancellationToken cancellationToken)
    {
        var options = new HttpaOptions { Policy = _tee.Platform.CreatePolicyForAnotherBuild() };
        var failure = Assert.ThrowsAsync<AttestationException>(() => Client(options: options).PostAsync("echo", new StringContent(Marker), cancellationToken));

        Assert.That(failure!.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpMeasurementMismatch }));
    }

    [Test]
    public async Task Refuses_an_older_revocation_list_than_the_one_seen(CancellationToken cancellationToken)
    {
        var store = new SessionStore();
        using var first = await Client(options: Options(store)).PostAsync("echo", new StringContent(Marker), cancellationToken);
        first.EnsureSuccessStatusCode();

        _tee.Crl = (_tee.Platform.Crl with { Number = 0 }).Encode();
        try
        {
            var failure = Assert.ThrowsAsync<HttpaProtocolException>(() => Client(options: Options(store)).PostAsync("echo", new StringContent(Marker), cancellationToken));
            Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.EndorsementOlderThanSeen));
        }
        finally
        {
            _tee.Crl = null;
        }
    }

    protected override HttpaTestServerOptions Options() => base.Options() with { Tee = _tee };

    private HttpaOptions Options(SessionStore store) => new() { Policy = _tee.Platform.CreatePolicy(), SessionStore = store };

    /// <summary>Staples another revocation list when there is one.</summary>
    private sealed class StaplingTee : ITee
    {
        public SimulatedSnp Platform { get; } = new();

        public byte[]? Crl { get; set; }

        public EvidenceType Type => Platform.Type;

        public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
        {
            var genuine = await Platform.ProduceEvidenceAsync(binding, cancellationToken);
            return Crl is null ? genuine : genuine with { Endorsements = Verifiers.ContractCase.Replace(genuine.Endorsements, "crl", Crl) };
        }
    }
}
