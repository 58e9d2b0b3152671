using Httpa.Verifiers;

namespace Httpa.Client.Endorsing;

/// <summary>Finds what vendors signed about a platform: in a directory, in a cache, or at a vendor's service. What it finds is verified like everything else.</summary>
/// <remarks>A source that completes at once also serves <see cref="HttpClient.Send(HttpRequestMessage)"/>.</remarks>
public interface IEndorsementSource
{
    /// <summary>Finds the endorsements for a piece of evidence.</summary>
    /// <param name="evidence">The evidence; nothing of it is proven.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>What was found; <see cref="Endorsements.None"/> when there is nothing.</returns>
    /// <exception cref="HttpaUnavailableException">A vendor's service is down or busy.</exception>
    ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken);

    /// <summary>Finds others after some were judged and not accepted: a cache drops what it had of them, and looks where it came from.</summary>
    /// <param name="evidence">The evidence; nothing of it is proven.</param>
    /// <param name="refused">The endorsements that were not accepted, from this source or another.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>What was found; <see cref="Endorsements.None"/>, or the same again, when there is nothing else. Without an implementation: none.</returns>
    /// <exception cref="HttpaUnavailableException">A vendor's service is down or busy.</exception>
    ValueTask<Endorsements> RenewAsync(Evidence evidence, Endorsements refused, CancellationToken cancellationToken) => new(Endorsements.None);
}
