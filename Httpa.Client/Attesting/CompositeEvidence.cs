using Httpa.Client.Protocol;
using Httpa.Verifiers;

namespace Httpa.Client.Attesting;

/// <summary>
/// One side's evidence (HTTPA/1, section 2; for the client section 3): first the devices, under a nonce of the exchange, then the TEE, whose binding holds what the
/// devices said, so that none can be dropped, replaced or moved from another exchange.
/// </summary>
internal static class CompositeEvidence
{
    /// <summary>Collects the service's evidence.</summary>
    /// <param name="tee">The TEE that holds the private key.</param>
    /// <param name="devices">Its devices, in the order of their evidence.</param>
    /// <param name="h1">The hash of both hellos and the service's public key: 48 bytes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lead, then the devices.</returns>
    public static Task<IReadOnlyList<EndorsedEvidence>> OfServiceAsync(ITee tee, IEnumerable<ITee> devices, byte[] h1, CancellationToken cancellationToken) =>
        CollectAsync(tee, devices, AttestTranscript.DeviceNonce(h1), evidence => AttestTranscript.Binding(h1, evidence), cancellationToken);

    /// <summary>Collects the client's evidence.</summary>
    /// <param name="tee">The TEE that holds the private key.</param>
    /// <param name="devices">Its devices, in the order of their evidence.</param>
    /// <param name="h1">The hash of both hellos and the service's public key: 48 bytes.</param>
    /// <param name="publicKey">The client's own fresh public key.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lead, then the devices.</returns>
    public static Task<IReadOnlyList<EndorsedEvidence>> OfClientAsync(
        ITee tee, IEnumerable<ITee> devices, byte[] h1, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken) =>
        CollectAsync(
            tee, devices, AttestTranscript.ClientDeviceNonce(h1), evidence => AttestTranscript.ClientBinding(h1, publicKey.Span, evidence), cancellationToken);

    private static async Task<IReadOnlyList<EndorsedEvidence>> CollectAsync(
        ITee tee, IEnumerable<ITee> devices, byte[] nonce, Func<IEnumerable<Evidence>, byte[]> binding, CancellationToken cancellationToken)
    {
        var items = await Task.WhenAll(devices.Select(d => d.ProduceEvidenceAsync(nonce, cancellationToken).AsTask())).ConfigureAwait(false);
        var lead = await tee.ProduceEvidenceAsync(binding(items.Select(d => d.Evidence)), cancellationToken).ConfigureAwait(false);
        return [lead, .. items];
    }
}
