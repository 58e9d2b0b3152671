using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>A TEE as whoever runs inside it sees it: produces evidence that carries a binding.</summary>
public interface ITee
{
    /// <summary>The type of its evidence.</summary>
    EvidenceType Type { get; }

    /// <summary>Produces evidence, with endorsements to staple (<see cref="Endorsements.None"/> for none).</summary>
    /// <param name="binding">What the evidence must carry: 64 bytes, for a device 32.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE.</param>
    ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken);
}
