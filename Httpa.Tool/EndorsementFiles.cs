using Httpa.Client.Endorsing;
using Httpa.Verifiers;

namespace Httpa.Tool;

/// <summary>Reads the directory of endorsements that the user named.</summary>
internal static class EndorsementFiles
{
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static Endorsements Read(string directory)
    {
        try
        {
            return EndorsementDirectory.Read(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
        {
            throw new BadInputException($"The endorsements in '{directory}' cannot be read: {e.Message}");
        }
    }
}
