using Httpa.Client;
using Httpa.Client.Endorsing;
using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>Finds endorsements at the TEE that they are about: what it staples now. For protocols that carry none beside the evidence.</summary>
/// <param name="tee">The TEE.</param>
public sealed class TeeEndorsements(ITee tee) : IEndorsementSource
{
    /// <inheritdoc/>
    public async ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken) =>
        (await tee.ProduceEvidenceAsync(new byte[AppraisalRequest.BindingLength], cancellationToken).ConfigureAwait(false)).Endorsements;
}
