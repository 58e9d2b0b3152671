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

    /// <summary>No named key made the proof.</summary>
    /// <param name="token">Which token.</param>
    /// <param name="proof">Signature or authentication code.</param>
    /// <param name="instanceId">The device.</param>
    /// <param name="path">Where its keys are named.</param>
    public static Finding Unproven(string token, string proof, Measurement instanceId, string path) => new(
        AppraisalReason.ArmSignatureInvalid, FindingKind.NotGenuine, $"{proof} of the {token}", $"made by a key of the device {instanceId} in {path}, in the way that goes with the key", "made by none of them",
        "The token was changed or forged, or another key is named for the device. Compare the key with its maker's.");
}
