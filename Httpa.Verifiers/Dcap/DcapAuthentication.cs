using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>The steps that quotes of SGX and of TDX have in common. Safe for concurrent use.</summary>
/// <param name="tee">The kind of quote.</param>
internal sealed class DcapAuthentication(DcapTee tee)
{
    private readonly DcapMemory _memory = new();

    /// <summary>How many signatures and keys were dealt with.</summary>
    public VerificationCount Count => _memory.Count;

    /// <summary>Verifies everything up to the platform's level. Each step needs what the one before it made, so none can be left out.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="documents">Intel's documents.</param>
    /// <param name="furtherRoots">The roots that the policy trusts like Intel's.</param>
    /// <param name="relied">Takes the objections, and what was relied on.</param>
    /// <returns>Null when a step before the judgement of the platform could not be taken.</returns>
    public GenuineQuote? Authenticate(in DcapQuote quote, Endorsements documents, IReadOnlyList<Measurement> furtherRoots, Reliance relied)
    {
        // 2. Trusted root -> PCK certificate.
        var anchors = new TrustAnchors(IntelRoot.KeyHash, furtherRoots);
        if (PckChain.Authenticate(quote.PckCertificates, anchors, _memory, relied.Findings) is not { } pck) return null;

        // 3. PCK -> quoting enclave -> attestation key.
        if (QuotingEnclave.Authenticate(quote, pck, _memory, relied.Findings) is not { } enclave) return null;

        // 4. Attestation key -> header and report.
        if (!IsSigned(quote, enclave, relied.Findings)) return null;

        // 5. The PCK chain is valid now.
        relied.On(enclave.Chain.Windows);

        // 6. Trusted root -> CRLs, TCB signing key -> TCB info and QE identity.
        if (DcapEndorsements.Authenticate(documents, tee, anchors, _memory, relied.Findings) is not { } endorsements) return null;

        // 7. These are valid now.
        relied.On(endorsements.Windows, endorsements.Issues);

        // 8. No certificate is revoked.
        Revocation.Judge(enclave.Chain, endorsements, relied.Findings);

        // 9. QE identity -> the quoting enclave is Intel's, and its level.
        return new GenuineQuote(enclave.Chain, endorsements, endorsements.QeIdentity.Judge(enclave.Report, relied.Findings));
    }

    private static bool IsSigned(in DcapQuote quote, QuotingEnclave enclave, List<Finding> findings)
    {
        if (enclave.AttestationKey.Verify(SignatureAlgorithm.EcdsaP256Sha256, quote.Signed, quote.Signature)) return true;
        findings.Add(new Finding(AppraisalReason.QuoteSignatureInvalid, FindingKind.NotGenuine, "quote", "signed by its attestation key", "not signed by that key",
            "The quote was changed on its way, or is forged."));
        return false;
    }
}
