using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>
/// Attests services ahead of requests, so that none waits for a handshake. The host does so for <see cref="HttpaClientOptions.WarmUp"/> when it starts; call it again after
/// a snapshot was restored (<see cref="Sessions.SessionStore.DropAll"/> before it was taken). Registered by <c>AddHttpa</c>.
/// </summary>
public interface IHttpaWarmup
{
    /// <summary>Attests one origin for a client.</summary>
    /// <param name="client">The client's name.</param>
    /// <param name="origin">The service's https URI.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The verdict that the session rests on.</returns>
    /// <exception cref="HttpaConfigurationException">The client does not speak HTTPA, no policy is for the origin, or it speaks OpenHTTPA.</exception>
    /// <exception cref="AttestationException">The service's evidence was rejected.</exception>
    /// <exception cref="HttpaProtocolException">The peer is incompatible or misbehaves, or somebody tampered.</exception>
    /// <exception cref="HttpaUnavailableException">Something on the way is down or busy.</exception>
    Task<AttestationResult> AttestAsync(string client, Uri origin, CancellationToken cancellationToken = default);

    /// <summary>Attests the origins in <see cref="HttpaClientOptions.WarmUp"/> of every client, at the same time. A failure is logged (event 15) and ends nothing: requests will meet it again.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>True when all are attested.</returns>
    Task<bool> AttestAllAsync(CancellationToken cancellationToken = default);
}
