using Httpa.Client.Protocol;
using Httpa.Verifiers;

namespace Httpa.TestServer.Attest;

/// <summary>
/// The service's evidence (HTTPA/1, section 2): first the devices, under a nonce of the exchange, then the TEE, whose binding holds what the devices said, so that
/// none can be dropped, replaced or moved from another exchange.
/// </summary>
internal sealed class CompositeEvidence(HttpaServerOptions options)
{
    /// <summary>Collects all evidence; devices whose type the client did not ask for are left out.</summary>
    /// <param name="h1">The hash of both hellos and the public key: 48 bytes.</param>
    /// <param name="accepted">The types that the client asked for.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyList<EndorsedEvidence>> CollectAsync(byte[] h1, IReadOnlyCollection<string> accepted, CancellationToken cancellationToken)
    {
        var nonce = AttestTranscript.DeviceNonce(h1);
        var asked = options.Devices.Where(d => accepted.Contains(d.Type.Token, StringComparer.Ordinal));
        var devices = await Task.WhenAll(asked.Select(d => d.ProduceEvidenceAsync(nonce, cancellationToken).AsTask())).ConfigureAwait(false);
        var binding = AttestTranscript.Binding(h1, devices.Select(d => d.Evidence));
        return [await options.Tee.ProduceEvidenceAsync(binding, cancellationToken).ConfigureAwait(false), .. devices];
    }
}
