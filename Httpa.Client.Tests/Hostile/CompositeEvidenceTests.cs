using Httpa.Client.Protocol;
using Httpa.Client.Tests.Client;
using Httpa.Client.Tests.Hostile.Wire;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>A service with three devices, and somebody on the way who changes which of them are seen. Each of them is genuine; the set is not what the lead vouches for.</summary>
internal sealed class CompositeEvidenceTests : HostileFixture
{
    private const AppraisalReason Count = AppraisalReason.CompositeDeviceCountRefused;
    private const AppraisalReason Binding = AppraisalReason.BindingMismatch;

    private readonly NonceDevice[] _devices = [new(1), new(2), new(3)];

    protected override AttestationPolicy Policy => Server.Policy with { NvidiaGpu = FakeDeviceVerifier.Require(ReferenceValue.AnyOf(3u)) };

    protected override HttpaTestServerOptions ServerOptions() => base.ServerOptions() with { Devices = _devices };

    private static IEnumerable<TestCaseData> Alterations()
    {
        yield return Case("drops one", items => items.RemoveAt(2), Count, Binding);
        yield return Case("drops all", items => items.RemoveRange(1, 3), Count, Binding);
        yield return Case("adds one", items => items.Add(With(items[1], identity: 4)), Count, Binding);
        yield return Case("replaces one by another device", items => items[2] = With(items[2], identity: 4), Binding);
        yield return Case("repeats one in the place of another", items => items[3] = items[1], Binding, AppraisalReason.CompositeDeviceRepeated);
        yield return Case("puts them in another order", items => items.Reverse(1, 3), Binding);
        yield return Case("puts a device in front", items => items.RemoveAt(0), AppraisalReason.CompositeDeviceLeads, Count, Binding);

        static TestCaseData Case(string name, Action<List<EndorsedEvidence>> alter, params AppraisalReason[] reasons) =>
            new TestCaseData(alter, reasons).SetArgDisplayNames(name);
    }

    [Test]
    public async Task Serves_a_client_that_requires_the_devices(CancellationToken cancellationToken) =>
        Assert.That(await PostAsync(CreateClient(KnowDevices), cancellationToken), Is.Not.Empty);

    [Test]
    public async Task Leaves_the_devices_out_for_a_client_that_does_not_ask_for_them(CancellationToken cancellationToken) =>
        Assert.That(await PostAsync(CreateClient(o => o.Policy = Server.Policy), cancellationToken), Is.Not.Empty);

    [TestCaseSource(nameof(Alterations))]
    public async Task Sends_nothing_when_somebody_on_the_way(Action<List<EndorsedEvidence>> alter, AppraisalReason[] reasons, CancellationToken cancellationToken)
    {
        AlterEvidence(alter);

        Assert.That(await ReasonsAsync(cancellationToken), Is.EquivalentTo(reasons));
        AssertNothingWasSent();
    }

    [Test]
    public async Task Sends_nothing_when_a_device_comes_from_another_exchange(CancellationToken cancellationToken)
    {
        var earlier = await EvidenceOfAnotherExchangeAsync(cancellationToken);
        AlterEvidence(items => items[2] = earlier[2]);

        Assert.That(await ReasonsAsync(cancellationToken), Is.EqualTo(new[] { Binding, Binding }));
        AssertOnlyTheFirstWasSent();
    }

    [Test]
    public async Task Sends_nothing_when_all_evidence_comes_from_another_exchange(CancellationToken cancellationToken)
    {
        var earlier = await EvidenceOfAnotherExchangeAsync(cancellationToken);
        AlterEvidence(items =>
        {
            items.Clear();
            items.AddRange(earlier);
        });

        Assert.That(await ReasonsAsync(cancellationToken), Is.EqualTo(Enumerable.Repeat(Binding, 4)));
        AssertOnlyTheFirstWasSent();
    }

    [Test]
    public async Task Sends_nothing_when_somebody_asks_for_no_devices_in_the_clients_name(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Attest, request => request["Attest-Evidence-Types"] = "sgx");

        Assert.That(await ReasonsAsync(cancellationToken), Is.EquivalentTo(new[] { Count, Binding }));
        AssertNothingWasSent();
    }

    [Test]
    public async Task Sends_nothing_when_a_lead_stands_among_the_devices(CancellationToken cancellationToken)
    {
        AlterEvidence(items => items.Add(items[0]));

        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken, KnowDevices);
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.AttestMalformed));
        AssertNothingWasSent();
    }

    [Test]
    public async Task Is_told_to_come_back_when_a_device_fails(CancellationToken cancellationToken)
    {
        _devices[1].Fails = true;

        await FailureAsync<HttpaUnavailableException>(cancellationToken, KnowDevices);
        AssertNothingWasSent();
    }

    private static void KnowDevices(TestOptions options) => options.DeviceVerifiers = [new FakeDeviceVerifier()];

    /// <summary>Genuine evidence of another device, made in the same exchange.</summary>
    private static EndorsedEvidence With(EndorsedEvidence item, byte identity) =>
        NonceDevice.Evidence(item.Evidence.Value.Span[..FakeDeviceVerifier.NonceLength], identity);

    private static EvidenceBody Read(WireMessage answer) =>
        EvidenceBody.TryParse(answer.Body, out var body, out var problem) ? body : throw new AssertionException(problem);

    private void AlterEvidence(Action<List<EndorsedEvidence>> alter) => Proxy.AlterAnswers(ExchangeKind.Attest, answer =>
    {
        var body = Read(answer);
        var items = body.Items.ToList();
        alter(items);
        answer.Body = (body with { Items = items }).Serialize();
    });

    private async Task<IReadOnlyList<EndorsedEvidence>> EvidenceOfAnotherExchangeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<EndorsedEvidence> seen = [];
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => seen = Read(answer).Items);
        await PostAsync(CreateClient(KnowDevices), cancellationToken);
        return seen;
    }

    private void AssertOnlyTheFirstWasSent() => Assert.That((Application.Runs, Proxy.Of(ExchangeKind.Sealed).Count()), Is.EqualTo((1, 1)));

    private async Task<IEnumerable<AppraisalReason>> ReasonsAsync(CancellationToken cancellationToken) =>
        (await FailureAsync<AttestationException>(cancellationToken, KnowDevices)).Result.Findings.Select(f => f.Reason);
}
