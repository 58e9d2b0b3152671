using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Snp;

/// <summary>The revocation list of a product line (AMD 57230, "CRL"), signed by the ARK. That it is valid at some time is judged on every use.</summary>
internal sealed class RootRevocationList
{
    private const string Name = "crl";

    private readonly RevocationList _list;
    private readonly PublicKeyInfo _issuer;

    private RootRevocationList(RevocationList list, PublicKeyInfo issuer)
    {
        (_list, _issuer) = (list, issuer);
        Windows = [new ValidityWindow("revocation list", list.ThisUpdate, list.NextUpdate, AppraisalReason.SnpCrlNotYetValid, AppraisalReason.SnpCrlExpired)];
    }

    /// <summary>When the list is valid.</summary>
    public IReadOnlyList<ValidityWindow> Windows { get; }

    /// <summary>True when a list came with the report.</summary>
    /// <param name="documents">What came with the report.</param>
    /// <param name="bytes">The list, when the result is true.</param>
    public static bool IsIn(Endorsements documents, out ReadOnlyMemory<byte> bytes) => documents.TryGet(Name, out bytes);

    /// <summary>Verifies a list, or finds that it was verified before.</summary>
    /// <param name="der">The list.</param>
    /// <param name="chain">The certificates that it is for.</param>
    /// <param name="memory">Remembers lists.</param>
    /// <param name="findings">Takes the objection.</param>
    public static RootRevocationList? Authenticate(ReadOnlyMemory<byte> der, KeyChain chain, SnpMemory memory, ICollection<Finding> findings)
    {
        var root = chain.Root;
        if (memory.Lists.TryGet(der.Span, out var known) && known._issuer.IsSame(root.Certificate.Key)) return known;
        if (RevocationList.TryParse(der, SnpMemory.Profile) is not { } list)
            return Refuse(findings, AppraisalReason.SnpCrlMalformed, "a complete revocation list in DER", "malformed");
        if (!list.NamesAsIssuer(root.Certificate) || !list.Signed.IsSignedBy(root.Key))
            return Refuse(findings, AppraisalReason.SnpCrlSignatureInvalid, $"issued and signed by '{root.Certificate.CommonName}'", "of another issuer, or signed by another key");
        var verified = new RootRevocationList(list, root.Certificate.Key);
        memory.Lists.Set(der.Span, verified);
        return verified;
    }

    /// <summary>
    /// Looks every certificate up. AMD gives every chip's certificate the serial number 0 and replaces keys by TCB versions, so that an entry is for a CA; one that is
    /// for the certificate of a key counts all the same.
    /// </summary>
    public void Judge(KeyChain chain, ICollection<Finding> findings)
    {
        foreach (var certificate in new[] { chain.Leaf.Certificate, chain.Ca, chain.Root.Certificate })
        {
            if (!_list.Serials.Contains(certificate.Serial)) continue;
            findings.Add(new Finding(AppraisalReason.SnpCertificateRevoked, FindingKind.NotGenuine, $"certificate '{certificate.CommonName}'", "not revoked",
                $"revoked, serial {certificate.Serial}", "Do not use this platform: the key may be in other hands."));
        }
    }

    /// <summary>Which issue of the list this is. The lists of VCEK and VLEK of a product line are published apart.</summary>
    public EndorsementIssue IssueFor(KeyChain chain) => new(
        $"{Name} {chain.Line.Product.ToString().ToLowerInvariant()} {chain.Kind.ToString().ToLowerInvariant()}", _list.Number, _list.ThisUpdate);

    private static RootRevocationList? Refuse(ICollection<Finding> findings, AppraisalReason reason, string expected, string actual)
    {
        findings.Add(new Finding(reason, FindingKind.NotGenuine, "revocation list", expected, actual,
            "Send the list of the product line, in DER, as AMD's key distribution service gives it out."));
        return null;
    }
}
