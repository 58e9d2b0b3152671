using Httpa.Client.Endorsing;
using Httpa.Verifiers;

namespace Httpa.Client.Attesting;

/// <summary>
/// A TEE whose evidence comes with the endorsements of a source, so that whoever verifies it need not ask the vendor. What the TEE itself adds goes first.
/// </summary>
/// <param name="tee">The TEE.</param>
/// <param name="source">Where endorsements come from.</param>
public sealed class StaplingTee(ITee tee, IEndorsementSource source) : ITee
{
    /// <inheritdoc/>
    public EvidenceType Type => tee.Type;

    /// <summary>Produces evidence and finds the endorsements for it.</summary>
    /// <param name="binding">What the evidence must carry: 64 bytes, for a device 32.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE and for the source.</param>
    public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        var produced = await tee.ProduceEvidenceAsync(binding, cancellationToken).ConfigureAwait(false);
        if (produced.Endorsements.Names.Count > 0) return produced;
        return produced with { Endorsements = await source.FindAsync(produced.Evidence, cancellationToken).ConfigureAwait(false) };
    }
}
