using System.Net;
using System.Text;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Sessions;

/// <summary>Every answer of the handshake that is refused, by its reason; nothing sealed was sent in any of them.</summary>
internal sealed class HandshakeTests : ClientFixture
{
    [TearDown]
    public void Nothing_of_the_application_was_sent_when_the_handshake_failed() =>
        Assert.That(Service.Count("SESSION") > 0 || Service.Count("SEALED") == 0);

    [TestCase(404)]
    [TestCase(405)]
    [TestCase(501)]
    [TestCase(200)]
    [TestCase(401)]
    public async Task Refuses_a_service_whose_preflight_does_not_name_attest(int status)
    {
        Service.Before = _ => new HttpResponseMessage((HttpStatusCode)status);
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.AttestNotSupported));
        Assert.That(Service.Kinds, Is.EqualTo(new[] { "OPTIONS" }));
    }

    [Test]
    public async Task Takes_the_allow_field_of_a_preflight()
    {
        AlterPreflight(r =>
        {
            r.Headers.Remove("Access-Control-Allow-Methods");
            r.Content.Headers.Allow.Add("ATTEST");
        });
        Assert.That((await Get()).IsSuccessStatusCode);
    }

    [Test]
    public async Task Refuses_a_preflight_that_names_a_version_that_the_options_do_not_allow()
    {
        AlterPreflight(r => Set(r, "Attest-Versions", "httpa/2"));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.PreflightVersion));
    }

    [Test]
    public async Task Refuses_a_preflight_with_an_undefined_field()
    {
        AlterPreflight(r => Set(r, "Attest-Seal", ":AAAA:"));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.Malformed));
    }

    [Test]
    public async Task Preflight_and_attest_carry_the_path_without_the_query()
    {
        await Get();
        Assert.That(Service.Messages.Take(3).Select(m => m.RequestUri!.PathAndQuery), Is.All.EqualTo("/v1/infer"));
    }

    [Test]
    public async Task Keeps_a_positive_preflight_for_its_age()
    {
        Service.Lifetime = TimeSpan.FromMinutes(1);
        var client = Client();
        await Get(client);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Get(client);
        Assert.That((Service.Count("OPTIONS"), Service.Count("ATTEST")), Is.EqualTo((1, 2)));
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Get(client);
        Assert.That((Service.Count("OPTIONS"), Service.Count("ATTEST")), Is.EqualTo((2, 3)));
    }

    [TestCase(null, 5)]
    [TestCase("999999999", 86_400)]
    [TestCase("nonsense", 0)]
    public async Task Age_of_a_preflight_has_a_default_and_a_cap(string? age, int seconds)
    {
        Service.Lifetime = TimeSpan.FromSeconds(1);
        AlterPreflight(r =>
        {
            r.Headers.Remove("Access-Control-Max-Age");
            if (age is not null) Set(r, "Access-Control-Max-Age", age);
        });
        var client = Client();
        await Get(client);
        Clock.Advance(TimeSpan.FromSeconds(Math.Max(0, seconds - 1)));
        if (seconds > 1) await Get(client);
        Assert.That(Service.Count("OPTIONS"), Is.EqualTo(1));
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Get(client);
        Assert.That(Service.Count("OPTIONS"), Is.EqualTo(2));
    }

    [Test]
    public async Task Does_not_keep_a_negative_preflight()
    {
        var client = Client();
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.NotFound);
        await Refusal(client);
        Service.Before = _ => null;
        Assert.That((await Get(client)).IsSuccessStatusCode);
    }

    [Test]
    public async Task Skips_the_preflight_when_told()
    {
        await Get(Client(o => o.SkipPreflight = true));
        Assert.That(Service.Kinds, Is.EqualTo(new[] { "ATTEST", "SESSION", "SEALED" }));
    }

    [TestCase("OPTIONS")]
    [TestCase("ATTEST")]
    [TestCase("SESSION")]
    public async Task Follows_no_redirect_of_the_handshake(string kind)
    {
        Service.Alter = (k, r) =>
        {
            if (k != kind) return;
            r.StatusCode = HttpStatusCode.TemporaryRedirect;
            r.Headers.Location = new Uri("https://elsewhere.example/");
        };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.HandshakeRedirected));
        Assert.That(Service.Messages.Select(m => m.RequestUri!.Host), Is.All.EqualTo("api.example"));
    }

    [TestCase(408)]
    [TestCase(429)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    public async Task A_gateway_that_is_down_is_unavailable(int status)
    {
        foreach (var kind in new[] { "OPTIONS", "ATTEST", "SESSION" })
        {
            Service.Alter = (k, r) =>
            {
                if (k != kind) return;
                r.StatusCode = (HttpStatusCode)status;
                r.Headers.TryAddWithoutValidation("Retry-After", "86400");
            };
            var failure = await Catch<HttpaUnavailableException>(() => Get());
            Assert.That((failure.StatusCode, failure.RetryAfter, failure.RequestMayHaveBeenProcessed), Is.EqualTo(((HttpStatusCode?)status, (TimeSpan?)TimeSpan.FromHours(1), false)));
        }
    }

    [TestCase(406, "no-common-suite", ProtocolReason.NoCommonSuite)]
    [TestCase(406, "no-common-evidence", ProtocolReason.NoCommonEvidence)]
    [TestCase(421, "unknown-origin", ProtocolReason.UnknownOrigin)]
    [TestCase(400, "version-downgrade", ProtocolReason.VersionDowngrade)]
    [TestCase(400, "malformed", ProtocolReason.AttestRefused)]
    [TestCase(500, null, ProtocolReason.AttestRefused)]
    [TestCase(405, null, ProtocolReason.AttestNotSupported)]
    public async Task Says_why_attest_was_refused(int status, string? error, ProtocolReason reason)
    {
        Service.Before = r => r.Method.Method == "ATTEST" ? FakeService.Refusal((HttpStatusCode)status, error) : null;
        Assert.That(await Refusal(), Is.EqualTo(reason));
    }

    [Test]
    public async Task Refuses_a_version_that_was_not_asked_for() => Assert.That(await HelloRefusal(h => h with { Version = "httpa/2" }), Is.EqualTo(ProtocolReason.VersionNotOffered));

    [Test]
    public async Task Refuses_a_suite_that_was_not_offered() =>
        Assert.That(await HelloRefusal(h => h with { CipherSuite = CipherSuite.P256Aes256Gcm.Token }), Is.EqualTo(ProtocolReason.SuiteNotOffered));

    [TestCase(301)]
    [TestCase(-301)]
    public async Task Refuses_a_clock_that_is_too_far_off(int seconds) =>
        Assert.That(await HelloRefusal(h => h with { Date = h.Date.AddSeconds(seconds) }), Is.EqualTo(ProtocolReason.DateSkew));

    [TestCase(300)]
    [TestCase(-300)]
    public async Task Accepts_a_clock_that_is_a_little_off(int seconds)
    {
        Service.AlterHello = h => h with { Date = h.Date.AddSeconds(seconds) };
        Assert.That((await Get()).IsSuccessStatusCode);
    }

    [Test]
    public async Task Refuses_an_offer_that_is_over() => Assert.That(await HelloRefusal(h => h with { Expires = h.Date }), Is.EqualTo(ProtocolReason.OfferExpired));

    [Test]
    public void Refuses_to_give_evidence_of_its_own()
    {
        Service.AlterHello = h => h with { ClientEvidenceRequired = true };
        Assert.That(async () => await Get(), Throws.TypeOf<HttpaConfigurationException>().With.Property("Reason").EqualTo(ProtocolReason.ClientEvidenceRequired));
    }

    [TestCase("Attest-Random", ":AAAA:")]
    [TestCase("Attest-Random", null)]
    [TestCase("Attest-Session-ID", ":AAAA:")]
    [TestCase("Attest-Expires", "tomorrow")]
    [TestCase("Attest-Seal", ":AAAA:")]
    [TestCase("Attest-Error", "malformed")]
    [TestCase("Cache-Control", null)]
    public async Task Refuses_a_malformed_hello(string name, string? value)
    {
        AlterAttest(r => Set(r, name, value));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [Test]
    public async Task Refuses_a_field_that_stands_twice()
    {
        AlterAttest(r => r.Headers.TryAddWithoutValidation("Attest-Date", r.Headers.GetValues("Attest-Date").Single()));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [Test]
    public async Task Refuses_a_body_that_is_no_evidence()
    {
        AlterAttest(r => Replace(r, Encoding.UTF8.GetBytes("{}")));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Refuses_a_body_over_a_mebibyte(bool lengthStated)
    {
        AlterAttest(r =>
        {
            Replace(r, new byte[EvidenceBody.MaxLength + 1]);
            if (lengthStated) return;
            var body = new StreamContent(new EndlessStream());
            body.Headers.TryAddWithoutValidation("Content-Type", EvidenceBody.MediaType);
            r.Content = body;
        });
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.BodyTooLarge));
    }

    [Test]
    public async Task Refuses_another_media_type()
    {
        AlterAttest(r => r.Content.Headers.ContentType = new("text/html"));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.AttestContentType));
    }

    [Test]
    public async Task Refuses_a_content_coding()
    {
        AlterAttest(r => r.Content.Headers.ContentEncoding.Add("gzip"));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.AttestContentCoding));
    }

    [Test]
    public async Task Refuses_evidence_of_a_type_that_was_not_asked_for()
    {
        Service.AlterEvidence = b => b with { Items = [new(new Evidence(EvidenceType.Tdx, b.Items[0].Evidence.Value), Endorsements.None)] };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.EvidenceNotOffered));
    }

    [Test]
    public async Task Refuses_a_key_of_the_wrong_length()
    {
        Service.AlterEvidence = b => b with { PublicKey = b.PublicKey[1..] };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.AttestedKeyInvalid));
    }

    [Test]
    public async Task Rejects_evidence_that_is_bound_to_another_exchange()
    {
        Service.AlterEvidence = b => b with { Items = [new(new Evidence(EvidenceType.Sgx, new byte[64]), Endorsements.None)] };
        var failure = await Catch<AttestationException>(() => Get());
        Assert.That(failure.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [Test]
    public async Task Rejects_evidence_whose_key_was_exchanged()
    {
        Service.AlterEvidence = b => b with { PublicKey = CipherSuite.X25519Aes256Gcm.GenerateKeyPair().PublicKey };
        await Catch<AttestationException>(() => Get());
        Assert.That(Service.Count("SESSION"), Is.Zero);
    }

    [Test]
    public async Task Rejection_is_no_transport_fault_and_lists_every_finding_on_its_line()
    {
        Verifier.Objection = new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "MRENCLAVE", "v1", "v0", "Update the policy.");
        var failure = await Catch<AttestationException>(() => Get());
        Assert.Multiple(() =>
        {
            Assert.That(failure, Is.Not.InstanceOf<HttpRequestException>());
            Assert.That(failure.Message.Split('\n'), Has.Length.EqualTo(2));
            Assert.That(Service.Count("SESSION"), Is.Zero);
        });
    }

    [Test]
    public async Task Refuses_a_document_that_is_older_than_one_seen()
    {
        Service.Lifetime = TimeSpan.FromMinutes(1);
        var client = Client();
        Verifier.Issues = [new("tcb_info sgx", 17, Clock.GetUtcNow())];
        await Get(client);
        Clock.Advance(TimeSpan.FromMinutes(2));
        Verifier.Issues = [new("tcb_info sgx", 16, Clock.GetUtcNow())];
        Assert.That(await Refusal(client), Is.EqualTo(ProtocolReason.EndorsementOlderThanSeen));
    }

    [TestCase("Attest-Binder", "Attest-Binder", ProtocolReason.BinderMismatch)]
    [TestCase("Attest-Session-ID", "Attest-Session-ID", ProtocolReason.SessionIdMismatch)]
    public async Task Refuses_an_altered_session_answer(string name, string field, ProtocolReason reason)
    {
        AlterSession(r =>
        {
            var bytes = Convert.FromBase64String(r.Headers.GetValues(name).Single().Trim(':'));
            bytes[0] ^= 1;
            Set(r, field, SealedFields.FormatBytes(bytes));
        });
        Assert.That(await Refusal(), Is.EqualTo(reason));
        Assert.That(Service.Count("SEALED"), Is.Zero);
    }

    [Test]
    public async Task Refuses_a_session_answer_with_another_random()
    {
        AlterSession(r => Set(r, "Attest-Random", SealedFields.FormatBytes(new byte[32])));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.BinderMismatch));
    }

    [Test]
    public async Task Refuses_a_secret_that_it_did_not_ask_for()
    {
        AlterSession(r => Set(r, "Attest-Secret", SealedFields.FormatBytes(new byte[96])));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.ServerSecretUnexpected));
    }

    [Test]
    public async Task Refuses_a_malformed_session_answer()
    {
        AlterSession(r => Set(r, "Attest-Binder", null));
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.SessionMalformed));
    }

    [Test]
    public async Task Never_repeats_a_session_request()
    {
        AlterSession(r => r.StatusCode = HttpStatusCode.Unauthorized);
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.SessionRefused));
        Assert.That(Service.Count("SESSION"), Is.EqualTo(1));
    }

    private static void Set(HttpResponseMessage response, string name, string? value)
    {
        response.Headers.Remove(name);
        if (value is not null) response.Headers.TryAddWithoutValidation(name, value);
    }

    private static void Replace(HttpResponseMessage response, byte[] body)
    {
        response.Content = new ByteArrayContent(body);
        response.Content.Headers.TryAddWithoutValidation("Content-Type", EvidenceBody.MediaType);
    }

    private Task<ProtocolReason> HelloRefusal(Func<ServerHello, ServerHello> change)
    {
        Service.AlterHello = change;
        return Refusal();
    }

    private void AlterPreflight(Action<HttpResponseMessage> change) => AlterOnly("OPTIONS", change);

    private void AlterAttest(Action<HttpResponseMessage> change) => AlterOnly("ATTEST", change);

    private void AlterSession(Action<HttpResponseMessage> change) => AlterOnly("SESSION", change);

    private void AlterOnly(string kind, Action<HttpResponseMessage> change) => Service.Alter = (k, r) =>
    {
        if (k == kind) change(r);
    };
}
