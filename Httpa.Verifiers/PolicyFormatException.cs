namespace Httpa.Verifiers;

/// <summary>A policy file is no policy: something in it is unknown, missing, of the wrong type or of the wrong length.</summary>
public sealed class PolicyFormatException : FormatException
{
    internal PolicyFormatException(string path, string expected, string actual, Exception? inner = null)
        : base($"The policy file is wrong at {path}: it has {actual}; expected {expected}.", inner) =>
        (Path, Expected, Actual) = (path, expected, actual);

    /// <summary>Where it is wrong: <c>$</c> for the whole, <c>$.sgx.mrEnclave.anyOf[0].value</c> for a member.</summary>
    public string Path { get; }

    /// <summary>What was expected there.</summary>
    public string Expected { get; }

    /// <summary>What was found.</summary>
    public string Actual { get; }
}
