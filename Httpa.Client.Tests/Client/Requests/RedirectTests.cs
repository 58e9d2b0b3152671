using System.Net;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Requests;

/// <summary>Redirects that the attested service sealed.</summary>
internal sealed class RedirectTests : ClientFixture
{
    [TestCase(307)]
    [TestCase(308)]
    public async Task Seals_a_307_and_a_308_anew_with_method_and_body(int status)
    {
        RedirectTo("/v1/there?x=1", status);
        var text = await (await Post()).Content.ReadAsStringAsync();
        Assert.That(text, Is.EqualTo($"POST /v1/there?x=1 {Marker}"));
        AssertNothingPrivateOnTheWire();
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    public async Task A_post_becomes_a_get(int status)
    {
        RedirectTo("/v1/there", status);
        await Post();
        var second = Service.Opened.Last();
        Assert.Multiple(() =>
        {
            Assert.That((second.Method, second.Text), Is.EqualTo(("GET", "")));
            Assert.That(second["content-type"], Is.Null);
        });
    }

    [Test]
    public async Task A_put_stays_a_put_at_a_302_and_becomes_a_get_at_a_303()
    {
        var client = Client();
        RedirectTo("/v1/there", 302);
        await client.PutAsync(Url, new StringContent(Marker));
        Assert.That(Service.Opened.Last().Method, Is.EqualTo("PUT"));
        RedirectTo("/v1/there", 303);
        await client.PutAsync(Url, new StringContent(Marker));
        Assert.That(Service.Opened.Last().Method, Is.EqualTo("GET"));
    }

    [TestCase("https://evil.example/v1")]
    [TestCase("https://api.example:8443/v1")]
    [TestCase("http://api.example/v1")]
    [TestCase("//evil.example/v1")]
    public async Task Refuses_another_origin(string location)
    {
        RedirectTo(location, 307);
        var failure = await Catch<HttpaProtocolException>(() => Post());
        Assert.Multiple(() =>
        {
            Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.RedirectCrossOrigin));
            Assert.That(failure.RequestMayHaveBeenProcessed);
            Assert.That(Service.Count("SEALED"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Refuses_a_body_that_cannot_be_read_again()
    {
        RedirectTo("/v1/there", 307);
        var failure = await Catch<HttpaProtocolException>(() => Client().PostAsync(Url, new UnseekableContent(Bytes(Marker))));
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.RedirectBodyConsumed));
    }

    [Test]
    public async Task Gives_up_after_as_many_as_allowed_and_hands_the_last_to_the_caller()
    {
        Service.Application = _ => new PlainAnswer(302, null, ("location", "/again"));
        using var response = await Get(Client(o => o.MaxRedirects = 3));
        Assert.That((response.StatusCode, Service.Count("SEALED")), Is.EqualTo((HttpStatusCode.Found, 4)));
    }

    [Test]
    public async Task Hands_them_all_to_the_caller_when_told()
    {
        Service.Application = _ => new PlainAnswer(302, null, ("location", "https://elsewhere.example/"));
        using var response = await Get(Client(o => o.MaxRedirects = 0));
        Assert.That(response.Headers.Location, Is.EqualTo(new Uri("https://elsewhere.example/")));
    }

    [Test]
    public async Task Ignores_a_location_that_stands_outside()
    {
        Service.Application = _ => new PlainAnswer(302, "no location inside");
        Service.Alter = (_, r) => r.Headers.TryAddWithoutValidation("Location", "/elsewhere");
        using var response = await Get();
        Assert.That((response.StatusCode, response.Headers.Location, Service.Count("SEALED")), Is.EqualTo((HttpStatusCode.Found, (Uri?)null, 1)));
    }

    private void RedirectTo(string location, int status) => Service.Application = r => r.Target.StartsWith("/v1/there", StringComparison.Ordinal)
        ? new PlainAnswer(200, $"{r.Method} {r.Target} {r.Text}")
        : new PlainAnswer(status, null, ("location", location));
}
