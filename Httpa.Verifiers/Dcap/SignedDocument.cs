using System.Text.Json;
using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// How a document of Intel's provisioning certification service is told apart and what its faults are called (PCS API v4: <c>tcbInfo</c>,
/// <c>enclaveIdentity</c>).
/// </summary>
/// <param name="Name">The name among the endorsements.</param>
/// <param name="Member">The member that is signed.</param>
/// <param name="Malformed">The reason when it cannot be read.</param>
/// <param name="Forged">The reason when the signature does not hold.</param>
/// <param name="TooEarly">The reason before its issue date.</param>
/// <param name="TooLate">The reason after its next update.</param>
internal sealed record DocumentKind(
    string Name, string Member, AppraisalReason Malformed, AppraisalReason Forged, AppraisalReason TooEarly, AppraisalReason TooLate)
{
    public static readonly DocumentKind TcbInfo = new(
        EndorsementNames.TcbInfo, "tcbInfo", AppraisalReason.TcbInfoMalformed, AppraisalReason.TcbInfoSignatureInvalid,
        AppraisalReason.TcbInfoNotYetValid, AppraisalReason.TcbInfoExpired);

    public static readonly DocumentKind QeIdentity = new(
        EndorsementNames.QeIdentity, "enclaveIdentity", AppraisalReason.QeIdentityMalformed, AppraisalReason.QeIdentitySignatureInvalid,
        AppraisalReason.QeIdentityNotYetValid, AppraisalReason.QeIdentityExpired);
}

/// <summary>Reads JSON that Intel signed: <c>{"member":{...},"signature":"r||s in hexadecimal"}</c>.</summary>
internal static class SignedDocument
{
    private const string SignatureMember = "signature";
    private const int SignatureLength = 64;

    /// <summary>Several times what Intel's documents take. White space around the signed member is not signed, and is not to fill the memory.</summary>
    private const int MaxLength = 1 << 17;

    /// <summary>Verifies the signature over the member's exact bytes, then parses the member.</summary>
    /// <typeparam name="T">What the parser makes.</typeparam>
    /// <param name="utf8">The document as the service sent it.</param>
    /// <param name="kind">Which document it must be.</param>
    /// <param name="signer">The TCB signing key.</param>
    /// <param name="parse">Parses the member.</param>
    /// <param name="findings">Takes the objection.</param>
    public static T? Authenticate<T>(
        ReadOnlyMemory<byte> utf8, DocumentKind kind, PublicKey signer, Func<StrictJson, JsonElement, T?> parse, ICollection<Finding> findings)
        where T : class
    {
        using var json = utf8.Length <= MaxLength ? StrictJson.TryRead(utf8) : null;
        if (json is null) return Malformed<T>(kind, findings);
        var content = json.Object(json.Root, kind.Member);
        var signature = json.Hex(json.Root, SignatureMember, SignatureLength);
        if (json.HasFailed || json.Root.GetPropertyCount() != 2) return Malformed<T>(kind, findings);
        if (!signer.Verify(SignatureAlgorithm.EcdsaP256Sha256, StrictJson.RawBytes(content), signature))
        {
            findings.Add(new Finding(kind.Forged, FindingKind.NotGenuine, kind.Name, "signed by Intel's TCB signing key", "not signed by that key",
                "Keep the service's bytes untouched, and send the signing chain that came with them."));
            return null;
        }

        var parsed = parse(json, content);
        return parsed is null || json.HasFailed ? Malformed<T>(kind, findings) : parsed;
    }

    private static T? Malformed<T>(DocumentKind kind, ICollection<Finding> findings)
        where T : class
    {
        findings.Add(new Finding(kind.Malformed, FindingKind.NotGenuine, kind.Name, "the document of Intel's PCS API, version 3 or 4, untouched", "malformed",
            "Send the body exactly as the service returned it."));
        return null;
    }
}

/// <summary>The names of DCAP documents among the endorsements (HTTPA/1, section 5).</summary>
internal static class EndorsementNames
{
    public const string TcbInfo = "tcb_info";
    public const string QeIdentity = "qe_identity";
    public const string TcbSigningChain = "tcb_signing_chain";
    public const string PckCrl = "pck_crl";
    public const string RootCaCrl = "root_ca_crl";
    public const string PckCrlIssuerChain = "pck_crl_issuer_chain";

    /// <summary>All of them: what a complete judgement needs.</summary>
    public static readonly string[] All = [TcbInfo, QeIdentity, TcbSigningChain, PckCrl, RootCaCrl, PckCrlIssuerChain];
}
