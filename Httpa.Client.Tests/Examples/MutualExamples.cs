using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>What docs/mutual.md shows.</summary>
[CancelAfter(60_000)]
public sealed class MutualExamples
{
    [Test]
    public async Task A_client_in_a_TEE_and_a_service_that_demands_it()
    {
        using var tee = new SimulatedTdx();
        await using var server = await HttpaTestServer.StartAsync(
            new HttpaTestServerOptions
            {
                Configure = options => options with { ClientPolicy = tee.CreatePolicy() },
                Map = app => app.MapGet("/who", (HttpContext context) => context.Features.Get<IHttpaFeature>()!.ClientAttestation!.PolicyName),
            });
        var (policy, transport, address) = (server.Policy, server.CreateTransport(), server.BaseAddress);
        #region MutualClient
        using var handler = new HttpaHandler(new HttpaOptions { Policy = policy, ClientTee = tee }, transport);
        using var client = new HttpClient(handler) { BaseAddress = address };
        var answer = await client.GetStringAsync("who");
        #endregion
        Assert.That(answer, Is.EqualTo("simulated trust domain"));
    }

    [Test]
    public async Task The_service()
    {
        using var tee = new SimulatedSgx();
        using var client = new SimulatedTdx();
        var clients = client.CreatePolicy();
        await using var app = WebApplication.CreateSlimBuilder().Build();
        #region MutualService
        app.UseHttpa(new HttpaServerOptions
        {
            Tee = tee,
            Origins = ["https://bank.example"],
            ClientPolicy = clients, // which clients' builds are accepted
        });
        app.MapGet("/who", (HttpContext context) => context.Features.Get<IHttpaFeature>()!.ClientAttestation!.PolicyName);
        #endregion
        Assert.That(app.Urls, Is.Empty);
    }
}
