using Httpa.TestServer;
using Httpa.Verifiers;

namespace Httpa.Client.Tests.TestServer;

/// <summary>A TEE that staples nothing.</summary>
internal sealed class BareTee(ITee tee) : ITee
{
    public EvidenceType Type => tee.Type;

    public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken) =>
        new((await tee.ProduceEvidenceAsync(binding, cancellationToken)).Evidence, Endorsements.None);
}
