using Httpa.TestServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

/// <summary>One endpoint behind the middleware, which each test fills in, and a session with it.</summary>
[CancelAfter(60_000)]
internal abstract class SealedResponseFixture(string version)
{
    private HttpaTestServer _server = null!;
    private ScriptedClient _client = null!;

    /// <summary>The version of HTTP.</summary>
    protected Version HttpVersion { get; } = Version.Parse(version);

    /// <summary>What /test does.</summary>
    protected RequestDelegate Endpoint { get; set; } = null!;

    protected ScriptedSession Session { get; private set; } = null!;

    /// <summary>The number of the latest request.</summary>
    protected ulong Sequence { get; private set; }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await HttpaTestServer.StartAsync(new() { Tee = new BindingTee(), Map = app => app.Map("/test", context => Endpoint(context)) });
        _client = new ScriptedClient(_server, HttpVersion);
        Session = await _client.EstablishAsync(CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Session.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    protected Task<HttpResponseMessage> SendAsync(string method, CancellationToken cancellationToken, string target = "/test") =>
        _client.SendAsync(method, target, Session.Seal(++Sequence, method, target), cancellationToken);

    protected Task<ScriptedResponse> OpenAsync(HttpResponseMessage response, string method, CancellationToken cancellationToken) =>
        Session.OpenAsync(response, Sequence, method, "/test", cancellationToken);
}
