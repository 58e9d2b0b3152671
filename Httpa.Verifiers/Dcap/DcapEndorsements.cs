using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// Intel's documents about a platform, each signed by a key that leads to a trusted root. That they are valid at some time is judged on every use.
/// </summary>
internal sealed class DcapEndorsements
{
    private readonly Endorsements _documents;

    private DcapEndorsements(Endorsements documents) => _documents = documents;

    /// <summary>The root of all of them.</summary>
    public required Certificate Root { get; init; }

    /// <summary>The certificate that signed TCB info and QE identity.</summary>
    public required Certificate TcbSigning { get; init; }

    /// <summary>The CA that signed <see cref="PckCrl"/>.</summary>
    public required Certificate PckCa { get; init; }

    /// <summary>Which PCK certificates are revoked.</summary>
    public required RevocationList PckCrl { get; init; }

    /// <summary>Which certificates that the root signed are revoked.</summary>
    public required RevocationList RootCrl { get; init; }

    /// <summary>The judgement of platforms of one model.</summary>
    public required TcbInfo TcbInfo { get; init; }

    /// <summary>The judgement of quoting enclaves.</summary>
    public required QeIdentity QeIdentity { get; init; }

    /// <summary>When all certificates and documents are valid.</summary>
    public required IReadOnlyList<ValidityWindow> Windows { get; init; }

    /// <summary>Which issue of each document this is.</summary>
    public required IReadOnlyList<EndorsementIssue> Issues { get; init; }

    /// <summary>Verifies the documents, or finds that equal ones were verified before.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="tee">The kind of quote that they are for.</param>
    /// <param name="anchors">The trusted roots.</param>
    /// <param name="memory">Remembers endorsements.</param>
    /// <param name="findings">Takes the objection.</param>
    /// <returns>Null when a document is missing, or does not hold.</returns>
    public static DcapEndorsements? Authenticate(
        Endorsements documents, DcapTee tee, TrustAnchors anchors, DcapMemory memory, ICollection<Finding> findings)
    {
        if (!HasAll(documents, findings)) return null;
        var key = Bytes(documents, EndorsementNames.TcbInfo).Span;
        if (memory.Endorsements.TryGet(key, out var known) && known.HasSameDocuments(documents) && anchors.Contains(known.Root)) return known;
        if (Verify(documents, tee, anchors, memory, findings) is not { } verified) return null;
        memory.Endorsements.Set(key, verified);
        return verified;
    }

    private static DcapEndorsements? Verify(
        Endorsements documents, DcapTee tee, TrustAnchors anchors, DcapMemory memory, ICollection<Finding> findings)
    {
        if (memory.Paths.Authenticate(Bytes(documents, EndorsementNames.TcbSigningChain).Span, PathRule.TcbSigning, anchors, findings) is not { } signer) return null;
        if (memory.Paths.Authenticate(Bytes(documents, EndorsementNames.PckCrlIssuerChain).Span, PathRule.PckCrlIssuer, anchors, findings) is not { } ca) return null;
        if (!AreUnderOneRoot(signer, ca, findings)) return null;
        if (AuthenticateList(documents, EndorsementNames.RootCaCrl, signer.Issuer!, findings) is not { } rootCrl) return null;
        if (AuthenticateList(documents, EndorsementNames.PckCrl, ca, findings) is not { } pckCrl) return null;
        if (SignedDocument.Authenticate(
            Bytes(documents, EndorsementNames.TcbInfo), DocumentKind.TcbInfo, signer.Key, TcbInfo.Parse, findings) is not { } tcbInfo) return null;
        if (SignedDocument.Authenticate(
            Bytes(documents, EndorsementNames.QeIdentity), DocumentKind.QeIdentity, signer.Key, QeIdentity.Parse, findings) is not { } identity) return null;
        if (!DocumentRules.Judge(tcbInfo, identity, tee, findings)) return null;

        return new DcapEndorsements(documents)
        {
            Root = signer.Issuer!.Certificate,
            TcbSigning = signer.Certificate,
            PckCa = ca.Certificate,
            PckCrl = pckCrl,
            RootCrl = rootCrl,
            TcbInfo = tcbInfo,
            QeIdentity = identity,
            Windows =
            [
                // Intel renews this certificate over the same key: the new one also stands for what the key signed before. The documents have their own first moment.
                ValidityWindow.ToEndOf(signer.Certificate), ValidityWindow.Of(signer.Issuer.Certificate),
                ValidityWindow.Of(ca.Certificate), ValidityWindow.Of(ca.Issuer!.Certificate),
                WindowOf(EndorsementNames.RootCaCrl, rootCrl), WindowOf(EndorsementNames.PckCrl, pckCrl),
                WindowOf(DocumentKind.TcbInfo, tcbInfo.IssueDate, tcbInfo.NextUpdate),
                WindowOf(DocumentKind.QeIdentity, identity.IssueDate, identity.NextUpdate),
            ],
            Issues =
            [
                new($"{EndorsementNames.TcbInfo} {tcbInfo.Id.ToLowerInvariant()} {tcbInfo.Fmspc}", tcbInfo.EvaluationDataNumber, tcbInfo.IssueDate),
                new($"{EndorsementNames.QeIdentity} {identity.Id.ToLowerInvariant()}", identity.EvaluationDataNumber, identity.IssueDate),
                new($"{EndorsementNames.PckCrl} {PathRule.ShortNameOf(ca.Certificate)}", pckCrl.Number, pckCrl.ThisUpdate),
                new(EndorsementNames.RootCaCrl, rootCrl.Number, rootCrl.ThisUpdate),
            ],
        };
    }

    /// <summary>By key: Intel published several certificates over one. A memory of documents under two roots would have to ask for the trust in both.</summary>
    private static bool AreUnderOneRoot(VerifiedCertificate signer, VerifiedCertificate ca, ICollection<Finding> findings)
    {
        if (signer.Issuer!.Certificate.Key.IsSame(ca.Issuer!.Certificate.Key)) return true;
        findings.Add(new Finding(AppraisalReason.PckCrlIssuerChainInvalid, FindingKind.NotGenuine, PathRule.PckCrlIssuer.Subject,
            "under the root of the TCB signing chain", "under another", "Send both chains as Intel's provisioning certification service gives them out."));
        return false;
    }

    private static RevocationList? AuthenticateList(Endorsements documents, string name, VerifiedCertificate issuer, ICollection<Finding> findings)
    {
        if (RevocationList.TryParse(Bytes(documents, name), CertificateProfile.Dcap) is not { } list)
            return Refuse(findings, AppraisalReason.CrlMalformed, name, "a complete revocation list in DER", "malformed");
        if (!list.NamesAsIssuer(issuer.Certificate))
            return Refuse(findings, AppraisalReason.CrlIssuerMismatch, name, $"issued by '{issuer.Certificate.CommonName}'", "issued by another CA");
        return list.Signed.IsSignedBy(issuer.Key)
            ? list
            : Refuse(findings, AppraisalReason.CrlSignatureInvalid, name, $"signed by '{issuer.Certificate.CommonName}'", "signed by another key");
    }

    private static bool HasAll(Endorsements documents, ICollection<Finding> findings)
    {
        List<string>? missing = null;
        foreach (var name in EndorsementNames.All)
        {
            if (!documents.TryGet(name, out _)) (missing ??= []).Add(name);
        }

        if (missing is null) return true;
        findings.Add(new Finding(
            AppraisalReason.EndorsementsMissing, FindingKind.NotProven, "endorsements", string.Join(", ", EndorsementNames.All),
            $"without {string.Join(", ", missing)}", "Let the service send them with its evidence, or configure where to fetch them from."));
        return false;
    }

    private bool HasSameDocuments(Endorsements other)
    {
        if (ReferenceEquals(_documents, other)) return true;
        foreach (var name in EndorsementNames.All)
        {
            if (!Bytes(_documents, name).Span.SequenceEqual(Bytes(other, name).Span)) return false;
        }

        return true;
    }

    private static ReadOnlyMemory<byte> Bytes(Endorsements documents, string name) => documents.TryGet(name, out var content) ? content : default;

    private static ValidityWindow WindowOf(string name, RevocationList list) =>
        new(name, list.ThisUpdate, list.NextUpdate, AppraisalReason.CrlNotYetValid, AppraisalReason.CrlExpired);

    private static ValidityWindow WindowOf(DocumentKind kind, DateTimeOffset from, DateTimeOffset to) => new(kind.Name, from, to, kind.TooEarly, kind.TooLate);

    private static RevocationList? Refuse(ICollection<Finding> findings, AppraisalReason reason, string subject, string expected, string actual)
    {
        findings.Add(new Finding(reason, FindingKind.NotGenuine, subject, expected, actual,
            "Send the list of the CA that issued the PCK certificate, in DER, as Intel's provisioning certification service gives it out."));
        return null;
    }
}
