using Httpa.TestServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

/// <summary>Where the head of a response goes that is longer than proxies let pass in a header.</summary>
[TestFixture("1.1")]
[TestFixture("2.0")]
[CancelAfter(60_000)]
internal sealed class LongHeadTests(string version)
{
    private HttpaTestServer _server = null!;
    private ScriptedClient _client = null!;
    private ScriptedSession _session = null!;
    private RequestDelegate _endpoint = null!;
    private ulong _sequence;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await HttpaTestServer.StartAsync(new() { Tee = new BindingTee(), Map = app => app.Map("/test", context => _endpoint(context)) });
        _client = new ScriptedClient(_server, Version.Parse(version));
        _session = await _client.EstablishAsync(CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _session.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Sends_a_long_head_without_a_body_as_records(CancellationToken cancellationToken)
    {
        _endpoint = context =>
        {
            context.Response.Headers["X-Long"] = new string('x', 20_000);
            return Task.CompletedTask;
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);

        Assert.That(response.Headers.Contains("Attest-Seal"), Is.False);
        Assert.That(opened["x-long"], Has.Length.EqualTo(20_000));
    }

    [Test]
    public async Task Sends_a_long_head_with_a_length_of_zero_as_records(CancellationToken cancellationToken)
    {
        _endpoint = context =>
        {
            context.Response.Headers["X-Long"] = new string('x', 20_000);
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        };

        using var response = await SendAsync("GET", cancellationToken);
        var opened = await OpenAsync(response, "GET", cancellationToken);

        Assert.That(response.Headers.Contains("Attest-Seal"), Is.False);
        Assert.That((opened["x-long"]!.Length, opened.Text), Is.EqualTo((20_000, "")));
    }

    [TestCase(12_200, 200)]
    [TestCase(12_300, 500)]
    public async Task Answers_500_to_head_when_the_fields_do_not_fit_into_one(int length, int status, CancellationToken cancellationToken)
    {
        _endpoint = context =>
        {
            context.Response.Headers["X-Long"] = new string('x', length);
            return Task.CompletedTask;
        };

        using var response = await SendAsync("HEAD", cancellationToken);

        Assert.That((await OpenAsync(response, "HEAD", cancellationToken)).Status, Is.EqualTo(status));
        Assert.That(response.Headers.GetValues("Attest-Seal").Single(), Has.Length.LessThanOrEqualTo(16_384));
    }

    private Task<HttpResponseMessage> SendAsync(string method, CancellationToken cancellationToken) =>
        _client.SendAsync(method, "/test", _session.Seal(++_sequence, method, "/test"), cancellationToken);

    private Task<ScriptedResponse> OpenAsync(HttpResponseMessage response, string method, CancellationToken cancellationToken) =>
        _session.OpenAsync(response, _sequence, method, "/test", cancellationToken);
}
