using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Httpa.Client.OpenHttpa;
using Httpa.Client.Origins;
using Httpa.Client.Tests.Hostile;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>What callers may send, and what goes out.</summary>
internal sealed class OpenHttpaRequestTests : OpenHttpaFixture
{
    [Test]
    public async Task W1_every_request_of_a_session_is_sealed_under_a_counter_of_its_own()
    {
        for (var i = 0; i < 3; i++) await Post();
        var trusted = Service.Messages.Where(m => m.Headers.Contains("attest-ticket")).ToList();
        var tickets = trusted.Select(m => Convert.FromBase64String(m.Headers.GetValues("attest-ticket").Single())).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
            Assert.That(tickets.Select(t => t[7]), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(tickets.Select(t => t[8]), Is.All.Zero, "never 0-RTT");
            Assert.That(Service.Bodies, Is.Unique, "the same plaintext never gives the same ciphertext");
            Assert.That(Service.Opened, Is.All.EqualTo("{\"q\":1}"));
        });
    }

    [TestCase("plain words", "text/plain")]
    [TestCase("{\"a\":1}", "text/plain")]
    [TestCase("{\"a\":", "application/json")]
    [TestCase("{} {}", "application/json")]
    [TestCase("// no comment\n1", "application/json")]
    [TestCase("\ufeff1", "application/json")]
    public async Task A_body_that_is_not_JSON_is_refused_before_any_traffic(string body, string mediaType)
    {
        var failure = await Catch<HttpaConfigurationException>(() => Client.PostAsync(Url, Json(body, mediaType)));
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.OpenHttpaBodyNotJson));
        Assert.That(Service.Kinds, Is.Empty);
    }

    [Test]
    public async Task A_body_with_fields_or_another_charset_or_bad_UTF_8_is_refused()
    {
        var coded = Json("1");
        coded.Headers.ContentEncoding.Add("gzip");
        var latin = Json("1");
        latin.Headers.ContentType!.CharSet = "iso-8859-1";
        HttpContent[] contents = [coded, latin, new ByteArrayContent([(byte)'"', 0xff, (byte)'"'])];
        foreach (var content in contents)
            Assert.That((await Catch<HttpaConfigurationException>(() => Client.PostAsync(Url, content))).Reason, Is.EqualTo(ProtocolReason.OpenHttpaBodyNotJson));
        Assert.That(Service.Kinds, Is.Empty);
    }

    [TestCase("application/json; charset=utf-8")]
    [TestCase("application/problem+json")]
    [TestCase(null)]
    public async Task JSON_of_any_name_goes_out_as_JSON(string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("[1, \"é\"]"));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        Assert.That((await Client.PostAsync(Url, content)).IsSuccessStatusCode);
        Assert.That(Service.Opened.Single(), Is.EqualTo("[1, \"é\"]"));
        Assert.That(Service.Messages.Last().Content!.Headers.ContentType!.ToString(), Is.EqualTo("application/json"));
    }

    [TestCase("HEAD")]
    [TestCase("TRACE")]
    public async Task A_method_whose_answer_has_no_body_is_refused(string method)
    {
        var failure = await Catch<HttpaConfigurationException>(() => Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), Url)));
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.OpenHttpaMethodNotCarried));
    }

    [TestCase("Authorization", "Bearer secret")]
    [TestCase("Cookie", "a=b")]
    [TestCase("X-Tenant", "7")]
    public async Task W21_a_field_that_would_go_out_in_clear_is_refused(string name, string value)
    {
        Client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        Assert.That((await Catch<HttpaConfigurationException>(Get)).Reason, Is.EqualTo(ProtocolReason.OpenHttpaFieldInClear));
        Assert.That(Service.Kinds, Is.Empty);
    }

    [Test]
    public async Task W21_a_field_that_may_be_public_goes_out()
    {
        OuterFields = ["X-Tenant"];
        Client.DefaultRequestHeaders.TryAddWithoutValidation("X-Tenant", "7");
        Client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        await Get();
        var fields = Service.Messages.Last().Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.Single());
        Assert.That(fields.Keys, Is.EquivalentTo(new[] { "x-tenant", "accept", "attest-base-id", "attest-ticket" }));
        Assert.That(Service.Messages.First().Headers, Is.Empty, "the preflight has no fields at all");
    }

    [Test]
    public async Task An_Attest_field_of_the_callers_is_refused()
    {
        Client.DefaultRequestHeaders.TryAddWithoutValidation("Attest-Provenance", "x");
        Assert.That((await Catch<HttpaConfigurationException>(Get)).Reason, Is.EqualTo(ProtocolReason.FieldNotAllowed));
    }

    [Test]
    public async Task W2_a_WebSocket_is_refused()
    {
        var failure = await Catch<HttpaConfigurationException>(() => Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, Url) { Headers = { { "Upgrade", "websocket" } } }));
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.UpgradeNotSupported));
    }

    [Test]
    public void Options_that_OpenHTTPA_cannot_keep_are_refused() => Assert.Multiple(() =>
    {
        AssertRefused(o => o, new HttpaOptions { Policy = FakeVerifier.Policy, Protocol = HttpaProtocol.OpenHttpa, SkipPreflight = true });
        AssertRefused(o => o, new HttpaOptions { Policy = FakeVerifier.Policy, Protocol = HttpaProtocol.OpenHttpa, PadTo = 16 });
        AssertRefused(o => o, new HttpaOptions { Policy = FakeVerifier.Policy, Protocol = (HttpaProtocol)7 });
        foreach (var path in new[] { "attest", "/a?b", "/a#b", "/a b", "" }) AssertRefused(o => o with { AttestPath = path });
        AssertRefused(o => o with { ServerIdentityKey = new byte[32] });
        AssertRefused(o => o with { MaxSessions = 0 });
        AssertRefused(o => o with { MaxAnswerLength = 10 });
    });

    [Test]
    public async Task One_origin_may_speak_OpenHTTPA_and_the_others_do_not()
    {
        using var client = new HttpClient(new HttpaHandler(
            new HttpaOptions
            {
                Policy = FakeVerifier.Policy, Verifiers = new(Verifier), TimeProvider = Clock, SessionStore = Store,
                Origins = [new OriginPolicy("https://api.example", FakeVerifier.Policy) { Protocol = HttpaProtocol.OpenHttpa }],
            },
            Service));
        Assert.That((await client.GetAsync(Url)).IsSuccessStatusCode);
        Service.Before = _ => FakeOpenHttpaService.Plain(HttpStatusCode.NotFound, "");
        Assert.That(await Refusal(() => client.GetAsync("https://other.example/")), Is.EqualTo(ProtocolReason.AttestNotSupported));
        Assert.That(Service.Messages.Last().Headers.GetValues("attest-versions"), Is.EqualTo(new[] { "httpa/1" }));
    }

    [Test]
    public async Task W27_base_ids_and_tickets_are_in_no_log_but_the_finest()
    {
        using var log = new LogCapture();
        Logs = log;
        await Post("\"a private thing\"");
        var id = Service.Messages.Last().Headers.GetValues("attest-base-id").Single();
        Assert.Multiple(() =>
        {
            Assert.That(log.Lines.Where(l => !l.StartsWith("Trace", StringComparison.Ordinal)), Has.None.Contains(id));
            Assert.That(log.Lines, Has.None.Contains("private thing"));
            Assert.That(log.Lines, Has.Some.Contains("transcript").And.Some.Contains(":authority11:api.example"));
        });
    }

    [Test]
    public async Task Mistakes_below_the_handler_do_not_leak()
    {
        HttpMethod[] methods = [HttpMethod.Options, HttpMethod.Post];
        foreach (var method in methods)
        {
            using var client = new HttpClient(new HttpaHandler(
                new HttpaOptions { Policy = FakeVerifier.Policy, Verifiers = new(Verifier), Protocol = HttpaProtocol.OpenHttpa, TimeProvider = Clock }, Service));
            var guard = (LeakGuardHandler)((HttpaHandler)Handler(client)).InnerHandler!;
            using var invoker = new HttpMessageInvoker(guard, disposeHandler: false);
            var failure = await Catch<HttpaConfigurationException>(() => invoker.SendAsync(new HttpRequestMessage(method, Url) { Content = Json("1") }, default));
            Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.LeakPrevented));
            failure = await Catch<HttpaConfigurationException>(() => invoker.SendAsync(new HttpRequestMessage(HttpMethod.Options, Url), default));
            Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.LeakPrevented), "a preflight elsewhere");
        }

        Assert.That(Service.Kinds, Is.Empty);
    }

    private static HttpMessageHandler Handler(HttpClient client) => (HttpMessageHandler)typeof(HttpMessageInvoker)
        .GetField("_handler", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(client)!;

    private static void AssertRefused(Func<OpenHttpaOptions, OpenHttpaOptions> change, HttpaOptions? options = null)
    {
        options ??= new HttpaOptions { Policy = FakeVerifier.Policy, Protocol = HttpaProtocol.OpenHttpa, OpenHttpa = change(new OpenHttpaOptions()) };
        Assert.That(() => new HttpaHandler(options), Throws.TypeOf<HttpaConfigurationException>().With.Property("Reason").EqualTo(ProtocolReason.OptionInvalid));
    }
}
