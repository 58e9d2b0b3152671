using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>Is told of each session that was made, before any request uses it: to keep a record of who was trusted, when and why.</summary>
/// <remarks>An audit that completes at once also serves <see cref="HttpClient.Send(HttpRequestMessage)"/>.</remarks>
public interface ISessionAudit
{
    /// <summary>Notes a session. An exception ends the session and goes to whoever waits for it: what cannot be recorded is not used.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels with the handshake's time limit.</param>
    ValueTask EstablishedAsync(EstablishedSession session, CancellationToken cancellationToken);
}

/// <summary>A session that was made. Holds nothing secret.</summary>
/// <param name="Origin">The attested origin.</param>
/// <param name="Attestation">The verdict, with the claims and the policy's name.</param>
/// <param name="CipherSuite">The negotiated suite.</param>
/// <param name="Ends">When the session ends at the latest.</param>
public sealed record EstablishedSession(string Origin, AttestationResult Attestation, string CipherSuite, DateTimeOffset Ends);

/// <summary>Tells the audit.</summary>
internal static class SessionAudit
{
    public static async ValueTask TellAsync(ClientSettings settings, Wire wire, EstablishedSession session, CancellationToken cancellationToken)
    {
        if (settings.Options.Audit is not { } audit) return;
        var told = audit.EstablishedAsync(session, cancellationToken);
        if (!wire.Async && !told.IsCompleted)
            throw new NotSupportedException("The session audit works asynchronously. Make the first request to the service with SendAsync.");
        await told.ConfigureAwait(false);
    }
}
