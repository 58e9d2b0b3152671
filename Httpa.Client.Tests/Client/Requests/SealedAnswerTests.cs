using System.Net;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Requests;

/// <summary>What reaches the application out of an answer, and which answers are refused.</summary>
internal sealed class SealedAnswerTests : ClientFixture
{
    [Test]
    public async Task Only_sealed_fields_reach_the_application()
    {
        Service.Application = _ => new PlainAnswer(201, "made", ("set-cookie", "a=1"), ("set-cookie", "b=2"), ("content-type", "text/x-test"), ("content-length", "4"), ("etag", "\"1\""));
        AlterSealed(r =>
        {
            r.Headers.TryAddWithoutValidation("Set-Cookie", "evil=1");
            r.Headers.TryAddWithoutValidation("Location", "https://evil.example/");
            r.Headers.TryAddWithoutValidation("X-Injected", "evil");
            r.Content.Headers.TryAddWithoutValidation("Content-Language", "evil");
            r.ReasonPhrase = "evil";
        });
        using var response = await Get();
        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.GetValues("Set-Cookie"), Is.EqualTo(new[] { "a=1", "b=2" }));
            Assert.That(response.Headers.Select(h => h.Key), Is.EquivalentTo(new[] { "Set-Cookie", "ETag" }));
            Assert.That(response.Content.Headers.Select(h => h.Key), Is.EquivalentTo(new[] { "Content-Type", "Content-Length" }));
            Assert.That(response.ReasonPhrase, Is.EqualTo("Created"));
        });
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("made"));
    }

    [TestCase("HEAD", 200, "1234")]
    [TestCase("GET", 204, null)]
    [TestCase("GET", 304, "1234")]
    public async Task Answers_without_a_body_stand_in_a_field(string method, int status, string? length)
    {
        Service.Application = _ => length is null ? new PlainAnswer(status) : new PlainAnswer(status, null, ("content-length", length));
        using var request = new HttpRequestMessage(new HttpMethod(method), Url);
        using var response = await Client().SendAsync(request);
        Assert.That(((int)response.StatusCode, response.Content.Headers.ContentLength?.ToString()), Is.EqualTo((status, length)).Or.EqualTo((status, "0")));
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task Unauthenticated_errors_of_the_application_itself_are_its_answers()
    {
        Service.Application = _ => new PlainAnswer(503, "busy");
        using var response = await Get();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    [Test]
    public async Task Refuses_another_status_outside()
    {
        AlterSealed(r => r.StatusCode = HttpStatusCode.Accepted);
        await AssertRefused(ProtocolReason.ResponseStatus);
    }

    [TestCase("Attest-Sequence", "7", ProtocolReason.ResponseSequence)]
    [TestCase("Attest-Session-ID", ":AAAAAAAAAAAAAAAAAAAAAA==:", ProtocolReason.ResponseSequence)]
    [TestCase("Attest-Sequence", null, ProtocolReason.ResponseUnsealed)]
    [TestCase("Attest-Binder", ":AAAA:", ProtocolReason.ResponseMalformed)]
    [TestCase("Attest-Seal", ":AAAA:", ProtocolReason.ResponseMalformed)]
    public async Task Refuses_other_outer_fields(string name, string? value, ProtocolReason reason)
    {
        AlterSealed(r =>
        {
            r.Headers.Remove(name);
            if (value is not null) r.Headers.TryAddWithoutValidation(name, value);
        });
        await AssertRefused(reason);
    }

    [Test]
    public async Task Refuses_an_outer_field_that_stands_twice()
    {
        AlterSealed(r => r.Headers.TryAddWithoutValidation("Attest-Sequence", "0"));
        await AssertRefused(ProtocolReason.ResponseSequence);
    }

    [Test]
    public async Task Refuses_a_content_coding_outside()
    {
        AlterSealed(r => r.Content.Headers.ContentEncoding.Add("gzip"));
        await AssertRefused(ProtocolReason.ResponseMalformed);
    }

    [Test]
    public async Task Refuses_a_body_beside_the_field()
    {
        Service.Application = _ => new PlainAnswer(200);
        AlterSealed(r => r.Content = new StreamContent(new EndlessStream()));
        await AssertRefused(ProtocolReason.TrailingData);
    }

    [Test]
    public async Task Refuses_a_field_that_does_not_open()
    {
        Service.Application = _ => new PlainAnswer(200);
        AlterSealed(r =>
        {
            var seal = Convert.FromBase64String(r.Headers.GetValues("Attest-Seal").Single().Trim(':'));
            seal[^1] ^= 1;
            r.Headers.Remove("Attest-Seal");
            r.Headers.TryAddWithoutValidation("Attest-Seal", $":{Convert.ToBase64String(seal)}:");
        });
        await AssertRefused(ProtocolReason.BadSeal);
    }

    [TestCase(0, ProtocolReason.BadSeal)]
    [TestCase(-1, ProtocolReason.BadSeal)]
    public async Task Refuses_a_body_with_a_flipped_bit(int index, ProtocolReason reason)
    {
        AlterBody(bytes =>
        {
            bytes[index < 0 ? bytes.Length + index : index] ^= 1;
            return bytes;
        });
        await AssertRefused(reason);
    }

    [Test]
    public async Task Refuses_a_body_that_is_cut()
    {
        AlterBody(bytes => bytes[..^1]);
        await AssertRefused(ProtocolReason.Truncated);
    }

    [Test]
    public async Task Refuses_a_body_with_something_behind_its_end()
    {
        AlterBody(bytes => [.. bytes, 0]);
        await AssertRefused(ProtocolReason.TrailingData);
    }

    [TestCase("3")]
    [TestCase("5")]
    [TestCase("-4")]
    [TestCase("4, 4")]
    public async Task Refuses_a_length_that_is_not_the_bodys(string length)
    {
        Service.Application = _ => new PlainAnswer(200, "four", ("content-length", length));
        await AssertRefused(ProtocolReason.ResponseLength);
    }

    [Test]
    public async Task A_body_that_failed_never_seems_complete()
    {
        AlterBody(bytes => bytes[..^1]);
        using var response = await Client().GetAsync(Url, HttpCompletionOption.ResponseHeadersRead);
        using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        Assert.That(async () => await body.ReadAsync(buffer), Throws.InstanceOf<HttpaProtocolException>());
        Assert.That(async () => await body.ReadAsync(buffer), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task Responses_swapped_between_requests_are_refused()
    {
        var client = Client();
        byte[] first = [];
        AlterBody(bytes => first = bytes);
        await Get(client);
        AlterBody(_ => first);
        await AssertRefused(ProtocolReason.BadSeal, client);
    }

    private async Task AssertRefused(ProtocolReason reason, HttpClient? client = null)
    {
        var failure = await Catch<HttpaProtocolException>(() => Get(client));
        Assert.That((failure.Reason, failure.RequestMayHaveBeenProcessed), Is.EqualTo((reason, true)));
    }

    private void AlterSealed(Action<HttpResponseMessage> change) => Service.Alter = (kind, r) =>
    {
        if (kind == "SEALED") change(r);
    };

    private void AlterBody(Func<byte[], byte[]> change) => AlterSealed(r =>
    {
        using var source = r.Content.ReadAsStream();
        using var copy = new MemoryStream();
        source.CopyTo(copy);
        r.Content = new ByteArrayContent(change(copy.ToArray()));
        r.Content.Headers.TryAddWithoutValidation("Content-Type", "application/httpa-sealed");
    });
}
