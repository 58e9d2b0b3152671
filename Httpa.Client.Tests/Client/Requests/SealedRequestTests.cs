using System.Net.Http.Headers;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Requests;

/// <summary>What of a request is sealed, what stays outside, and what is refused before any traffic.</summary>
internal sealed class SealedRequestTests : ClientFixture
{
    [TestCase("get", "GET")]
    [TestCase("Put", "PUT")]
    [TestCase("m-search", "m-search")]
    public async Task The_method_is_sealed_as_the_connection_writes_it(string method, string onTheWire)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Url);
        await Client().SendAsync(request);
        Assert.That(Service.Messages.Last().Method.Method, Is.EqualTo(onTheWire));
    }

    [Test]
    public async Task All_fields_are_sealed_save_the_outer_ones()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(Marker) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Marker);
        request.Headers.TryAddWithoutValidation("Cookie", $"a={Marker}");
        request.Headers.TryAddWithoutValidation("traceparent", Marker);
        request.Headers.TryAddWithoutValidation("X-Two", new[] { "1", "2" });
        request.Headers.UserAgent.ParseAdd("test/1.0");
        await Client().SendAsync(request);

        var opened = Service.Opened.Single();
        Assert.Multiple(() =>
        {
            Assert.That(opened["authorization"], Is.EqualTo($"Bearer {Marker}"));
            Assert.That(opened["cookie"], Is.EqualTo($"a={Marker}"));
            Assert.That(opened["x-two"], Is.EqualTo("1, 2"));
            Assert.That(opened["content-type"], Is.EqualTo("text/plain; charset=utf-8"));
            Assert.That(opened["content-length"], Is.EqualTo($"{Marker.Length}"));
            Assert.That(opened["user-agent"], Is.Null);
            Assert.That(Outside(), Is.EquivalentTo(new[]
            {
                "User-Agent", "Attest-Session-ID", "Attest-Sequence", "Cache-Control", "Content-Type",
            }).IgnoreCase);
        });
        AssertNothingPrivateOnTheWire();
    }

    [Test]
    public async Task A_request_without_a_body_stands_in_one_field()
    {
        await Get();
        Assert.That(Outside(), Is.EquivalentTo(new[] { "Attest-Session-ID", "Attest-Sequence", "Attest-Seal", "Cache-Control" }).IgnoreCase);
    }

    [Test]
    public async Task An_empty_body_counts_as_none_and_keeps_its_fields()
    {
        await Client().PostAsync(Url, new ByteArrayContent([]) { Headers = { ContentType = new("image/png") } });
        Assert.That(Service.Messages.Last().Content, Is.Null);
        Assert.That(Service.Opened.Single()["content-type"], Is.EqualTo("image/png"));
    }

    [Test]
    public async Task A_body_of_unknown_length_that_proves_empty_arrives_as_empty()
    {
        await Client().PostAsync(Url, new UnseekableContent([]));
        Assert.That(Service.Opened.Single().Body, Is.Empty);
    }

    [TestCase(1)]
    [TestCase(65_535)]
    [TestCase(65_536)]
    [TestCase(65_537)]
    [TestCase(200_000)]
    public async Task The_outer_length_is_stated_and_right(int length)
    {
        await Client().PostAsync(Url, new ByteArrayContent(new byte[length]));
        var sealedContent = Service.Messages.Last().Content!;
        Assert.That(Service.Opened.Single().Body, Has.Length.EqualTo(length));
        Assert.That(sealedContent.Headers.ContentLength, Is.EqualTo(Service.LastBodyLength));
    }

    [Test]
    public async Task A_body_that_is_flushed_in_between_keeps_to_its_stated_length()
    {
        await Client().PostAsync(Url, new FlushingContent(Bytes(Marker), lengthKnown: true));
        Assert.That(Service.Messages.Last().Content!.Headers.ContentLength, Is.EqualTo(Service.LastBodyLength));
    }

    [Test]
    public async Task A_padded_body_states_no_length()
    {
        await Client(o => o.PadTo = 1024).PostAsync(Url, new StringContent(Marker));
        Assert.That(Service.Messages.Last().Content!.Headers.ContentLength, Is.Null);
        Assert.That(Service.Opened.Single().Text, Is.EqualTo(Marker));
    }

    [Test]
    public async Task Each_attempt_is_a_new_message_and_the_callers_is_left_alone()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Url) { Content = new StringContent(Marker), Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var (content, fields) = (request.Content, request.Headers.ToString());
        using var response = await Client().SendAsync(request);
        Assert.Multiple(() =>
        {
            Assert.That(request.Content, Is.SameAs(content));
            Assert.That(request.Headers.ToString(), Is.EqualTo(fields));
            Assert.That(response.RequestMessage, Is.SameAs(request));
            Assert.That(Service.Messages, Has.None.SameAs(request));
            Assert.That(Service.Messages.Select(m => (m.Version, m.VersionPolicy)), Is.All.EqualTo((request.Version, request.VersionPolicy)));
        });
    }

    [TestCase("http://api.example/", ProtocolReason.SchemeNotHttps)]
    [TestCase("ftp://api.example/", ProtocolReason.SchemeNotHttps)]
    [TestCase("wss://api.example/", ProtocolReason.UpgradeNotSupported)]
    [TestCase("https://user:secret@api.example/", ProtocolReason.FieldNotAllowed)]
    public async Task Refuses_such_a_uri_before_any_traffic(string uri, ProtocolReason reason) =>
        await AssertRefused(new HttpRequestMessage(HttpMethod.Get, uri), reason);

    [Test]
    public async Task Refuses_connect_before_any_traffic() => await AssertRefused(new HttpRequestMessage(HttpMethod.Connect, Url), ProtocolReason.UpgradeNotSupported);

    [TestCase("Upgrade", "websocket", ProtocolReason.UpgradeNotSupported)]
    [TestCase("Proxy-Authorization", "Basic AAAA", ProtocolReason.FieldNotAllowed)]
    [TestCase("Attest-Seal", ":AAAA:", ProtocolReason.FieldNotAllowed)]
    [TestCase("TE", "trailers", ProtocolReason.FieldNotAllowed)]
    [TestCase("Host", "other.example", ProtocolReason.FieldNotAllowed)]
    [TestCase("Transfer-Encoding", "gzip", ProtocolReason.FieldNotAllowed)]
    public async Task Refuses_such_a_field(string name, string value, ProtocolReason reason)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Url);
        request.Headers.TryAddWithoutValidation(name, value);
        await AssertRefused(request, reason);
    }

    [Test]
    public async Task Refuses_grpc() => await AssertRefused(
        new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent([1]) { Headers = { ContentType = new("application/grpc") } } },
        ProtocolReason.FieldNotAllowed);

    [Test]
    public async Task Refuses_a_body_that_is_said_to_be_empty_and_is_not() => await AssertRefused(
        new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent("not nothing") { Headers = { ContentLength = 0 } } },
        ProtocolReason.FieldNotAllowed);

    [Test]
    public async Task Refuses_a_head_that_does_not_fit_into_a_field()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Url);
        request.Headers.TryAddWithoutValidation("X-Long", new string('x', 5 * 1024));
        var failure = await Catch<HttpaConfigurationException>(() => Client().SendAsync(request));
        Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((ProtocolReason.HeadTooLarge, 0)));
    }

    [Test]
    public async Task Takes_what_only_the_connection_needs_and_does_not_seal_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(Marker) };
        request.Headers.ConnectionClose = true;
        request.Headers.ExpectContinue = true;
        request.Headers.Host = "api.example";
        request.Headers.TransferEncodingChunked = true;
        await Client().SendAsync(request);
        var wire = Service.Messages.Last();
        Assert.Multiple(() =>
        {
            Assert.That((wire.Headers.ConnectionClose, wire.Headers.ExpectContinue, wire.Headers.Host), Is.EqualTo(((bool?)true, (bool?)true, (string?)null)));
            Assert.That(Service.Opened.Single().Fields.Select(f => f.Key), Has.None.Matches<string>(MessageHead.IsForbidden));
        });
    }

    private IEnumerable<string> Outside()
    {
        var wire = Service.Messages.Last();
        return wire.Headers.Select(h => h.Key).Concat(wire.Content?.Headers.Select(h => h.Key) ?? []);
    }

    private async Task AssertRefused(HttpRequestMessage request, ProtocolReason reason)
    {
        using (request)
        {
            var failure = await Catch<HttpaConfigurationException>(() => Client().SendAsync(request));
            Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((reason, 0)));
        }
    }
}
