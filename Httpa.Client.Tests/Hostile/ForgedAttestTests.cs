using System.Text;
using Httpa.Client.Crypto;
using Httpa.Client.Tests.Hostile.Wire;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>The answer to ATTEST, changed on its way: refused for its form, for a choice that was not offered, or because the evidence vouches for another exchange.</summary>
internal sealed class ForgedAttestTests : HostileFixture
{
    public static IEnumerable<TestCaseData> Required() =>
        from name in (string[])
        [
            "Attest-Version", "Attest-Date", "Attest-Random", "Attest-Cipher-Suite", "Attest-Session-ID", "Attest-Expires", "Attest-Client-Evidence",
        ]
        select new TestCaseData(name);

    [TearDown]
    public void Sends_nothing() => AssertNothingWasSent();

    [TestCase("Attest-Version", "httpa/2", ProtocolReason.VersionNotOffered)]
    [TestCase("Attest-Version", "httpa/0", ProtocolReason.VersionNotOffered)]
    [TestCase("Attest-Cipher-Suite", "p256-sha384-aes256gcm", ProtocolReason.SuiteNotOffered)]
    [TestCase("Attest-Cipher-Suite", "rot13", ProtocolReason.SuiteNotOffered)]
    [TestCase("Attest-Expires", "@1", ProtocolReason.OfferExpired)]
    [TestCase("Attest-Date", "@1", ProtocolReason.DateSkew)]
    [TestCase("Attest-Date", "@253402300799", ProtocolReason.DateSkew)]
    [TestCase("Attest-Date", "@253402300800", ProtocolReason.AttestMalformed)]
    [TestCase("Attest-Date", "@-1", ProtocolReason.AttestMalformed)]
    [TestCase("Attest-Random", ":AAAA:", ProtocolReason.AttestMalformed)]
    [TestCase("Attest-Session-ID", ":AAAA:", ProtocolReason.AttestMalformed)]
    [TestCase("Attest-Cipher-Suite", "x25519-sha384-aes256gcm, x25519-sha384-aes256gcm", ProtocolReason.AttestMalformed)]
    [TestCase("Attest-Client-Evidence", "?0;a", ProtocolReason.AttestMalformed)]
    [TestCase("Attest-Secret", ":AAAA:", ProtocolReason.AttestMalformed)]
    [TestCase("Content-Type", "application/json", ProtocolReason.AttestContentType)]
    [TestCase("Content-Encoding", "gzip", ProtocolReason.AttestContentCoding)]
    [TestCase("Content-Encoding", "identity", ProtocolReason.AttestContentCoding)]
    [TestCase("Cache-Control", "public, max-age=3600", ProtocolReason.AttestMalformed)]
    public async Task Refuses_a_changed_field(string name, string value, ProtocolReason reason, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer[name] = value);
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(reason));
    }

    [Test]
    public async Task Refuses_to_give_evidence_that_it_does_not_have(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer["Attest-Client-Evidence"] = "?1");
        Assert.That((await FailureAsync<HttpaConfigurationException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.ClientEvidenceRequired));
    }

    [TestCaseSource(nameof(Required))]
    public async Task Refuses_a_missing_field(string name, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer[name] = null);
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [TestCaseSource(nameof(Required))]
    public async Task Refuses_a_field_that_stands_twice(string name, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer.Add(name.ToLowerInvariant(), answer[name]!));
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [Test]
    public async Task Refuses_a_field_over_16_kib(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer.SetBytes("Attest-Random", new byte[16 * 1024]));
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.AttestMalformed));
    }

    [TestCase(301)]
    [TestCase(-301)]
    public async Task Refuses_a_date_over_five_minutes_off(int seconds, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => Shift(answer, "Attest-Date", seconds));
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.DateSkew));
    }

    /// <summary>Everything that both sides hashed: a well-formed change is found by the evidence itself.</summary>
    public static IEnumerable<TestCaseData> BoundParts()
    {
        yield return Case("random", a => a.Flip("Attest-Random", 0));
        yield return Case("session id", a => a.Flip("Attest-Session-ID", -1));
        yield return Case("date", a => Shift(a, "Attest-Date", 1));
        yield return Case("expiry", a => Shift(a, "Attest-Expires", 1));
        yield return Case("public key", a => a.Body = Replace(a.Body, "\"publicKey\":\"", text => (text[0] == 'A' ? 'B' : 'A') + text[1..]));

        static TestCaseData Case(string name, Action<WireMessage> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(BoundParts))]
    public async Task Rejects_the_evidence_of_an_exchange_that_was_changed(Action<WireMessage> change, CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, change);
        await AssertBindingMismatchAsync(cancellationToken);
    }

    [Test]
    public async Task Rejects_the_answer_to_an_earlier_attest(CancellationToken cancellationToken)
    {
        WireMessage? earlier = null;
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Attest) answer = earlier ??= answer;
            if (exchange.Kind == ExchangeKind.Session) answer = WireMessage.Answer(503); // so that the first handshake ends here
            await exchange.AnswerAsync(answer);
        };
        var client = CreateClient();
        await FailureAsync<HttpaUnavailableException>(client, cancellationToken);
        await AssertBindingMismatchAsync(client, cancellationToken);
    }

    [Test]
    public async Task Rejects_an_answer_swapped_with_that_of_another_client(CancellationToken cancellationToken)
    {
        var answers = new TaskCompletionSource<WireMessage>[] { new(), new() };
        var arrived = 0;
        Proxy.Script = async exchange =>
        {
            var answer = await exchange.AskServiceAsync();
            if (exchange.Kind == ExchangeKind.Attest)
            {
                var mine = Interlocked.Increment(ref arrived) - 1;
                answers[mine].SetResult(answer);
                answer = await answers[1 - mine].Task.WaitAsync(exchange.Ended);
            }

            await exchange.AnswerAsync(answer);
        };
        await Task.WhenAll(AssertBindingMismatchAsync(cancellationToken), AssertBindingMismatchAsync(cancellationToken));
    }

    /// <summary>A suite that the client offered, but not the one that the key is of.</summary>
    [Test]
    public async Task Refuses_a_choice_that_was_lowered_within_the_offer(CancellationToken cancellationToken)
    {
        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer["Attest-Cipher-Suite"] = CipherSuite.X25519Aes256Gcm.Token);
        var failure = await FailureAsync<HttpaProtocolException>(cancellationToken, o => o.CipherSuites = CipherSuite.All);
        Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.AttestedKeyInvalid));

        Proxy.AlterAnswers(ExchangeKind.Attest, answer => answer["Attest-Cipher-Suite"] = CipherSuite.X25519ChaCha20Poly1305.Token);
        await AssertBindingMismatchAsync(CreateClient(o => o.CipherSuites = [CipherSuite.X25519Aes256Gcm, CipherSuite.X25519ChaCha20Poly1305]), cancellationToken);
    }

    private async Task AssertBindingMismatchAsync(CancellationToken cancellationToken) => await AssertBindingMismatchAsync(CreateClient(), cancellationToken);

    private static async Task AssertBindingMismatchAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var failure = await FailureAsync<AttestationException>(client, cancellationToken);
        Assert.That(failure.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    private static void Shift(WireMessage answer, string name, long seconds) =>
        answer[name] = $"@{long.Parse(answer[name]![1..], System.Globalization.CultureInfo.InvariantCulture) + seconds}";

    private static byte[] Replace(byte[] body, string before, Func<string, string> change)
    {
        var text = Encoding.UTF8.GetString(body);
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return Encoding.UTF8.GetBytes(text[..start] + change(text[start..]));
    }
}
