using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.TestServer;

namespace Httpa.Client.Tests.TestServer;

/// <summary>A client that says exactly what a test tells it to: the exchanges of HTTPA/1 one by one, over real TLS.</summary>
internal sealed class ScriptedClient(HttpaTestServer server, Version? version = null) : IDisposable
{
    public const string AttestMethod = "ATTEST";

    private readonly HttpClient _http = new(CreateTransport(server)) { BaseAddress = server.BaseAddress };

    public Version Version { get; } = version ?? HttpVersion.Version11;

    public string Origin { get; } = Httpa.Client.Protocol.Origin.Of(server.BaseAddress);

    public ClientHello CreateHello(CipherSuite? suite = null) => new(
        "httpa/1", ["httpa/1"], Origin, DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()),
        RandomNumberGenerator.GetBytes(ClientHello.RandomLength), [(suite ?? CipherSuite.X25519Aes256Gcm).Token], ["tdx", "sgx"]);

    public HttpRequestMessage CreateMessage(string method, string target, IEnumerable<KeyValuePair<string, string>> fields, HttpContent? content = null)
    {
        var message = new HttpRequestMessage(new HttpMethod(method), target) { Content = content, Version = Version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in fields)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) throw new ArgumentException($"{name} cannot be sent.", nameof(fields));
        }

        return message;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public Task<HttpResponseMessage> SendAsync(
        string method, string target, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken, HttpContent? content = null) =>
        SendAsync(CreateMessage(method, target, fields, content), cancellationToken);

    /// <summary>The attest exchange.</summary>
    public async Task<ScriptedOffer> AttestAsync(CancellationToken cancellationToken, ClientHello? hello = null)
    {
        hello ??= CreateHello();
        using var response = await SendAsync(AttestMethod, "/hello", hello.ToFields(), cancellationToken);
        response.EnsureSuccessStatusCode();
        return await ScriptedOffer.ReadAsync(hello, response, cancellationToken);
    }

    /// <summary>Attest and session exchange.</summary>
    public async Task<ScriptedSession> EstablishAsync(CancellationToken cancellationToken, ClientHello? hello = null)
    {
        using var attempt = (await AttestAsync(cancellationToken, hello)).Attempt();
        using var response = await SendAsync(AttestMethod, "/hello", attempt.Request.ToFields(), cancellationToken);
        return attempt.Establish(response, Origin);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The name that TLS asks for follows the Host field, which tests forge.</summary>
    private static SocketsHttpHandler CreateTransport(HttpaTestServer server)
    {
        var transport = server.CreateTransport();
        transport.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNameMismatch;
        return transport;
    }
}
