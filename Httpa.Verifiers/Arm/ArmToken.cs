namespace Httpa.Verifiers.Arm;

/// <summary>What is found of tokens that cannot be read or verified.</summary>
internal static class ArmToken
{
    /// <summary>The bytes are no such token.</summary>
    /// <param name="token">Which token, such as <c>PSA token</c>.</param>
    /// <param name="expected">What it must be.</param>
    public static Finding Malformed(string token, string expected) => new(
        AppraisalReason.ArmTokenMalformed, FindingKind.NotGenuine, token, expected, "something else, or has bytes behind it",
        "Compare the versions: the service's firmware and this library. If the token passed through other hands, look for who changed it.");

    /// <summary>A claim is not as it must be.</summary>
    /// <param name="token">Which token.</param>
    /// <param name="profile">The profile that it was read by.</param>
    /// <param name="problem">What is wrong.</param>
    public static Finding Invalid(string token, string profile, string problem) => new(
        AppraisalReason.ArmClaimsInvalid, FindingKind.NotGenuine, token, $"a set of claims as {profile} has it", $"one that {problem}",
        "Have the device's maker correct the firmware.");

    /// <summary>The algorithm is none that is accepted.</summary>
    /// <param name="token">Which token.</param>
    /// <param name="number">The algorithm's number.</param>
    /// <param name="accepted">Those that are.</param>
    public static Finding Algorithm(string token, long number, string accepted) => new(
        AppraisalReason.ArmAlgorithmUnsupported, FindingKind.NotGenuine, $"algorithm of the {token}", accepted, $"{number}", "Have the device sign with one of these.");
}
