using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>A service whose quotes are cut or changed after they were signed: a verdict or an error of form, never another exception, and no request.</summary>
internal sealed class ForgedQuoteTests : HostileFixture
{
    public ForgedQuoteTests() => Tee = new AlteringTee(new SimulatedSgx(timeProvider: Clock));

    [TearDown]
    public void Sends_nothing()
    {
        AssertNothingWasSent();
        Tee.Dispose();
    }

    private AlteringTee Tee { get; }

    protected override AttestationPolicy Policy => Tee.Platform.CreatePolicy();

    protected override HttpaTestServerOptions ServerOptions() => base.ServerOptions() with { Tee = Tee };

    [Test]
    public async Task Never_accepts_a_quote_that_was_cut(CancellationToken cancellationToken)
    {
        var length = await Tee.LengthAsync(cancellationToken);
        await AssertNeverAcceptedAsync(
            from cut in Places(length) select (Func<byte[], byte[]>)(quote => quote[..cut]), "cut", cancellationToken);
    }

    [Test]
    public async Task Never_accepts_a_quote_with_a_flipped_byte(CancellationToken cancellationToken)
    {
        var length = await Tee.LengthAsync(cancellationToken);
        await AssertNeverAcceptedAsync(
            from place in Places(length)
            select (Func<byte[], byte[]>)(quote =>
            {
                quote[place] ^= 0xFF;
                return quote;
            }), "flipped", cancellationToken);
    }

    [Test]
    public Task Never_accepts_a_quote_with_something_behind_it(CancellationToken cancellationToken) =>
        AssertNeverAcceptedAsync([quote => [.. quote, 0], quote => [.. quote, .. quote]], "stretched", cancellationToken);

    /// <summary>Genuine, and of another exchange.</summary>
    [Test]
    public async Task Rejects_a_quote_that_carries_another_binding(CancellationToken cancellationToken)
    {
        Tee.Binding = new byte[64];
        var failure = await FailureAsync<AttestationException>(cancellationToken);
        Assert.That(failure.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Rejects_endorsements_that_were_left_out_or_garbled(bool leftOut, CancellationToken cancellationToken)
    {
        Tee.Endorse = genuine =>
        {
            if (leftOut) return Endorsements.None;
            return new Endorsements(genuine.Names.Select(name => KeyValuePair.Create(name, new ReadOnlyMemory<byte>("garbled"u8.ToArray()))));
        };
        await FailureAsync<AttestationException>(cancellationToken);
    }

    /// <summary>The bytes of the header, the ends of the parts, and a sample of the rest. The end of a PEM chain is not part of what is signed, so it is cut only.</summary>
    private static IEnumerable<int> Places(int length) => Enumerable.Range(0, 8).Concat([48, 368, 431, 432, 436, 500, 564, 1011]).Concat(
        Enumerable.Range(1, 16).Select(i => i * (length / 17))).Append(length - 100);

    private async Task AssertNeverAcceptedAsync(IEnumerable<Func<byte[], byte[]>> changes, string what, CancellationToken cancellationToken)
    {
        var client = CreateClient();
        var index = 0;
        foreach (var change in changes)
        {
            Tee.Alter = change;
            var failure = Assert.CatchAsync(() => PostAsync(client, cancellationToken));
            Assert.That(failure, Is.InstanceOf<AttestationException>().Or.InstanceOf<HttpaProtocolException>(), $"{what}, change {index++}");
        }
    }

    private sealed class AlteringTee(SimulatedSgx platform) : ITee, IDisposable
    {
        public SimulatedSgx Platform { get; } = platform;

        public EvidenceType Type => Platform.Type;

        public Func<byte[], byte[]> Alter { get; set; } = quote => quote;

        public Func<Endorsements, Endorsements> Endorse { get; set; } = genuine => genuine;

        public byte[]? Binding { get; set; }

        public async Task<int> LengthAsync(CancellationToken cancellationToken) =>
            (await Platform.ProduceEvidenceAsync(new byte[64], cancellationToken)).Evidence.Value.Length;

        public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
        {
            var genuine = await Platform.ProduceEvidenceAsync(Binding ?? binding, cancellationToken);
            var quote = Alter(genuine.Evidence.Value.ToArray());
            return new EndorsedEvidence(new Evidence(Type, quote), Endorse(genuine.Endorsements));
        }

        public void Dispose() => Platform.Dispose();
    }
}
