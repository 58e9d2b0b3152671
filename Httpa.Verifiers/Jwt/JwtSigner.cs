using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Jwt;

/// <summary>The key that a token must be signed by, and when its certificates are valid.</summary>
/// <param name="Key">The key.</param>
/// <param name="Windows">The windows of its certificates; empty for a key that the policy names itself.</param>
internal sealed record JwtSigner(PublicKey Key, IReadOnlyList<ValidityWindow> Windows)
{
    /// <summary>Finds the key among those that the policy gives the service.</summary>
    /// <param name="token">Says which one.</param>
    /// <param name="issuer">The service.</param>
    /// <param name="memory">What the verifier remembers.</param>
    /// <param name="findings">Takes the objection.</param>
    /// <returns>Null when there is none.</returns>
    public static JwtSigner? Find(JwtToken token, JwtIssuer issuer, JwtMemory memory, ICollection<Finding> findings)
    {
        if (token.Certificates.Count > 0 && (issuer.CertificateRoots.Count > 0 || issuer.Keys.Count == 0))
            return JwtCertificates.Authenticate(token, issuer.CertificateRoots, memory, findings);

        if (issuer.Keys.FirstOrDefault(key => key.KeyId == token.KeyId) is not { } named)
        {
            findings.Add(token.KeyId is null && issuer.Keys.Count > 0 ? NoKeyId() : Unknown(token));
            return null;
        }

        if (named.Algorithm != token.Algorithm)
        {
            findings.Add(OtherAlgorithm(named.Algorithm, token.Algorithm));
            return null;
        }

        if (memory.Import(named) is { } key) return new JwtSigner(key, []);
        findings.Add(Unknown(token));
        return null;
    }

    /// <summary>The refusal of a token whose key is used with another algorithm.</summary>
    public static Finding OtherAlgorithm(JwtAlgorithm expected, JwtAlgorithm actual) => new(
        AppraisalReason.JwtAlgorithmRefused, FindingKind.NotGenuine, "token", $"signed by {expected}, the one algorithm of its key", $"signed by {actual}",
        "If the service changed its algorithm, name the new one beside the key.");

    private static Finding NoKeyId() => new(
        AppraisalReason.JwtKeyIdMissing, FindingKind.NotGenuine, "token", "a token that names its key (kid)", "without it",
        "Every key that the policy gives this service has an id. If the service's tokens carry none, give the key without one.");

    private static Finding Unknown(JwtToken token) => new(
        AppraisalReason.JwtKeyUnknown, FindingKind.NotGenuine, "key of the token", "one that the policy gives the service",
        token.KeyId is { } id ? $"unknown, '{id}'" : "unknown",
        "If the service announced the key, add it to the policy. Never take it from where the token says that it lies (jku, x5u), or from the token itself (jwk, x5c).");
}
