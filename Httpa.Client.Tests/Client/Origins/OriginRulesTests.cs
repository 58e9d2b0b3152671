using System.Net;
using Httpa.Client.Origins;
using Httpa.Client.Tests.Hostile;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Origins;

/// <summary>Which policy a request comes under, and which requests go out as they are.</summary>
internal sealed class OriginRulesTests : ClientFixture
{
    [TestCase("https://bank.example/", "apex")]
    [TestCase("https://api.bank.example/", "sub-domains")]
    [TestCase("https://a.b.bank.example/", "sub-domains")]
    [TestCase("https://pay.bank.example/", "pay")]
    [TestCase("https://PAY.bank.example./", "pay")]
    [TestCase("https://eu.pay.bank.example/", "below pay")]
    [TestCase("https://bank.example:8443/", "anything else")]
    [TestCase("https://notbank.example/", "anything else")]
    [TestCase("https://10.0.0.1/", "anything else")]
    public async Task The_most_specific_policy_counts(string uri, string expected)
    {
        var client = Client(o =>
        {
            o.Policy = Named("anything else");
            o.Origins =
            [
                new("https://*.bank.example", Named("sub-domains")), new("https://bank.example", Named("apex")),
                new("https://*.pay.bank.example", Named("below pay")), new("https://pay.bank.example", Named("pay")),
            ];
        });
        using var response = await client.GetAsync(new Uri(uri));
        Assert.That(response.GetAttestation()!.PolicyName, Is.EqualTo(expected));
    }

    [TestCase("https://other.example/")]
    [TestCase("https://bank.example/")]
    [TestCase("https://api.bank.example.evil.example/")]
    [TestCase("https://api.bank.example:8443/")]
    public async Task An_origin_that_nothing_names_is_refused(string uri)
    {
        var failure = await Catch<HttpaConfigurationException>(() => Client(OnlyBank).GetAsync(new Uri(uri)));
        Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((ProtocolReason.OriginNotListed, 0)));
    }

    [TestCase("https://cdn.example/")]
    [TestCase("https://a.static.example/")]
    public async Task An_origin_that_is_let_pass_gets_the_request_as_it_is(string uri)
    {
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("plain") };
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent("hello") };
        using var response = await Client(BankAndStatic).SendAsync(request);
        Assert.Multiple(() =>
        {
            Assert.That(Service.Messages.Single(), Is.SameAs(request));
            Assert.That(response.GetAttestation(), Is.Null);
        });
    }

    [TestCase("https://api.bank.example/")]
    [TestCase("https://api.bank.example./")]
    [TestCase("https://API.BANK.EXAMPLE/")]
    public async Task A_protected_origin_is_sealed_though_everything_else_passes(string uri)
    {
        var client = Client(o =>
        {
            OnlyBank(o);
            o.DangerousPassThroughOrigins = ["*"];
        });
        using var response = await client.PostAsync(new Uri(uri), new StringContent(Marker));
        Assert.That(response.GetAttestation()!.PolicyName, Is.EqualTo("bank"));
        AssertNothingPrivateOnTheWire();
    }

    [Test]
    public async Task A_sub_domain_can_be_let_pass_out_of_a_protected_domain()
    {
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.OK);
        var client = Client(o =>
        {
            OnlyBank(o);
            o.DangerousPassThroughOrigins = ["https://status.bank.example"];
        });
        using var response = await client.GetAsync(new Uri("https://status.bank.example/"));
        Assert.That(Service.Messages, Has.Count.EqualTo(1));
    }

    [TestCase("http://cdn.example/", ProtocolReason.SchemeNotHttps)]
    [TestCase("wss://cdn.example/", ProtocolReason.UpgradeNotSupported)]
    public async Task Only_https_is_let_pass(string uri, ProtocolReason reason)
    {
        var failure = await Catch<HttpaConfigurationException>(() => Client(BankAndStatic).GetAsync(new Uri(uri)));
        Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((reason, 0)));
    }

    [Test]
    public async Task A_redirect_never_leads_from_a_protected_origin_to_one_that_is_let_pass()
    {
        Service.Application = _ => new PlainAnswer(307, null, ("location", "https://cdn.example/"));
        var failure = await Catch<HttpaProtocolException>(() => Client(BankAndStatic).PostAsync(new Uri("https://api.bank.example/"), new StringContent(Marker)));
        Assert.That((failure.Reason, Service.Messages.Any(m => m.RequestUri!.Host == "cdn.example")), Is.EqualTo((ProtocolReason.RedirectCrossOrigin, false)));
    }

    [Test]
    public async Task A_redirect_of_an_origin_that_is_let_pass_is_the_callers_to_follow()
    {
        Service.Before = _ => new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new Uri("https://api.bank.example/") } };
        using var response = await Client(BankAndStatic).GetAsync(new Uri("https://cdn.example/"));
        Assert.That((response.StatusCode, Service.Messages.Count), Is.EqualTo((HttpStatusCode.TemporaryRedirect, 1)));
    }

    [Test]
    public void What_passes_is_logged_as_a_danger()
    {
        var log = new LogCapture();
        Client(o =>
        {
            BankAndStatic(o);
            o.LoggerFactory = log;
        });
        Assert.That(log.Lines, Has.Some.Contains("https://cdn.example").And.Some.Contains("https://*.static.example"));
    }

    [TestCase("https://a.example", "https://a.example")]
    [TestCase("https://a.example", "https://A.example.:443/")]
    [TestCase("https://*.a.example", "https://*.a.example")]
    public void An_origin_stands_in_one_place_only(string one, string two)
    {
        AssertRefused(nameof(HttpaOptions.Origins), o => o.Origins = [new(one, Named("1")), new(two, Named("2"))]);
        AssertRefused(nameof(HttpaOptions.DangerousPassThroughOrigins), o => (o.Origins, o.DangerousPassThroughOrigins) = ([new(one, Named("1"))], [two]));
        AssertRefused(nameof(HttpaOptions.DangerousPassThroughOrigins), o => o.DangerousPassThroughOrigins = [one, two]);
    }

    [Test]
    public void What_is_no_origin_is_refused_by_the_path_of_its_option()
    {
        AssertRefused("HttpaOptions.Origins[1]", o => o.Origins = [new("https://a.example", Named("1")), new("http://b.example", Named("2"))]);
        AssertRefused("HttpaOptions.Origins[0]", o => o.Origins = [new("*", Named("1"))]);
        AssertRefused("HttpaOptions.DangerousPassThroughOrigins", o => o.DangerousPassThroughOrigins = ["cdn.example"]);
    }

    [Test]
    public void Everything_cannot_pass_where_a_policy_is_for_everything() =>
        AssertRefused(nameof(HttpaOptions.DangerousPassThroughOrigins), o => o.DangerousPassThroughOrigins = ["*"]);

    [Test]
    public void A_client_without_any_policy_is_refused()
    {
        var failure = Assert.Catch<HttpaConfigurationException>(() => Client(o => (o.Policy, o.DangerousPassThroughOrigins) = (null, ["*"])));
        Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.PolicyInvalid));
    }

    private static AttestationPolicy Named(string name) => FakeVerifier.Policy with { Name = name };

    private static void OnlyBank(TestOptions options)
    {
        options.Policy = null;
        options.Origins = [new("https://*.bank.example", Named("bank"))];
    }

    private static void BankAndStatic(TestOptions options)
    {
        OnlyBank(options);
        options.DangerousPassThroughOrigins = ["https://cdn.example", "https://*.static.example"];
    }

    private void AssertRefused(string option, Action<TestOptions> change)
    {
        var failure = Assert.Catch<HttpaConfigurationException>(() => Client(change));
        Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.OptionInvalid));
        Assert.That(failure.Message, Does.Contain(option));
    }
}
