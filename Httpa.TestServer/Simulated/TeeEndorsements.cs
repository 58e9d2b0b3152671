using Httpa.Client;
using Httpa.Client.Endorsing;
using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>Finds endorsements at the TEE that they are about: what it staples now.</summary>
internal sealed class TeeEndorsements(ITee tee) : IEndorsementSource
{
    public async ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken) =>
        (await tee.ProduceEvidenceAsync(new byte[AppraisalRequest.BindingLength], cancellationToken).ConfigureAwait(false)).Endorsements;
}
