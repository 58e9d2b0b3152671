using Httpa.Verifiers;

namespace Httpa.TestServer;

/// <summary>A TEE as the service side sees it: produces evidence that carries a binding.</summary>
public interface ITee
{
    /// <summary>The type of its evidence.</summary>
    EvidenceType Type { get; }

    /// <summary>Produces evidence, with endorsements to staple (<see cref="Endorsements.None"/> for none).</summary>
    /// <param name="binding">The 64 bytes that the evidence must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE.</param>
    ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken);
}
