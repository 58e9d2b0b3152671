using System.Net.Http.Json;
using Httpa.Client.Endorsing;
using Httpa.TestServer;
using Httpa.TestServer.OpenHttpa;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>What docs/openhttpa.md shows.</summary>
[CancelAfter(60_000)]
public sealed class OpenHttpaExamples
{
    [Test]
    public async Task A_client_of_a_server_of_OpenHTTPA()
    {
        var signer = ServiceIdentity.Create();
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions
        {
            Configure = options => options with { Protocol = HttpaProtocol.OpenHttpa, OpenHttpa = new OpenHttpaServerOptions { Identity = signer } },
        });
        using (Create(server.Policy, signer.PublicKey, server.EndorsementSource)) { } // the document's handler has connections of its own, which do not trust this server
        using var handler = new HttpaHandler(Options(server.Policy, signer.PublicKey, server.EndorsementSource), server.CreateTransport());
        using var client = new HttpClient(handler) { BaseAddress = server.BaseAddress };
        using var response = await client.PostAsJsonAsync("echo", "a question");
        Assert.That(await response.Content.ReadFromJsonAsync<string>(), Is.EqualTo("a question"));
    }

    [Test]
    public async Task A_server_with_mock_quotes()
    {
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = MockEvidence.CreateTee(), Configure = options => options with { Protocol = HttpaProtocol.OpenHttpa } });
        using (CreateForMocks()) { }
        var options = new HttpaOptions
        {
            Protocol = HttpaProtocol.OpenHttpa, OpenHttpa = MockEvidence.DangerousAcceptMockEvidence(new OpenHttpaOptions()), Policy = MockEvidence.Policy, Verifiers = MockEvidence.CreateVerifiers(),
        };
        using var handler = new HttpaHandler(options, server.CreateTransport());
        using var client = new HttpClient(handler) { BaseAddress = server.BaseAddress };
        Assert.That(await client.GetStringAsync("hello"), Does.Contain("Hello"));
    }

    private static HttpaOptions Options(AttestationPolicy policy, ReadOnlyMemory<byte> identity, IEndorsementSource endorsements) =>
        new() { Policy = policy, Protocol = HttpaProtocol.OpenHttpa, OpenHttpa = new OpenHttpaOptions { ServerIdentityKey = identity }, EndorsementSource = endorsements };

    private static HttpMessageInvoker Create(AttestationPolicy policy, ReadOnlyMemory<byte> identity, IEndorsementSource endorsements)
    {
        #region OpenHttpa
        var handler = new HttpaHandler(new HttpaOptions
        {
            Policy = policy,
            Protocol = HttpaProtocol.OpenHttpa,
            OpenHttpa = new OpenHttpaOptions { ServerIdentityKey = identity },
            EndorsementSource = endorsements,
        });
        #endregion
        return new HttpMessageInvoker(handler);
    }

    private static HttpMessageInvoker CreateForMocks()
    {
        #region MockEvidence
        var handler = new HttpaHandler(new HttpaOptions
        {
            Protocol = HttpaProtocol.OpenHttpa,
            OpenHttpa = MockEvidence.DangerousAcceptMockEvidence(new OpenHttpaOptions()),
            Policy = MockEvidence.Policy,
            Verifiers = MockEvidence.CreateVerifiers(),
        });
        #endregion
        return new HttpMessageInvoker(handler);
    }
}
