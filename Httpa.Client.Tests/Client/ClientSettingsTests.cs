using Httpa.Client.Crypto;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client;

/// <summary>Options that make no sense fail at the start, by name.</summary>
internal sealed class ClientSettingsTests : ClientFixture
{
    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case("no suites", o => o.CipherSuites = []);
        yield return Case("a suite twice", o => o.CipherSuites = [CipherSuite.P256Aes256Gcm, CipherSuite.P256Aes256Gcm]);
        yield return Case("no post-quantum suite", o => o.RequirePostQuantum = true);
        yield return Case("nowhere to fetch from", o => o.FetchEndorsements = true);
        yield return Case("no lifetime", o => o.MaxSessionLifetime = TimeSpan.Zero);
        yield return Case("a lifetime of days", o => o.MaxSessionLifetime = TimeSpan.FromHours(25));
        yield return Case("hardly any time", o => o.HandshakeTimeout = TimeSpan.FromMilliseconds(9));
        yield return Case("no time", o => o.HandshakeTimeout = TimeSpan.Zero);
        yield return Case("padding", o => o.PadTo = 65_537);
        yield return Case("replay buffer", o => o.ReplayBufferLimit = -1);
        yield return Case("redirects", o => o.MaxRedirects = -1);
        yield return Case("host outside", o => o.OuterFields = ["Host"]);
        yield return Case("own field outside", o => o.OuterFields = ["Attest-Seal"]);
        yield return Case("content outside", o => o.OuterFields = ["Content-Type"]);
        yield return Case("cache control outside", o => o.OuterFields = ["cache-control"]);

        static TestCaseData Case(string name, Action<TestOptions> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Bad))]
    public void Refuses_a_bad_option(object change) => AssertRefused((Action<TestOptions>)change, ProtocolReason.OptionInvalid);

    [Test]
    public void Refuses_the_empty_policy() => AssertRefused(o => o.Policy = new AttestationPolicy(), ProtocolReason.PolicyInvalid);

    [Test]
    public void Refuses_a_policy_with_a_problem() => AssertRefused(o => o.Policy = FakeVerifier.Policy with { Name = " " }, ProtocolReason.PolicyInvalid);

    [Test]
    public void Refuses_a_policy_that_no_verifier_serves()
    {
        var failure = Assert.Throws<HttpaConfigurationException>(() => new HttpaHandler(new HttpaOptions { Policy = FakeVerifier.Policy, Verifiers = new() }, Service));
        Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.PolicyInvalid));
    }

    [Test]
    public async Task Post_quantum_alone_is_offered_where_it_is_required()
    {
        await Get(Client(o =>
        {
            o.RequirePostQuantum = true;
            o.CipherSuites = CipherSuite.All;
        }));
        Assert.That(Service.Messages.Single(m => m.Headers.Contains("Attest-Cipher-Suites")).Headers.GetValues("Attest-Cipher-Suites"),
            Is.EqualTo(new[] { CipherSuite.XWingAes256Gcm.Token }));
    }

    private void AssertRefused(Action<TestOptions> change, ProtocolReason reason)
    {
        var failure = Assert.Throws<HttpaConfigurationException>(() => new HttpaHandler(Options(change), Service));
        Assert.That(failure!.Reason, Is.EqualTo(reason));
    }
}
