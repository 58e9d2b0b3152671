using Httpa.Client.Sessions;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>A service that staples genuine documents which are older than those that the client has seen for the same platform.</summary>
internal sealed class OldEndorsementTests : HostileFixture
{
    public OldEndorsementTests() => Tee = new StaplingTee(new SimulatedSgx(timeProvider: Clock));

    private StaplingTee Tee { get; }

    protected override HttpaTestServerOptions ServerOptions() => base.ServerOptions() with { Tee = Tee };

    /// <summary>Takes older evaluation numbers too, so that only what was seen before speaks against them.</summary>
    protected override AttestationPolicy Policy
    {
        get
        {
            var strict = Tee.Platform.CreatePolicy();
            return strict with { Sgx = strict.Sgx! with { Tcb = strict.Sgx.Tcb with { MinimumTcbEvaluationDataNumber = 1, RequireSameEvaluationNumber = false } } };
        }
    }

    [TearDown]
    public void DisposePlatform() => Tee.Dispose();

    public static IEnumerable<TestCaseData> OlderDocuments()
    {
        yield return Case("TCB info by its number", p => ("tcb_info", (p.TcbInfo with { TcbEvaluationDataNumber = p.TcbInfo.TcbEvaluationDataNumber - 1 }).Sign(p.Pki.TcbSigningKey)));
        yield return Case("TCB info by its date", p => ("tcb_info", (p.TcbInfo with { IssueDate = p.TcbInfo.IssueDate.AddDays(-1) }).Sign(p.Pki.TcbSigningKey)));
        yield return Case("QE identity by its number", p => ("qe_identity", (p.QeIdentity with { TcbEvaluationDataNumber = p.QeIdentity.TcbEvaluationDataNumber - 1 }).Sign(p.Pki.TcbSigningKey)));
        yield return Case("PCK revocation list by its number", p => ("pck_crl", (p.PckCrl with { Number = 0 }).Encode()));
        yield return Case("root revocation list by its number", p => ("root_ca_crl", (p.RootCaCrl with { Number = 0 }).Encode()));

        static TestCaseData Case(string name, Func<SimulatedSgx, (string, byte[])> make) => new TestCaseData(make).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(OlderDocuments))]
    public async Task Refuses_an_older_document_than_the_one_seen(Func<SimulatedSgx, (string Name, byte[] Document)> makeOlder, CancellationToken cancellationToken)
    {
        var store = new SessionStore();
        await PostAsync(CreateClient(o => o.SessionStore = store), cancellationToken);

        // Another session of the same program: its options are another object, and what was seen is the store's.
        Tee.Older = makeOlder(Tee.Platform);
        var failure = await FailureAsync<HttpaProtocolException>(CreateClient(o => o.SessionStore = store), cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((ProtocolReason.EndorsementOlderThanSeen, false, 1)));

        // Who has seen nothing newer cannot know; the policy's floor is what protects him.
        Assert.That(await PostAsync(CreateClient(), cancellationToken), Does.Contain(Marker));
    }

    [Test]
    public async Task Rejects_a_document_below_the_policys_floor_at_first_sight(CancellationToken cancellationToken)
    {
        var platform = Tee.Platform;
        Tee.Older = ("tcb_info", (platform.TcbInfo with { TcbEvaluationDataNumber = platform.TcbInfo.TcbEvaluationDataNumber - 1 }).Sign(platform.Pki.TcbSigningKey));
        await FailureAsync<AttestationException>(CreateClient(o => o.Policy = platform.CreatePolicy()), cancellationToken);
        AssertNothingWasSent();
    }

    private sealed class StaplingTee(SimulatedSgx platform) : ITee, IDisposable
    {
        public SimulatedSgx Platform { get; } = platform;

        public EvidenceType Type => Platform.Type;

        public (string Name, byte[] Document)? Older { get; set; }

        public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
        {
            var genuine = await Platform.ProduceEvidenceAsync(binding, cancellationToken);
            if (Older is not { } older) return genuine;
            var stapled = genuine.Endorsements.Names.Select(name => KeyValuePair.Create<string, ReadOnlyMemory<byte>>(
                name, name != older.Name && genuine.Endorsements.TryGet(name, out var document) ? document : older.Document));
            return new EndorsedEvidence(genuine.Evidence, new Endorsements(stapled));
        }

        public void Dispose() => Platform.Dispose();
    }
}
