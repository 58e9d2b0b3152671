using System.Security.Cryptography;
using Httpa.Client.Attesting;
using Httpa.Client.Crypto;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;

namespace Httpa.Client.Sessions;

/// <summary>The client's own evidence (HTTPA/1, section 3, mHTTPA): it vouches for a fresh key, to which the service seals its secret. Disposing erases that key.</summary>
internal sealed class ClientEvidence : IDisposable
{
    private readonly KemKeyPair? _keyPair;

    private ClientEvidence(KemKeyPair? keyPair, byte[] body) => (_keyPair, Body) = (keyPair, body);

    /// <summary>The body of the session request; empty one way.</summary>
    public byte[] Body { get; }

    /// <summary>Asks the client's TEE, if the service demands it or the options do.</summary>
    public static async ValueTask<ClientEvidence> ProduceAsync(ClientSettings settings, Wire wire, ServiceOffer offer, CancellationToken cancellationToken)
    {
        var options = settings.Options;
        if (options.ClientTee is not { } tee || !(offer.Server.ClientEvidenceRequired || options.AlwaysSendClientEvidence)) return new ClientEvidence(null, []);

        using var span = ClientTelemetry.Start("httpa.client-evidence", wire.Origin);
        var keyPair = offer.Suite.GenerateKeyPair();
        try
        {
            var items = CompositeEvidence.OfClientAsync(tee, options.ClientDevices, offer.H1, keyPair.PublicKey, cancellationToken);
            if (!wire.Async && !items.IsCompleted)
                throw new NotSupportedException("The client's TEE works asynchronously. Make the first request to the service with SendAsync.");
            return new ClientEvidence(keyPair, new EvidenceBody(keyPair.PublicKey, await items.ConfigureAwait(false)).Serialize());
        }
        catch // whatever a TEE throws goes on to the caller; only the key must not stay
        {
            keyPair.Dispose();
            throw;
        }
    }

    /// <summary>Opens the service's secret and completes the schedule with it; one way there must be none.</summary>
    public void Establish(KeySchedule schedule, SessionResponse answer, string origin)
    {
        if (_keyPair is null)
        {
            if (answer.Secret.Length != 0)
                throw new HttpaProtocolException(ProtocolReason.ServerSecretUnexpected, $"{origin} sent a secret to a client that sent no evidence.");
            schedule.Establish(answer.Random.Span, [], []);
            return;
        }

        if (answer.Secret.Length == 0)
            throw new HttpaProtocolException(ProtocolReason.ServerSecretMissing, $"{origin} took this client's evidence and sent no secret back: it did not look at the evidence, or somebody took the secret out.");
        Span<byte> secret = stackalloc byte[KeySchedule.PreSessionSecretLength];
        try
        {
            if (!_keyPair.TryOpen(schedule.ServerSecretInfo(), answer.Secret.Span, secret))
                throw new HttpaProtocolException(ProtocolReason.BinderMismatch, $"The secret of {origin} does not open under this client's key. Somebody changed a message, or answers in the service's place.");
            schedule.Establish(answer.Random.Span, answer.Secret.Span, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Erases the private key.</summary>
    public void Dispose() => _keyPair?.Dispose();
}
