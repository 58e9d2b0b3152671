using Httpa.Client.Endorsing;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>When the client looks for endorsements itself.</summary>
internal sealed class EndorsementSourceTests : ClientFixture
{
    private static readonly Endorsements Stapled = new([new("pck_crl", new byte[] { 1 })]);
    private static readonly Endorsements Fetched = new([new("pck_crl", new byte[] { 2 })]);

    [Test]
    public async Task Stapled_endorsements_need_no_source()
    {
        var source = new CountingSource();
        Staple();
        await Get(Client(o => o.EndorsementSource = source));
        Assert.That(source.Calls, Is.Zero);
    }

    [Test]
    public async Task The_source_is_asked_when_nothing_is_stapled()
    {
        var source = new CountingSource();
        await Get(Client(o => o.EndorsementSource = source));
        Assert.That(source.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task The_source_alone_is_asked_when_told()
    {
        var source = new CountingSource();
        Staple();
        await Get(Client(o => (o.EndorsementSource, o.FetchEndorsements) = (source, true)));
        Assert.That(source.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task The_source_is_asked_when_what_is_stapled_does_not_suffice()
    {
        var source = new CountingSource { OnCall = () => Verifier.Objection = null };
        Staple();
        Verifier.Objection = new Finding(AppraisalReason.TypeNotCovered, FindingKind.NotProven, "TCB info", "present", "missing", "Fetch it.");
        Assert.That((await Get(Client(o => o.EndorsementSource = source))).IsSuccessStatusCode);
    }

    [Test]
    public async Task The_source_is_asked_when_what_is_stapled_is_older_than_something_seen()
    {
        Service.Lifetime = TimeSpan.FromMinutes(1);
        var source = new CountingSource { OnCall = () => Verifier.Issues = [new("crl", 8, Clock.GetUtcNow())] };
        var client = Client(o => o.EndorsementSource = source);
        Staple();
        Verifier.Issues = [new("crl", 8, Clock.GetUtcNow())];
        await Get(client);
        Clock.Advance(TimeSpan.FromMinutes(2));
        Verifier.Issues = [new("crl", 7, Clock.GetUtcNow())];
        Assert.That((await Get(client)).IsSuccessStatusCode);
        Assert.That(source.Calls, Is.EqualTo(1));
    }

    [Test]
    public void A_source_that_takes_time_does_not_serve_synchronous_requests()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        Assert.That(() => Client(o => o.EndorsementSource = new SlowSource()).Send(request), Throws.InstanceOf<NotSupportedException>());
    }

    private void Staple() => Service.AlterEvidence = b => b with { Items = [b.Items[0] with { Endorsements = Stapled }] };

    private sealed class CountingSource : IEndorsementSource
    {
        public int Calls { get; private set; }

        public Action OnCall { get; init; } = () => { };

        public ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken)
        {
            Calls++;
            OnCall();
            return new(Fetched);
        }
    }

    private sealed class SlowSource : IEndorsementSource
    {
        public ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken) => new(new TaskCompletionSource<Endorsements>().Task);
    }
}
