using System.Diagnostics;
using System.Net;
using Httpa.Client.Origins;
using Httpa.Client.Sessions;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client;

/// <summary>Settings below the handler that would carry data past the seal fail at the start.</summary>
internal sealed class PrimaryHandlerTests : ClientFixture
{
    private static IEnumerable<TestCaseData> Unsafe()
    {
        yield return Case("redirects", h => h.AllowAutoRedirect = true);
        yield return Case("cookies", h => h.UseCookies = true);
        yield return Case("decompression", h => h.AutomaticDecompression = DecompressionMethods.GZip);
        yield return Case("propagation", h => h.ActivityHeadersPropagator = DistributedContextPropagator.Current);
        yield return Case("credentials", h => h.Credentials = new NetworkCredential("a", "b"));

        static TestCaseData Case(string name, Action<SocketsHttpHandler> change)
        {
            var handler = PrimaryHandler.Create();
            change(handler);
            return new TestCaseData(handler).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Unsafe))]
    public void Refuses_an_unsafe_socket_handler(SocketsHttpHandler handler) => AssertRefused(handler);

    [Test]
    public void Refuses_an_unsafe_handler_below_others() => AssertRefused(new PassingHandler { InnerHandler = new PassingHandler { InnerHandler = new SocketsHttpHandler() } });

    [Test]
    public void Refuses_a_chain_without_an_end() => AssertRefused(new PassingHandler());

    [Test]
    public void Refuses_a_client_handler_which_propagates_activities()
    {
        AssertRefused(new HttpClientHandler());
        AssertRefused(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    }

    [Test]
    public void Takes_its_own_socket_handler()
    {
        using var handler = new HttpaHandler(Options(), new PassingHandler { InnerHandler = PrimaryHandler.Create() });
        Assert.That(handler.InnerHandler, Is.InstanceOf<LeakGuardHandler>());
    }

    [Test]
    public void A_handler_for_a_policy_alone_has_safe_connections_of_its_own()
    {
        using var handler = new HttpaHandler(FakeVerifier.Policy);
        var primary = ((DelegatingHandler)handler.InnerHandler!).InnerHandler!;
        Assert.That(() => PrimaryHandler.RefuseUnsafe(primary), Throws.Nothing);
    }

    [TestCase("http://api.example/")]
    [TestCase("https://api.example/")]
    public async Task The_leak_guard_stops_an_unsealed_request(string uri)
    {
        using var client = new HttpClient(Guard());
        var failure = await Catch<HttpaConfigurationException>(() => client.PostAsync(uri, new StringContent(Marker)));
        Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((ProtocolReason.LeakPrevented, 0)));
    }

    [Test]
    public void The_leak_guard_stops_an_unsealed_synchronous_request()
    {
        using var client = new HttpClient(Guard());
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        Assert.That(() => client.Send(request), Throws.InstanceOf<HttpaConfigurationException>());
    }

    [Test]
    public async Task An_inner_handler_that_displaces_the_leak_guard_is_never_used([Values] bool async)
    {
        using var client = new HttpClient(new HttpaHandler(Options(), new PassingHandler { InnerHandler = Service }) { InnerHandler = Service });
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        var failure = await Catch<HttpaConfigurationException>(async () => _ = async ? await client.SendAsync(request) : client.Send(request));
        Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((ProtocolReason.InnerHandlerUnsafe, 0)));
    }

    private LeakGuardHandler Guard(Action<TestOptions>? change = null)
    {
        var rules = new OriginRules(Options(change), new EndorsementLedger());
        return new LeakGuardHandler(Service, () => rules);
    }

    private void AssertRefused(HttpMessageHandler handler)
    {
        using (handler)
        {
            var failure = Assert.Throws<HttpaConfigurationException>(() => new HttpaHandler(Options(), handler));
            Assert.That(failure!.Reason, Is.EqualTo(ProtocolReason.InnerHandlerUnsafe));
        }
    }

    private sealed class PassingHandler : DelegatingHandler;
}
