using Httpa.Verifiers;

namespace Httpa.Client.Endorsing;

/// <summary>
/// Finds endorsements in a directory: that of the evidence's platform below it, or else its own (<see cref="EndorsementDirectory.Read(string, Evidence)"/>). Looks
/// at the files each time, so that they can be renewed while the program runs. Always complete at once.
/// </summary>
/// <param name="directory">The directory's path.</param>
public sealed class DirectoryEndorsementSource(string directory) : IEndorsementSource
{
    /// <inheritdoc/>
    /// <exception cref="HttpaUnavailableException">The directory, or a file in it, cannot be read.</exception>
    public ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        try
        {
            return new(EndorsementDirectory.Read(directory, evidence));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new HttpaUnavailableException($"The endorsements in '{directory}' cannot be read: {e.Message}", innerException: e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Endorsements> RenewAsync(Evidence evidence, Endorsements refused, CancellationToken cancellationToken) => FindAsync(evidence, cancellationToken);
}
