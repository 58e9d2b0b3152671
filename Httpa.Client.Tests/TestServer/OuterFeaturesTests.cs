using Httpa.TestServer;
using Httpa.TestServer.Sealed;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

/// <summary>What earlier middleware has looked at must not lead the endpoint, or what it writes, past the seal.</summary>
internal sealed class OuterFeaturesTests
{
    [Test]
    public void Cookies_that_an_endpoint_sets_are_sealed_although_earlier_middleware_looked_at_cookies()
    {
        var context = new DefaultHttpContext();
        _ = context.Response.Cookies;
        using var service = new HttpaService(new() { Tee = new BindingTee(), Origins = ["https://api.example"] }, NullLogger.Instance);
        Assert.That(RequestTarget.TryParse("/", out var target));
        var opened = new OpenedRequest(new SealedRequest([], 0, "GET", target!, null), null!, new HeaderDictionary(), null!, CanHaveBody: false);
        using var response = new SealedResponse(context, opened, service);

        var outer = OuterFeatures.Replace(context, opened, response, null!);
        context.Response.Cookies.Append("token", "secret");
        outer.Restore();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Headers.SetCookie.ToString(), Does.StartWith("token=secret"));
            Assert.That(context.Response.Headers.SetCookie, Is.Empty, "outside");
        }
    }

    [Test]
    public void Nothing_that_the_endpoint_derived_from_the_sealed_request_stays_outside()
    {
        var context = new DefaultHttpContext();
        using var service = new HttpaService(new() { Tee = new BindingTee(), Origins = ["https://api.example"] }, NullLogger.Instance);
        Assert.That(RequestTarget.TryParse("/?a=1", out var target));
        var opened = new OpenedRequest(
            new SealedRequest([], 0, "GET", target!, null), null!, new HeaderDictionary { ["Cookie"] = "token=secret" }, null!, CanHaveBody: false);
        using var response = new SealedResponse(context, opened, service);

        var outer = OuterFeatures.Replace(context, opened, response, null!);
        Assert.That(context.Request.Cookies["token"], Is.EqualTo("secret"));
        outer.Restore();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(context.Features.Get<IRequestCookiesFeature>(), Is.Null);
            Assert.That(context.Request.Cookies, Is.Empty);
        }
    }
}
