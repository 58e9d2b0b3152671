using Httpa.Client.Sessions;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Sessions;

/// <summary>How sessions are renewed before they end.</summary>
internal sealed class RenewalTests : ClientFixture
{
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(21); // of 30; two thirds, give or take

    [Test]
    public async Task A_request_late_in_a_sessions_life_does_not_wait_for_the_next_one()
    {
        var client = Renewing();
        await Get(client);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Gate = gate.Task;
        Clock.Advance(Due);
        Assert.That((await Get(client)).IsSuccessStatusCode, "while the new handshake stands still");

        gate.SetResult();
        await UntilAsync(() => Service.Count("SESSION") == 2);
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Get(client);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2), "the new session is used when the old one would have ended");
    }

    [Test]
    public async Task Many_requests_late_in_a_sessions_life_make_one_new_session()
    {
        var client = Renewing();
        await Get(client);
        Clock.Advance(Due);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Get(client)));
        await UntilAsync(() => Service.Count("SESSION") == 2);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Get(client)));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_synchronous_request_renews_too()
    {
        var client = Renewing();
        await Get(client);
        Clock.Advance(Due);
        client.Send(new HttpRequestMessage(HttpMethod.Get, Url)).Dispose();
        await UntilAsync(() => Service.Count("SESSION") == 2);
    }

    [Test]
    public async Task Before_two_thirds_nothing_is_renewed_and_without_requests_nothing_ever()
    {
        var client = Renewing();
        await Get(client);
        Clock.Advance(TimeSpan.FromMinutes(17));
        await Get(client);
        Clock.Advance(TimeSpan.FromMinutes(12));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_renewal_that_fails_leaves_the_session_and_is_tried_again_when_half_of_the_rest_is_over()
    {
        var store = new SessionStore();
        var client = Client(o => (o.RenewInBackground, o.SessionStore) = (true, store));
        await Get(client);
        Verifier.Objection = new(AppraisalReason.SgxMrEnclaveMismatch, FindingKind.Refused, "MRENCLAVE", "a", "b", "c");
        Clock.Advance(Due);
        await Get(client);
        await UntilAsync(() => Service.Count("ATTEST") == 2);
        for (var i = 0; i < 20; i++) Assert.That((await Get(client)).IsSuccessStatusCode);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));

        Verifier.Objection = null;
        for (var minute = 22; minute < 30 && Service.Count("ATTEST") < 3; minute++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            for (var i = 0; i < 100 && Service.Count("ATTEST") < 3; i++) await Get(client);
        }

        Assert.That(Service.Count("ATTEST"), Is.EqualTo(3));
    }

    private HttpClient Renewing() => Client(o => o.RenewInBackground = true);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 10_000_000 && !condition(); i++) await Task.Yield();
        Assert.That(condition());
    }
}
