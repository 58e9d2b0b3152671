using System.Net;
using Httpa.Client.Tests.Client;
using Httpa.Client.Tests.Hostile.Wire;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>
/// HTTP/2 from a peer that says it has not processed a request which the service has: the connection sends it again. The service runs it once, because what
/// comes again are the same sealed bytes under the same number, or nothing.
/// </summary>
[TestFixture(Lie.RefusedStream)]
[TestFixture(Lie.GoAway)]
internal sealed class LyingTransportTests(Lie lie) : HostileFixture
{
    private Http2Proxy Peer { get; set; } = null!;

    [SetUp]
    public void StartPeer() => Peer = new Http2Proxy(Server);

    [TearDown]
    public async Task StopPeerAsync()
    {
        await Peer.DisposeAsync();
        Assert.Multiple(() =>
        {
            Assert.That(Peer.Failure, Is.Null);
            Assert.That(Peer.Capture.Holds(Marker), Is.False, "something private was on the wire");

            // The capture sees into header blocks, in both directions: neither side compresses text in them.
            Assert.That(Peer.Capture.Holds("attest-cipher-suites") && Peer.Capture.Holds("attest-expires"));
        });
    }

    [Test]
    public async Task A_short_post_runs_once_and_is_repeated_byte_for_byte(CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken);
        var failure = await FailureAsync(client, Post(), cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((ProtocolReason.RequestReplayed, true)));
            Assert.That(Application.Runs, Is.EqualTo(1));
            Assert.That(Peer.SentBodies, Has.Count.EqualTo(2));
            Assert.That(Peer.SentBodies[1], Is.EqualTo(Peer.SentBodies[0]));
        });
    }

    [Test]
    public async Task A_request_without_a_body_runs_once(CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken);
        var failure = await FailureAsync(client, new HttpRequestMessage(HttpMethod.Get, "/private"), cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((ProtocolReason.RequestReplayed, true, 1)));
    }

    [TestCase(100_000, 64 * 1024)]
    [TestCase(0, 0)]
    public async Task A_post_that_was_not_kept_runs_once_and_is_not_repeated(int length, int limit, CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken, o => o.ReplayBufferLimit = limit);
        var failure = await FailureAsync(client, Post(length: length), cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((ProtocolReason.ResendNotSafe, true)));
            Assert.That(Application.Runs, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_put_that_was_not_kept_is_sealed_anew_under_another_number(CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken);
        using var request = OverHttp2(Post(length: 100_000));
        request.Method = HttpMethod.Put;
        using var response = await client.SendAsync(request, cancellationToken);
        var bodies = Peer.SentBodies.Where(b => b.Length > 0).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(Application.Runs, Is.EqualTo(2), "a PUT twice is as good as once");
            Assert.That(bodies, Has.Count.EqualTo(2));

            // Under one number the same text would have the same first record.
            Assert.That(bodies[1].AsSpan(0, 100).SequenceEqual(bodies[0].AsSpan(0, 100)), Is.False);
        });
    }

    [Test]
    public async Task A_put_whose_body_is_gone_is_not_sealed_anew(CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/private") { Content = new UnseekableContent(new byte[100_000]) };
        var failure = await FailureAsync(client, request, cancellationToken);
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed, Application.Runs), Is.EqualTo((ProtocolReason.ResendBodyConsumed, true, 1)));
    }

    /// <summary>A client with a session, whose next answer is lost.</summary>
    private async Task<HttpClient> ConnectAsync(CancellationToken cancellationToken, Action<TestOptions>? change = null)
    {
        var client = CreateClient(change, Peer, HttpVersion.Version20);
        using var response = await client.GetAsync("/hello", cancellationToken);
        Assert.That(response.Version, Is.EqualTo(HttpVersion.Version20));
        Peer.LieOnce(lie);
        return client;
    }

    /// <summary>A message that is made by hand does not take the client's version.</summary>
    private static HttpRequestMessage OverHttp2(HttpRequestMessage request)
    {
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        return request;
    }

    private static async Task<HttpaProtocolException> FailureAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                (await client.SendAsync(OverHttp2(request), cancellationToken)).Dispose();
            }
            catch (HttpaProtocolException expected)
            {
                return expected;
            }
        }

        throw new AssertionException("The request was answered.");
    }
}
