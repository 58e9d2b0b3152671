using System.Security.Cryptography;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Cca;

/// <summary>
/// Judges attestation tokens of Arm CCA realms. Safe for concurrent use; keep one: it remembers the keys that it imported and the platform tokens whose signature holds, so
/// that the next token of a known platform costs one verification instead of two. A platform's key counts when the policy names it, and never because it came with the
/// token: Arm has no root that would vouch for it.
/// </summary>
/// <remarks>
/// Sources: draft-ffm-rats-cca-token, Arm DEN0137 (Realm Management Monitor specification), section A7.2, RFC 9711 (EAT), RFC 9052 and 9053 (COSE). The steps are explained in
/// docs/verifiers/cca.md.
/// </remarks>
public sealed class CcaVerifier : IEvidenceVerifier
{
    private const int Capacity = 256;

    private readonly ArmKeyMemory _keys = new();
    private readonly BoundedMemory<ArmAttestationKey> _signers = new(Capacity);

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Cca;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _keys.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> platform token, realm token.
        if (CcaToken.TryParse(evidence.Evidence.Value, out var malformed) is not { } token)
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed!] };

        // 2. Policy -> the keys of this platform -> the one that signed the platform token.
        var findings = new List<Finding>();
        var key = FindSigner(token.Platform, policy?.Cca, time, findings);

        // 3. and 4. Platform token -> the realm's key -> realm token.
        if (FindRealmKey(token, findings) is { } realmKey) VerifyRealm(token.Realm, realmKey, findings);

        // 5. The platform's key is valid.
        var expires = key is null ? DateTimeOffset.MinValue : ValidityWindow.Judge([ArmKeys.Window(key)], time, findings);
        return new AuthenticationResult
        {
            Type = Type,
            Claims = token.Claims,
            Findings = findings,
            BoundData = token.Realm.Claims.Challenge.Bytes,
            Expires = findings.Count == 0 ? expires : DateTimeOffset.MinValue,
        };
    }

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(authenticated);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        if (authenticated.Claims is not CcaClaims claims) throw new ArgumentException("The evidence is no CCA token.", nameof(authenticated));
        if (policy.Cca is { } rules) CcaAppraisal.Appraise(claims, rules, findings);
        else
            findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for CCA tokens", "without one",
                "Set the policy's member Cca, or let the client offer only types that the policy covers."));
        return DateTimeOffset.MaxValue;
    }

    private ArmAttestationKey? FindSigner(CcaPlatformToken token, CcaPolicy? policy, DateTimeOffset time, List<Finding> findings)
    {
        if (ArmSignatures.Unsupported(CcaPlatformToken.Subject, token.Message) is { } unsupported)
        {
            findings.Add(unsupported);
            return null;
        }

        var keys = new ArmKeys<ArmAttestationKey>(policy?.Keys ?? [], "cca.keys", $"signature of the {CcaPlatformToken.Subject}");
        return keys.Find(token.Device, key => HasSigned(key, token), time, findings);
    }

    private bool HasSigned(ArmAttestationKey key, CcaPlatformToken token)
    {
        if (_signers.TryGet(token.Bytes.Span, out var signer) && signer.PublicKey == key.PublicKey) return true;
        if (_keys.Import(key) is not { } imported || !token.Message.IsSignedBy(imported)) return false;
        _signers.Set(token.Bytes.Span, key);
        return true;
    }

    /// <summary>The key in the realm token, when the platform token's challenge is its hash, over the bytes that it came in.</summary>
    private PublicKey? FindRealmKey(CcaToken token, List<Finding> findings)
    {
        var realm = token.Realm.Claims;
        if (Hash(realm.PublicKeyHashAlgorithm, realm.PublicKey.Bytes.Span) is not { } hash || token.Platform.Claims.Challenge != new Measurement(hash))
        {
            findings.Add(new(
                AppraisalReason.CcaRealmKeyNotBound, FindingKind.NotGenuine, "challenge of the CCA platform token", "the hash of the realm's key by sha-256, sha-384 or sha-512",
                $"{token.Platform.Claims.Challenge}, which is not its {realm.PublicKeyHashAlgorithm}", "The two tokens do not belong together: somebody composed them."));
            return null;
        }

        if (_keys.Import(token.Realm.ReadKey()) is { } key) return key;
        findings.Add(new(
            AppraisalReason.CcaRealmKeyInvalid, FindingKind.NotGenuine, "key of the realm",
            token.Realm.Follows.HasCoseKey ? "a COSE_Key of P-256, P-384 or P-521 for verifying" : "an uncompressed point of P-384", $"{realm.PublicKey}",
            "Have the maker of the platform's firmware correct it."));
        return null;
    }

    private static void VerifyRealm(CcaRealmToken token, PublicKey key, List<Finding> findings)
    {
        if (ArmSignatures.Unsupported(CcaRealmToken.Subject, token.Message) is { } unsupported) findings.Add(unsupported);
        else if (!token.Message.IsSignedBy(key))
            findings.Add(new(
                AppraisalReason.CcaRealmSignatureInvalid, FindingKind.NotGenuine, "signature of the CCA realm token", "made by the key in it, in the way that goes with the key", "not",
                "The realm token was changed or forged."));
    }

    private static byte[]? Hash(string algorithm, ReadOnlySpan<byte> bytes) => algorithm switch
    {
        "sha-256" => SHA256.HashData(bytes),
        "sha-384" => SHA384.HashData(bytes),
        "sha-512" => SHA512.HashData(bytes),
        _ => null,
    };
}
