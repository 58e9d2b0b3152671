using Httpa.TestServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd.Nginx;

/// <summary>What an nginx on the way can write down: its debug log has every field of every message, its access log the bodies of requests too.</summary>
[TestFixture("1.1")]
[TestFixture("2.0")]
internal sealed class NginxLogTests(string version) : NginxFixture
{
    private HttpaTestServer _server = null!;

    protected override string Block => "Proxy";

    [Test]
    public async Task Its_logs_hold_what_was_not_sealed_and_nothing_that_was(CancellationToken cancellationToken)
    {
        var client = Client(new HttpaOptions { Policy = _server.Policy }, version);
        foreach (var (method, content) in new[] { ("GET", null), ("POST", new StringContent(Marker)), ("PUT", new StringContent(Marker + new string('x', 100_000))) })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/private") { Content = content };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Marker}");
            request.Headers.TryAddWithoutValidation("Cookie", $"session={Marker}");
            using var response = await client.SendAsync(request, cancellationToken);
            Assert.That(response.Headers.GetValues("Set-Cookie").Concat([await response.Content.ReadAsStringAsync(cancellationToken)]), Is.All.Contains(Marker));
        }

        await SendInClearAsync(cancellationToken);
        await Nginx.StopAsync(cancellationToken);
        Assert.That(Nginx.Logs, Does.Contain("PUT /private").And.Contain("FIELD-IN-CLEAR").And.Contain("BODY-IN-CLEAR").And.Not.Contain(Marker));
    }

    protected override IEnumerable<(string, HttpaTestServerOptions)> Services() => [("10.0.0.7:8443", new HttpaTestServerOptions { Configure = Behind, Map = Map })];

    protected override void Started(string address, HttpaTestServer server) => _server = server;

    private static void Map(WebApplication app) => app.Map("/private", (HttpContext context) =>
    {
        context.Response.Headers.SetCookie = $"session={Marker}";
        return $"{Marker} for {context.Request.Headers.Authorization}";
    });

    private async Task SendInClearAsync(CancellationToken cancellationToken)
    {
        using var plain = new HttpClient(Nginx.CreateTransport()) { BaseAddress = Nginx.BaseAddress, DefaultRequestVersion = new Version(version) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/private") { Content = new StringContent("BODY-IN-CLEAR") };
        request.Headers.TryAddWithoutValidation("Authorization", "FIELD-IN-CLEAR");
        using var refused = await plain.SendAsync(request, cancellationToken);
        Assert.That(refused.IsSuccessStatusCode, Is.False);
    }
}
