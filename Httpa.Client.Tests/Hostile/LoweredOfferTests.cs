using Httpa.Client.Crypto;
using Httpa.Client.Tests.Hostile.Wire;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile;

/// <summary>ATTEST, changed on its way to the service: what the service then vouches for is not what the client asked.</summary>
internal sealed class LoweredOfferTests : HostileFixture
{
    [TearDown]
    public void Sends_nothing() => AssertNothingWasSent();

    public static IEnumerable<TestCaseData> Changes()
    {
        yield return Case("the best suite taken out", r => r["Attest-Cipher-Suites"] = CipherSuite.P256Aes256Gcm.Token);
        yield return Case("the suites turned round", r => r["Attest-Cipher-Suites"] = string.Join(", ", r["Attest-Cipher-Suites"]!.Split(", ").Reverse()));
        yield return Case("a suite that nobody knows", r => r["Attest-Cipher-Suites"] += ", rot13");
        yield return Case("a type that nobody knows", r => r["Attest-Evidence-Types"] = "tea-leaves, " + r["Attest-Evidence-Types"]);
        yield return Case("a version more", r => r["Attest-Versions"] += ", httpa/0");
        yield return Case("another date", r => r["Attest-Date"] = "@1795392000");
        yield return Case("another random", r => r.Flip("Attest-Random", 7));

        static TestCaseData Case(string name, Action<WireMessage> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task Rejects_evidence_for_another_offer(Action<WireMessage> change, CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Attest, change);
        var failure = await FailureAsync<AttestationException>(
            cancellationToken, o => o.CipherSuites = [CipherSuite.X25519Aes256Gcm, CipherSuite.X25519ChaCha20Poly1305, CipherSuite.P256Aes256Gcm]);
        Assert.That(failure.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [TestCase("Attest-Versions", "httpa/1, httpa/1", ProtocolReason.AttestRefused)]
    [TestCase("Attest-Cipher-Suites", "x25519-sha384-aes256gcm, x25519-sha384-aes256gcm", ProtocolReason.AttestRefused)]
    [TestCase("Attest-Cipher-Suites", "x25519-sha384-aes256gcm;q=1", ProtocolReason.AttestRefused)]
    [TestCase("Attest-Evidence-Types", "", ProtocolReason.AttestRefused)]
    [TestCase("Attest-Random", ":AAAA:", ProtocolReason.AttestRefused)]
    [TestCase("Attest-Version", "httpa/0", ProtocolReason.AttestRefused)]
    [TestCase("Attest-Cipher-Suites", "rot13", ProtocolReason.NoCommonSuite)]
    [TestCase("Attest-Evidence-Types", "tdx", ProtocolReason.NoCommonEvidence)]
    [TestCase("Attest-Origin", "\"https://elsewhere.example\"", ProtocolReason.UnknownOrigin)]
    [TestCase("Attest-Sequence", "0", ProtocolReason.AttestRefused)]
    public async Task Ends_where_the_service_refuses_the_changed_offer(string name, string value, ProtocolReason reason, CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Attest, request => request[name] = value);
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(reason));
    }

    [Test]
    public async Task Ends_where_an_older_version_is_put_before_the_one_offered(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Attest, request =>
        {
            request["Attest-Version"] = "httpa/0";
            request["Attest-Versions"] = "httpa/1, httpa/0";
        });
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.VersionDowngrade));
    }

    [Test]
    public async Task Refuses_a_field_of_the_offer_over_16_kib(CancellationToken cancellationToken)
    {
        Proxy.AlterRequests(ExchangeKind.Attest, request => request["Attest-Cipher-Suites"] += ", " + new string('a', 16 * 1024));
        Assert.That((await FailureAsync<HttpaProtocolException>(cancellationToken)).Reason, Is.EqualTo(ProtocolReason.AttestRefused));
    }
}
