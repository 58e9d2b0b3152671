using System.Net;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>What docs/test-server.md shows.</summary>
[CancelAfter(60_000)]
public sealed class TestServerExamples
{
    [Test]
    public async Task Your_client_against_the_test_server()
    {
        #region TestServerInATest
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions
        {
            Map = app => app.MapPost("/v1/infer", (HttpRequest request) => $"{request.ContentLength} bytes, well received"),
        });
        using var handler = new HttpaHandler(new HttpaOptions { Policy = server.Policy }, server.CreateTransport());
        using var client = new HttpClient(handler) { BaseAddress = server.BaseAddress };

        using var response = await client.PostAsync("v1/infer", new StringContent("a question"));
        var answer = await response.Content.ReadAsStringAsync();
        #endregion
        Assert.That(answer, Is.EqualTo("10 bytes, well received"));
    }

    [Test]
    public async Task A_service_that_must_not_be_trusted()
    {
        AttestationException? refused = null;
        #region TestServerRefused
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Platform = new SimulatedSgxSettings { IsDebug = true } });
        using var handler = new HttpaHandler(new HttpaOptions { Policy = server.Policy }, server.CreateTransport());
        using var client = new HttpClient(handler) { BaseAddress = server.BaseAddress };
        try
        {
            await client.GetStringAsync("hello");
        }
        catch (AttestationException e)
        {
            refused = e; // e.Result.Findings says why, each with a stable reason code
        }
        #endregion
        Assert.That(refused?.Result.Findings.Select(f => f.Reason), Does.Contain(AppraisalReason.SgxDebugEnclave));
    }

    [Test]
    public async Task Your_application_behind_the_middleware(CancellationToken cancellationToken)
    {
        using var tee = new SimulatedSgx();
        #region MiddlewareInAnApplication
        var builder = WebApplication.CreateSlimBuilder();
        var app = builder.Build();
        app.UseHttpa(new HttpaServerOptions
        {
            Tee = tee,
            Origins = ["https://api.example.com"],
            UnprotectedPaths = ["/health"],
        });
        app.MapGet("/health", () => "up");
        app.MapGet("/who", (HttpContext context) => context.Features.Get<IHttpaFeature>()!.CipherSuite);
        #endregion
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(cancellationToken);
        await using (app)
        using (var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) })
        using (var refused = await client.GetAsync("/who", cancellationToken))
        {
            Assert.That(await client.GetStringAsync("/health", cancellationToken), Is.EqualTo("up"));
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), "not sealed");
        }
    }
}
