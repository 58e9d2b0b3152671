using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>A simulated SGX platform: its own root, PCK, quoting enclave and endorsements, in Intel's genuine formats. Proves nothing in production.</summary>
public sealed class SimulatedSgx : ITee
{
    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Sgx;

    /// <inheritdoc/>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken) => throw new NotImplementedException();
}
