using System.Net;
using Httpa.Client.OpenHttpa;
using Httpa.TestServer.OpenHttpa;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>What a service, or somebody before it, may do in preflight and ATTEST. W-numbers are those of the published list of the reference's weaknesses.</summary>
internal sealed class OpenHttpaHandshakeTests : OpenHttpaFixture
{
    [TestCase("attest-challenge", ":AAAA:", ProtocolReason.OpenHttpaPreflightMalformed)]
    [TestCase("attest-challenge", null, ProtocolReason.OpenHttpaPreflightMalformed)]
    [TestCase("attest-supported-versions", null, ProtocolReason.OpenHttpaPreflightMalformed)]
    [TestCase("attest-supported-cipher-suites", "(", ProtocolReason.OpenHttpaPreflightMalformed)]
    [TestCase("attest-supported-versions", "httpa/1", ProtocolReason.PreflightVersion)]
    [TestCase("attest-supported-cipher-suites", "X25519_AES256GCM_SHA384", ProtocolReason.NoCommonSuite)]
    public async Task W12_a_preflight_must_bring_a_challenge_of_48_bytes_and_what_is_offered(string name, string? value, ProtocolReason reason)
    {
        Service.Alter = (kind, r) => Set(kind == "OPTIONS" ? r : null, name, value);
        Assert.That(await Refusal(), Is.EqualTo(reason));
        Assert.That(Service.Count("ATTEST"), Is.Zero);
    }

    [Test]
    public async Task What_else_the_service_announces_is_passed_over()
    {
        Service.Alter = (kind, r) =>
        {
            if (kind != "OPTIONS") return;
            Set(r, "attest-supported-versions", "openhttpa, httpa/1");
            Set(r, "attest-supported-cipher-suites", "P384_ML_KEM1024_AES256GCM_SHA384, X25519_ML_KEM768_AES256GCM_SHA384");
            Set(r, "attest-transport", "oblivious");
        };
        Assert.That(await Text(), Is.EqualTo("\"0 bytes\""));
    }

    [TestCase("OPTIONS", 404, ProtocolReason.AttestNotSupported)]
    [TestCase("ATTEST", 405, ProtocolReason.AttestNotSupported)]
    [TestCase("ATTEST", 400, ProtocolReason.AttestRefused)]
    [TestCase("ATTEST", 204, ProtocolReason.AttestRefused)]
    [TestCase("OPTIONS", 307, ProtocolReason.HandshakeRedirected)]
    [TestCase("ATTEST", 307, ProtocolReason.HandshakeRedirected)]
    public async Task W13_a_handshake_that_is_refused_or_redirected_ends(string kind, int status, ProtocolReason reason)
    {
        AnswerPlainly(kind, status);
        Assert.That(await Refusal(), Is.EqualTo(reason));
        Assert.That(Service.Count("TRUSTED"), Is.Zero);
    }

    [TestCase("OPTIONS")]
    [TestCase("ATTEST")]
    public async Task A_service_that_is_busy_is_unavailable(string kind)
    {
        AnswerPlainly(kind, 503);
        Assert.That((await Catch<HttpaUnavailableException>(Get)).RequestMayHaveBeenProcessed, Is.False);
    }

    [Test]
    public async Task The_words_of_a_refusal_are_told_without_what_a_terminal_would_act_on()
    {
        Service.Before = r => r.Method.Method == "ATTEST" ? FakeOpenHttpaService.Plain(HttpStatusCode.Unauthorized, "Attest-Challenge expired.\u001b[2J") : null;
        Assert.That((await Catch<HttpaProtocolException>(Get)).Message, Does.Contain("Attest-Challenge expired.?[2J"));
    }

    [Test]
    public async Task W12_W15_W16_only_what_was_offered_is_taken()
    {
        Service.AlterAnswer = a => a with { Version = "httpa/1" };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.VersionNotOffered));
        Service.AlterAnswer = a => a with { Suite = "X25519_CHACHA20POLY1305_SHA256" };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.SuiteNotOffered));
        Assert.That(Service.Messages.First(m => m.Method.Method == "ATTEST").Headers.GetValues("attest-cipher-suites"), Is.EqualTo(new[] { OpenHttpaNames.Suite }));
    }

    [Test]
    public async Task W3_a_service_without_a_quote_is_refused()
    {
        Service.AlterAnswer = a => a with { Quotes = [] };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaNoQuote));
        Assert.That(Service.Count("TRUSTED"), Is.Zero);
    }

    [TestCase("mock")]
    [TestCase("tdx")]
    public async Task W3_a_mock_quote_is_no_quote(string token)
    {
        Service.AlterAnswer = a => a with { Quotes = [a.Quotes[0] with { Token = token }] };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaNoQuote), "the policy has a rule for SGX alone");
    }

    [Test]
    public async Task W3_bytes_that_do_not_carry_the_report_data_are_rejected()
    {
        Service.AlterAnswer = a => a with { Quotes = [a.Quotes[0] with { Value = new byte[64] }] };
        var failure = await Catch<AttestationException>(Get);
        Assert.That(failure.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [Test]
    public async Task W12_quotes_without_a_rule_prove_nothing_and_are_passed_over()
    {
        Service.AlterAnswer = a => a with { Quotes = [new Quote("tpm", new byte[8], []), new Quote("sgx", new byte[8], [], "eat"), .. a.Quotes, new Quote("nvidia_gpu", new byte[8], ["https://x"])] };
        Assert.That(await Text(), Is.EqualTo("\"0 bytes\""));
    }

    [Test]
    public async Task W18_a_second_quote_that_the_policy_covers_must_stand_too()
    {
        Service.AlterAnswer = a => a with { Quotes = [.. a.Quotes, a.Quotes[0] with { Value = new byte[64] }] };
        Assert.That((await Catch<AttestationException>(Get)).Result.IsAccepted, Is.False);
    }

    [Test]
    public async Task W11_a_key_share_that_the_quote_does_not_vouch_for_is_rejected()
    {
        using var other = HybridKeyPair.Generate();
        Service.AlterAnswer = a => a with { Half = a.Half with { Share = a.Half.Share with { X25519 = other.Share.X25519 } } };
        Assert.That((await Catch<AttestationException>(Get)).Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [Test]
    public async Task W7_W17_a_pinned_identity_must_sign()
    {
        Change = o => o with { ServerIdentityKey = ServiceIdentity.Create().PublicKey };
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaIdentityMismatch), "the service does not sign at all");
        Assert.That(Service.Count("TRUSTED"), Is.Zero);
    }

    [TestCase("attest-random", ":AAAA:")]
    [TestCase("attest-key-share", ":e30=:")]
    [TestCase("attest-base-id", "not-a-uuid")]
    [TestCase("attest-expires", null)]
    public async Task W23_fields_have_exactly_their_sizes(string name, string? value)
    {
        Service.Alter = (kind, r) => Set(kind == "ATTEST" ? r : null, name, value);
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [Test]
    public async Task W24_a_huge_expiry_is_capped_and_none_is_refused()
    {
        MaxSessionLifetime = TimeSpan.FromMinutes(10);
        Service.AlterAnswer = a => a with { Expires = 999_999_999_999_999 };
        await Get();
        Clock.Advance(TimeSpan.FromMinutes(9));
        await Get();
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Get();
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
        Service.AlterAnswer = a => a with { Expires = 0 };
        Store.DropAll();
        Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OfferExpired));
    }

    [Test]
    public async Task An_origin_whose_handshakes_fail_is_left_alone_for_a_while()
    {
        Service.AlterAnswer = a => a with { Quotes = [] };
        for (var i = 0; i < 7; i++) Assert.That(await Refusal(), Is.EqualTo(ProtocolReason.OpenHttpaNoQuote));
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(5));
    }

    [Test]
    public async Task A_session_ends_with_what_its_evidence_rests_on()
    {
        Verifier.Expires = Clock.GetUtcNow().AddMinutes(5);
        await Get();
        Clock.Advance(TimeSpan.FromMinutes(6));
        Verifier.Expires = DateTimeOffset.MaxValue;
        await Get();
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
    }

    [Test]
    public async Task Every_handshake_takes_a_fresh_challenge_and_fresh_keys()
    {
        for (var i = 0; i < 2; i++)
        {
            await Get();
            Store.DropAll();
        }

        var attests = Service.Messages.Where(m => m.Method.Method == "ATTEST").ToList();
        Assert.Multiple(() =>
        {
            foreach (var name in new[] { "attest-challenge", "attest-random", "attest-key-shares" })
                Assert.That(attests.Select(m => m.Headers.GetValues(name).Single()), Is.Unique, name);
        });
    }

    [Test]
    public async Task W5_a_ticket_for_resumption_is_never_used()
    {
        Service.Alter = (kind, r) => Set(kind == "ATTEST" ? r : null, "attest-ticket-resumption", ":AAAA:");
        await Get();
        Store.DropAll();
        await Get();
        Assert.That(Service.Messages.SelectMany(m => m.Headers).Select(h => h.Key), Has.None.EqualTo("Attest-Ticket-Resumption").IgnoreCase);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
    }

    [Test]
    public async Task W14_W3_mock_quotes_are_accepted_where_somebody_says_so_and_only_there()
    {
        var mock = new HttpaOptions
        {
            Protocol = HttpaProtocol.OpenHttpa, TimeProvider = Clock, SessionStore = Store,
            Policy = MockEvidence.Policy, Verifiers = MockEvidence.CreateVerifiers(), OpenHttpa = MockEvidence.DangerousAcceptMockEvidence(new OpenHttpaOptions()),
        };
        Service.AlterAnswer = a => a with { Quotes = MockQuotes(a.Quotes[0].Value) };
        using var client = new HttpClient(new HttpaHandler(mock, Service));
        Assert.That((await client.GetAsync(Url)).GetAttestation()!.PolicyName, Is.EqualTo("DangerousAcceptMockEvidence"));

        Service.AlterAnswer = a => a with { Quotes = MockQuotes(new byte[64]) };
        Store.DropAll();
        Assert.That((await Catch<AttestationException>(() => client.GetAsync(Url))).Result.Findings[0].Reason, Is.EqualTo(AppraisalReason.BindingMismatch));
    }

    [Test]
    public async Task W14_the_policy_for_mock_quotes_accepts_nothing_under_genuine_verifiers()
    {
        var options = new HttpaOptions
        {
            Protocol = HttpaProtocol.OpenHttpa, TimeProvider = Clock, SessionStore = Store, Policy = MockEvidence.Policy, OpenHttpa = MockEvidence.DangerousAcceptMockEvidence(new OpenHttpaOptions()),
        };
        Service.AlterAnswer = a => a with { Quotes = MockQuotes(a.Quotes[0].Value) };
        using var client = new HttpClient(new HttpaHandler(options, Service));
        Assert.That((await Catch<AttestationException>(() => client.GetAsync(Url))).Result.IsAccepted, Is.False);
    }

    /// <summary>What the reference's demo sends without hardware.</summary>
    private static Quote[] MockQuotes(ReadOnlyMemory<byte> reportData)
    {
        var raw = System.Security.Cryptography.SHA384.HashData(reportData.Span);
        return [new("tdx", raw, ["https://mock.attestation/intel/tdx/pck"]), new("nvidia_gpu", raw, ["https://mock.attestation/nvidia/gpu/cert"])];
    }

    private void AnswerPlainly(string kind, int status) => Service.Before = r =>
    {
        if (r.Method.Method != kind) return null;
        var answer = FakeOpenHttpaService.Plain((HttpStatusCode)status, "no");
        answer.Headers.Location = new Uri("https://elsewhere.example/");
        return answer;
    };

    private static void Set(HttpResponseMessage? response, string name, string? value)
    {
        if (response is null) return;
        response.Headers.Remove(name);
        if (value is not null) response.Headers.TryAddWithoutValidation(name, value);
    }
}
