using Httpa.Verifiers;

namespace Httpa.Tool;

/// <summary>Reads the policy that the user named.</summary>
internal static class PolicyFile
{
    /// <exception cref="BadInputException">It cannot be read, is no policy, or has problems.</exception>
    public static AttestationPolicy Read(string path)
    {
        var policy = Parse(path);
        return policy.Problems.Count == 0 ? policy
            : throw new BadInputException($"The policy '{path}' cannot be used:\n  {string.Join("\n  ", policy.Problems)}");
    }

    /// <summary>Reads a policy that may have problems.</summary>
    /// <exception cref="BadInputException">It cannot be read, or is no policy.</exception>
    public static AttestationPolicy Parse(string path)
    {
        try
        {
            return AttestationPolicy.Parse(InputFile.Read(path));
        }
        catch (PolicyFormatException e)
        {
            throw new BadInputException($"The policy '{path}' cannot be used: {e.Message}");
        }
    }
}
