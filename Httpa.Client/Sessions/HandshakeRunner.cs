using Httpa.Client.Diagnostics;

namespace Httpa.Client.Sessions;

/// <summary>Runs handshakes of either protocol: within one time limit, counted and logged.</summary>
/// <param name="settings">The client's settings.</param>
internal sealed class HandshakeRunner(ClientSettings settings)
{
    private readonly HandshakeResilience _resilience = new(settings.Options.HandshakeTimeout, settings.Options.Pipelines, settings.Clock);

    /// <summary>Runs a handshake; one that is synchronous is complete when this returns.</summary>
    public async ValueTask<T> RunAsync<T>(Wire wire, Func<Wire, CancellationToken, ValueTask<T>> exchange, CancellationToken cancellationToken)
    {
        var start = settings.Clock.GetTimestamp();
        try
        {
            var session = await _resilience.RunAsync(wire, exchange, cancellationToken).ConfigureAwait(false);
            ClientTelemetry.HandshakeEnded(settings.Clock.GetElapsedTime(start), error: null);
            return session;
        }
        catch (Exception failure) // every failure is counted and logged, then goes on to the caller
        {
            ClientTelemetry.HandshakeEnded(settings.Clock.GetElapsedTime(start), ErrorType(failure));
            Log.HandshakeFailed(settings.Logger, wire.Origin, ErrorType(failure));
            throw;
        }
    }

    private static string ErrorType(Exception failure) => failure switch
    {
        HttpaProtocolException protocol => protocol.Reason.Code(),
        AttestationException => "attestation.rejected",
        _ => failure.GetType().Name,
    };
}
