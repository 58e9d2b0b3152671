using System.Runtime.CompilerServices;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;
using Httpa.Client.Tests.Hostile.Wire;
using Httpa.TestServer.Sealed;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>A key that has sealed as much as one key may, in the middle of a message: the message is never complete, and the next one gets another session.</summary>
internal sealed class UsedUpKeyTests : HostileFixture
{
    private const int BodyLength = 300_000;

    /// <summary>Two full records and a head, each with its header and tag.</summary>
    private const long TwoRecords = 2 * (65_536 / 16 + 3) + 100;

    private readonly SessionStore _store = new();

    [Test]
    public async Task A_request_ends_early_where_the_clients_key_is_used_up(CancellationToken cancellationToken)
    {
        var (client, session) = await ConnectAsync(cancellationToken);
        Leave(ClientKeyOf(session), TwoRecords);
        var failure = Failure(client, cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((ProtocolReason.SessionExhausted, true)));
        await AssertNextIsServedAsync(client, cancellationToken);
    }

    [Test]
    public async Task Nothing_of_a_request_is_sealed_when_not_even_its_head_fits(CancellationToken cancellationToken)
    {
        var (client, session) = await ConnectAsync(cancellationToken);
        Leave(ClientKeyOf(session), 1);
        await AssertNextIsServedAsync(client, cancellationToken);
    }

    [Test]
    public async Task A_request_does_not_open_where_the_services_copy_of_the_key_is_used_up(CancellationToken cancellationToken)
    {
        OpenedRequest? opened = null;
        Application.OnRequest = request => opened = request;
        var (client, _) = await ConnectAsync(cancellationToken, "/private");
        Leave(opened!.Session.ClientKey, TwoRecords);
        var failure = Failure(client, cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((ProtocolReason.RequestBadSeal, true, 1)));
        await AssertNextIsServedAsync(client, cancellationToken);
    }

    [Test]
    public async Task An_answer_does_not_open_where_the_clients_copy_of_the_key_is_used_up(CancellationToken cancellationToken)
    {
        var (client, session) = await ConnectAsync(cancellationToken);
        Leave(ServerKeyOf(session), 30);
        var failure = await FailureAsync<HttpaProtocolException>(client, cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((ProtocolReason.BadSeal, true, 1)));
        await AssertNextIsServedAsync(client, cancellationToken);
    }

    /// <summary>Even when somebody on the way makes a clean end of what the service cut off.</summary>
    [Test]
    public async Task An_answer_ends_early_where_the_services_key_is_used_up(CancellationToken cancellationToken)
    {
        var (client, _) = await ConnectAsync(cancellationToken);
        Application.OnRequest = request => Leave(request.Session.ServerKey, 30);
        HoldUntilFirstPartHasArrived();
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            await exchange.AnswerAsync(new WireMessage { StartLine = answer.StartLine, Fields = answer.Fields, Body = answer.Body, Framing = WireFraming.Length });
        };
        var failure = await FailureAsync<HttpaProtocolException>(client, cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((ProtocolReason.Truncated, true, 1)));

        Application.OnRequest = _ => { };
        Proxy.Script = exchange => exchange.PassAsync();
        await AssertNextIsServedAsync(client, cancellationToken);
    }

    private async Task<(HttpClient Client, AttestedSession Session)> ConnectAsync(CancellationToken cancellationToken, string target = "/hello")
    {
        var options = CreateOptions(o => o.SessionStore = _store);
        var client = CreateClient(options);
        using var response = await client.GetAsync(target, cancellationToken);
        Assert.That(response.IsSuccessStatusCode);
        var session = _store.TryUse(new SessionKey(Origin.Of(Server.BaseAddress), options))!;
        session.Release();
        return (client, session);
    }

    private static HttpaProtocolException Failure(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = Post(length: BodyLength);
        return Assert.CatchAsync<HttpaProtocolException>(() => client.SendAsync(request, cancellationToken))!;
    }

    /// <summary>The next request finds its way: over another session.</summary>
    private async Task AssertNextIsServedAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync("/hello", cancellationToken);
        Assert.That(response.IsSuccessStatusCode);
        Assert.That(Proxy.Of(ExchangeKind.Attest).Count(), Is.EqualTo(2));
    }

    private static void Leave(DirectionKey key, long blocks) => BlocksOf(key) = DirectionKey.DefaultBlockLimit - blocks;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_blocks")]
    private static extern ref long BlocksOf(DirectionKey key);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_clientKey")]
    private static extern ref DirectionKey ClientKeyOf(AttestedSession session);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_serverKey")]
    private static extern ref DirectionKey ServerKeyOf(AttestedSession session);
}
