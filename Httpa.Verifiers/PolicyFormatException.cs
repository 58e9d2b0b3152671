namespace Httpa.Verifiers;

/// <summary>A policy file, or a policy in settings, is no policy: something in it is unknown, missing, of the wrong type or of the wrong length.</summary>
public sealed class PolicyFormatException : FormatException
{
    internal PolicyFormatException(string path, string expected, string actual, Exception? inner = null)
        : base($"The policy is wrong at {path}: it has {actual}; expected {expected}.", inner) =>
        (Path, Expected, Actual) = (path, expected, actual);

    /// <summary>Where it is wrong: <c>$</c> for the whole, <c>$.sgx.mrEnclave.anyOf[0].value</c> for a member; the path of the key in settings.</summary>
    public string Path { get; }

    /// <summary>What was expected there.</summary>
    public string Expected { get; }

    /// <summary>What was found.</summary>
    public string Actual { get; }
}
