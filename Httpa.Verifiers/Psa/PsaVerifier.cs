using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Psa;

/// <summary>
/// Judges PSA attestation tokens of Arm TrustZone devices. Safe for concurrent use; keep one: it remembers the keys that it imported. A key counts when the policy
/// names it for the device, and never because it came with the token: Arm has no root that would vouch for it.
/// </summary>
/// <remarks>Sources: RFC 9783, RFC 9711 (EAT), RFC 9052 and 9053 (COSE), RFC 8949 (CBOR). The steps are explained in docs/verifiers/psa.md.</remarks>
public sealed class PsaVerifier : IEvidenceVerifier
{
    private const string Subject = "PSA token";

    private readonly ArmKeyMemory _keys = new();

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Psa;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _keys.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. and 2. Bytes -> COSE message -> claims of one profile.
        if (PsaToken.TryParse(evidence.Evidence.Value, out var malformed) is not { } token)
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed!] };

        // 3. and 4. Policy -> the keys of this device -> the one that made the proof.
        var findings = new List<Finding>();
        IArmKey? key = token.Signed is null ? FindSharer(token, policy?.Psa, time, findings) : FindSigner(token, policy?.Psa, time, findings);

        // 5. The key is valid.
        var expires = key is null ? DateTimeOffset.MinValue : ValidityWindow.Judge([ArmKeys.Window(key)], time, findings);
        return new AuthenticationResult
        {
            Type = Type,
            Claims = token.Claims,
            Findings = findings,
            BoundData = token.Claims.Nonce.Bytes,
            Expires = findings.Count == 0 ? expires : DateTimeOffset.MinValue,
        };
    }

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(authenticated);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        if (authenticated.Claims is not PsaClaims claims) throw new ArgumentException("The evidence is no PSA token.", nameof(authenticated));
        if (policy.Psa is { } rules) PsaAppraisal.Appraise(claims, rules, findings);
        else
            findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for PSA tokens", "without one",
                "Set the policy's member Psa, or let the client offer only types that the policy covers."));
        return DateTimeOffset.MaxValue;
    }

    private ArmAttestationKey? FindSigner(PsaToken token, PsaPolicy? policy, DateTimeOffset time, List<Finding> findings)
    {
        var signed = token.Signed!;
        if (ArmSignatures.Unsupported(Subject, signed) is { } unsupported)
        {
            findings.Add(unsupported);
            return null;
        }

        var keys = new ArmKeys<ArmAttestationKey>(policy?.Keys ?? [], "psa.keys", $"signature of the {Subject}");
        return keys.Find(token.Device, key => _keys.Import(key) is { } imported && signed.IsSignedBy(imported), time, findings);
    }

    private static PsaSymmetricKey? FindSharer(PsaToken token, PsaPolicy? policy, DateTimeOffset time, List<Finding> findings)
    {
        var message = token.Authenticated!;
        if (message.Algorithm is null)
        {
            findings.Add(ArmToken.Algorithm(Subject, message.AlgorithmNumber, "HMAC 256/256 (5), HMAC 384/384 (6) or HMAC 512/512 (7)"));
            return null;
        }

        var keys = new ArmKeys<PsaSymmetricKey>(policy?.DangerousSymmetricKeys ?? [], "psa.dangerousSymmetricKeys", $"authentication code of the {Subject}");
        return keys.Find(token.Device, key => message.IsMadeBy(key.Secret.Bytes.Span), time, findings);
    }
}
