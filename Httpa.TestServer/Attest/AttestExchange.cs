using System.Security.Cryptography;
using Httpa.Client.Attesting;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.TestServer.Sessions;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Attest;

/// <summary>The attest exchange (HTTPA/1, section 2): a fresh key pair, and evidence that vouches for it.</summary>
internal sealed class AttestExchange(HttpaService service)
{
    /// <summary>The one version that is spoken.</summary>
    public const string Version = "httpa/1";

    private const int SessionIdLength = 16;

    private readonly HttpaServerOptions _options = service.Options;

    public async Task<Answer> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!RequestFields.TryRead(request, ClientHello.FieldNames, out var fields, out var problem)
            || !ClientHello.TryParse(fields, out var hello, out problem))
        {
            return new(Refusal.Malformed, problem);
        }

        if (request.QueryString.HasValue) return new(Refusal.Malformed, "ATTEST has a query.");
        if (await RequestBody.ReadAsync(context).ConfigureAwait(false) is not { Length: 0 }) return new(Refusal.Malformed, "ATTEST has a body.");
        if (Choose(hello, out var suite) is { Refusal: not null } refused) return refused;
        if (service.Sessions.IsFull) return new(Refusal.Busy, "Too many sessions are pending or live.");
        if (!service.Quotes.Wait(0, CancellationToken.None)) return new(Refusal.Busy, "Too much evidence is in the making.");
        try
        {
            return await AttestAsync(context, hello, suite!).ConfigureAwait(false);
        }
        finally
        {
            service.Quotes.Release();
        }
    }

    private Answer Choose(ClientHello hello, out CipherSuite? suite)
    {
        suite = null;
        var preferred = hello.Versions.ToList().IndexOf(Version);
        var chosen = hello.Versions.ToList().IndexOf(hello.Version);
        if (preferred < 0 || chosen < 0 || chosen < preferred) return new(Refusal.Malformed, $"Version {hello.Version} is not spoken.");
        if (chosen > preferred) return new(Refusal.VersionDowngrade, $"{Version} stands before {hello.Version} in the offer.");
        if (!_options.Origins.Contains(hello.Origin, StringComparer.Ordinal)) return new(Refusal.UnknownOrigin, $"{hello.Origin} is not served.");
        suite = hello.CipherSuites.Select(Implemented).FirstOrDefault(s => s is not null);
        if (suite is null) return new(Refusal.NoCommonSuite, $"Offered: {string.Join(", ", hello.CipherSuites)}.");
        return hello.EvidenceTypes.Contains(_options.Tee.Type.Token, StringComparer.Ordinal)
            ? Answer.Given
            : new(Refusal.NoCommonEvidence, $"Offered: {string.Join(", ", hello.EvidenceTypes)}.");
    }

    private CipherSuite? Implemented(string token) => _options.CipherSuites.FirstOrDefault(s => s.Token == token);

    private async Task<Answer> AttestAsync(HttpContext context, ClientHello hello, CipherSuite suite)
    {
        var keyPair = suite.GenerateKeyPair();
        PendingSession? session = null;
        try
        {
            var serverHello = CreateHello(suite);
            var publicKey = keyPair.PublicKey;
            var h1 = AttestTranscript.H1(hello, serverHello, publicKey.Span);
            if (await ProduceAsync(h1, publicKey, hello, context.RequestAborted).ConfigureAwait(false) is not { } body)
                return new(Refusal.Busy, "The TEE or a device did not produce evidence.");

            var offer = new AttestedOffer(keyPair, h1, hello.Random, serverHello.Random, body);
            session = new PendingSession(Terms(hello.Origin, suite, serverHello), offer);
            if (!service.Sessions.TryAdd(session))
            {
                session = null;
                return new(Refusal.Busy, "Too many sessions are pending or live.");
            }

            Log.Attested(service.Logger, string.Join(", ", hello.CipherSuites), hello.Origin, suite.Token);
            await WriteAsync(context.Response, serverHello, body, context.RequestAborted).ConfigureAwait(false);
            return Answer.Given;
        }
        finally
        {
            // The session owns the key pair from here on.
            if (session is null) keyPair.Dispose();
        }
    }

    private ServerHello CreateHello(CipherSuite suite)
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(_options.TimeProvider.GetUtcNow().ToUnixTimeSeconds());
        var lifetime = TimeSpan.FromSeconds((long)_options.SessionLifetime.TotalSeconds);
        var random = RandomNumberGenerator.GetBytes(ServerHello.RandomLength);
        byte[] sessionId = [.. _options.SessionIdPrefix.Span, .. RandomNumberGenerator.GetBytes(SessionIdLength)];
        return new(Version, date, random, suite.Token, sessionId, date + lifetime, _options.DemandsClientEvidence);
    }

    private SessionTerms Terms(string origin, CipherSuite suite, ServerHello hello) =>
        new(hello.SessionId, origin, suite, _options.TimeProvider.GetTimestamp(), hello.Expires - hello.Date, hello.Expires);

    private async Task<byte[]?> ProduceAsync(byte[] h1, ReadOnlyMemory<byte> publicKey, ClientHello hello, CancellationToken cancellationToken)
    {
        try
        {
            // Devices whose type the client did not ask for are left out.
            var devices = _options.Devices.Where(d => hello.EvidenceTypes.Contains(d.Type.Token, StringComparer.Ordinal));
            var items = await CompositeEvidence.OfServiceAsync(_options.Tee, devices, h1, cancellationToken).ConfigureAwait(false);
            return new EvidenceBody(publicKey, items).Serialize();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever a TEE or a device throws or gives, the client is told to come back later, and the log has the rest.
            Log.EvidenceFailed(service.Logger, e);
            return null;
        }
    }

    private static Task WriteAsync(HttpResponse response, ServerHello hello, byte[] body, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in hello.ToFields()) response.Headers[name] = value;
        response.Headers.CacheControl = "no-store, no-transform";
        response.ContentType = EvidenceBody.MediaType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, cancellationToken).AsTask();
    }
}
