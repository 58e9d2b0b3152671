using Httpa.Client.Sessions;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Sessions;

internal sealed class SessionStoreTests : ClientFixture
{
    [Test]
    public async Task A_hundred_first_requests_share_one_handshake()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Gate = gate.Task;
        var client = Client();
        var requests = Enumerable.Range(0, 100).Select(_ => Post(client)).ToArray();
        gate.SetResult();
        var responses = await Task.WhenAll(requests);
        Assert.Multiple(() =>
        {
            Assert.That(responses.Select(r => (int)r.StatusCode), Is.All.EqualTo(200));
            Assert.That((Service.Count("OPTIONS"), Service.Count("ATTEST"), Service.Count("SESSION"), Service.Count("SEALED")), Is.EqualTo((1, 1, 1, 100)));
            Assert.That(Service.Messages.Where(m => m.Headers.Contains("Attest-Sequence")).Select(m => m.Headers.GetValues("Attest-Sequence").Single()), Is.Unique);
        });
    }

    [Test]
    public async Task A_caller_that_gives_up_does_not_cancel_the_handshake_of_the_others()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Gate = gate.Task;
        var client = Client();
        using var impatient = new CancellationTokenSource();
        var first = client.GetAsync(Url, impatient.Token);
        var second = Get(client);
        await impatient.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        gate.SetResult();
        Assert.That((await second).IsSuccessStatusCode);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_handshake_has_a_time_limit_of_its_own()
    {
        var gate = new TaskCompletionSource();
        Service.Gate = gate.Task;
        var request = Get(Client(o => o.HandshakeTimeout = TimeSpan.FromSeconds(10)));
        while (Service.Count("OPTIONS") == 0) await Task.Yield();
        Clock.Advance(TimeSpan.FromSeconds(10));
        var failure = await Catch<HttpaUnavailableException>(() => request);
        Assert.That(failure.RequestMayHaveBeenProcessed, Is.False);
    }

    [Test]
    public async Task A_failed_handshake_is_not_kept()
    {
        var client = Client();
        Service.AlterHello = h => h with { Version = "httpa/2" };
        await Refusal(client);
        Service.AlterHello = h => h;
        Assert.That((await Get(client)).IsSuccessStatusCode);
    }

    [TestCase(1799, 1)]
    [TestCase(1800, 2)]
    public async Task A_session_ends_when_the_service_says(int seconds, int handshakes)
    {
        Service.Lifetime = TimeSpan.FromSeconds(1800);
        await AssertHandshakes(Client(), TimeSpan.FromSeconds(seconds), handshakes);
    }

    [TestCase(3599, 1)]
    [TestCase(3600, 2)]
    public async Task A_session_ends_at_the_clients_maximum(int seconds, int handshakes)
    {
        Service.Lifetime = TimeSpan.FromDays(1);
        await AssertHandshakes(Client(), TimeSpan.FromSeconds(seconds), handshakes);
    }

    [TestCase(599, 1)]
    [TestCase(600, 2)]
    public async Task A_session_ends_with_what_its_evidence_rests_on(int seconds, int handshakes)
    {
        Verifier.Expires = Clock.GetUtcNow().AddSeconds(600);
        var client = Client();
        await Get(client);
        Clock.Advance(TimeSpan.FromSeconds(seconds));
        Verifier.Expires = DateTimeOffset.MaxValue;
        await Get(client);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(handshakes));
    }

    [Test]
    public async Task A_clock_that_is_set_back_prolongs_nothing()
    {
        var clock = new ShiftedClock(Clock);
        var client = Client(new TestOptions().Build(Verifier, clock));
        await Get(client);
        clock.Shift = TimeSpan.FromDays(-1);
        Clock.Advance(Service.Lifetime);
        Assert.That(await Refusal(client), Is.EqualTo(ProtocolReason.DateSkew), "the old session is not used");
    }

    [Test]
    public async Task A_clock_that_is_set_forward_ends_a_session_at_once()
    {
        var clock = new ShiftedClock(Clock);
        var client = Client(new TestOptions().Build(Verifier, clock));
        await Get(client);
        clock.Shift = Service.Lifetime;
        Assert.That(await Refusal(client), Is.EqualTo(ProtocolReason.DateSkew), "the old session is not used");
    }

    [Test]
    public async Task Handlers_share_sessions_through_a_store_under_the_same_options()
    {
        var options = Options(o => o.SessionStore = new SessionStore());
        await Get(Client(options));
        await Get(Client(options));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
    }

    [Test]
    public async Task Other_options_and_so_another_policy_make_another_session()
    {
        var store = new SessionStore();
        await Get(Client(o => o.SessionStore = store));
        await Get(Client(o => o.SessionStore = store));
        Assert.That((Service.Count("ATTEST"), store.Count), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task The_session_used_longest_ago_goes_when_the_store_is_full()
    {
        var store = new SessionStore(2);
        var client = Client(o => o.SessionStore = store);
        foreach (var host in new[] { "a", "b", "a", "c", "a", "b" }) await client.GetAsync(new Uri($"https://{host}.example/"));
        Assert.That((store.Count, Service.Count("ATTEST")), Is.EqualTo((2, 4)));
    }

    [Test]
    public async Task A_store_whose_origins_all_have_a_handshake_under_way_takes_no_other_and_recovers([Values] bool async)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Gate = gate.Task;
        var store = new SessionStore(1);
        var client = Client(o => o.SessionStore = store);
        var running = Get(client);
        using var other = new HttpRequestMessage(HttpMethod.Get, "https://c.example/");
        var failure = await Catch<HttpaUnavailableException>(async () => _ = async ? await client.SendAsync(other) : client.Send(other));
        Assert.That(failure.RequestMayHaveBeenProcessed, Is.False);

        gate.SetResult();
        await running;
        await client.GetAsync(new Uri("https://c.example/"));
        Assert.That(store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Dropping_all_sessions_lets_requests_in_flight_finish()
    {
        var store = new SessionStore();
        var client = Client(o => o.SessionStore = store);
        using var response = await client.GetAsync(Url, HttpCompletionOption.ResponseHeadersRead);
        store.DropAll();
        Assert.That(store.Count, Is.Zero);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith("GET"));
        await Get(client);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
    }

    [Test]
    public async Task Keys_are_erased_when_the_session_is_over_and_the_last_answer_was_read()
    {
        var options = Options(o => o.SessionStore = new SessionStore());
        using var response = await Client(options).GetAsync(Url, HttpCompletionOption.ResponseHeadersRead);
        var session = options.SessionStore!.TryUse(new SessionKey("https://api.example", options))!;
        session.Release();
        options.SessionStore.DropAll();
        Assert.That((session.TryUse(), session.TryRetain()), Is.EqualTo((false, true)), "no new message, and the old one's answer can be read");
        session.Release();
        await response.Content.ReadAsByteArrayAsync();
        Assert.That(session.TryRetain(), Is.False);
    }

    [Test]
    public async Task A_session_made_while_all_are_dropped_is_not_used()
    {
        var store = new SessionStore();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Gate = gate.Task;
        var request = Get(Client(o => o.SessionStore = store));
        while (Service.Count("OPTIONS") == 0) await Task.Yield();
        store.DropAll();
        gate.SetResult();
        await Catch<HttpaUnavailableException>(() => request);
        Assert.That((store.Count, Service.Count("SEALED")), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task The_age_of_a_request_counts_from_attest()
    {
        var client = Client();
        await Get(client);
        Clock.Advance(TimeSpan.FromSeconds(61.9));
        await Get(client);
        Assert.That(Service.Opened.Select(o => o.Age), Is.EqualTo(new uint[] { 0, 61 }));
    }

    [Test]
    public async Task Synchronous_requests_make_one_handshake_and_then_share_it_with_others()
    {
        var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(Marker) };
        using var response = client.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        Assert.That(reader.ReadToEnd(), Does.EndWith(Marker));
        await Get(client);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
        AssertNothingPrivateOnTheWire();
    }

    [Test]
    public void Synchronous_callers_take_turns()
    {
        var client = Client();
        Parallel.For(0, 8, _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Url);
            client.Send(request).Dispose();
        });
        Assert.That((Service.Count("ATTEST"), Service.Count("SEALED")), Is.EqualTo((1, 8)));
    }

    [Test]
    public async Task A_synchronous_caller_that_waits_for_its_turn_can_give_up()
    {
        using var reached = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Service.Before = _ =>
        {
            reached.Set();
            goOn.Wait();
            return null;
        };
        var client = Client();
        var first = Task.Run(() => client.Send(new HttpRequestMessage(HttpMethod.Get, Url)));
        reached.Wait();
        using var impatient = new CancellationTokenSource();
        var second = Task.Run(() => client.Send(new HttpRequestMessage(HttpMethod.Get, Url), impatient.Token));
        await impatient.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        goOn.Set();
        Assert.That((await first).IsSuccessStatusCode);
    }

    private async Task AssertHandshakes(HttpClient client, TimeSpan pause, int handshakes)
    {
        await Get(client);
        Clock.Advance(pause);
        await Get(client);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(handshakes));
    }
}
