using System.Security.Cryptography;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>
/// The one form of XML signature that NVIDIA's manifests have (W3C "XML Signature Syntax and Processing Version 1.1"): enveloped by the root element, over the whole
/// document, inclusive canonical XML without comments, SHA-384, ECDSA with P-384. Anything else is no signature; the document chooses nothing.
/// </summary>
internal sealed record RimSignature
{
    /// <summary>The namespace of XML signatures.</summary>
    public const string Namespace = "http://www.w3.org/2000/09/xmldsig#";

    private const string Enveloped = Namespace + "enveloped-signature";
    private const string Canonical10 = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    private const string Canonical11 = "http://www.w3.org/2006/12/xml-c14n11";
    private const string EcdsaSha384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
    private const string Sha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384";
    private const int SignatureLength = 96;

    /// <summary>The canonical form of SignedInfo: what was signed.</summary>
    public required byte[] SignedInfo { get; init; }

    /// <summary>True when the digest in SignedInfo is that of the document without the signature.</summary>
    public required bool IsOfDocument { get; init; }

    /// <summary>r and s, 48 bytes each.</summary>
    public required byte[] Value { get; init; }

    /// <summary>The certificates that came with the signature, DER; the signer's first.</summary>
    public required IReadOnlyList<byte[]> Certificates { get; init; }

    /// <summary>Reads the signature of a document, and holds its digest against the rest of the document. The signature itself is not verified.</summary>
    /// <param name="root">The document's root element.</param>
    /// <returns>Null when there is not exactly one signature, or it has another form.</returns>
    public static RimSignature? TryRead(XmlNode root)
    {
        if (root.Elements.Where(e => e.Namespace == Namespace).ToList() is not [{ Name: "Signature" } signature]) return null;
        if (Children(signature, "SignedInfo", "SignatureValue", "KeyInfo") is not [var info, var value, var keyInfo]) return null;
        if (ReadDigest(info) is not { } digest || Bytes(value) is not { Length: SignatureLength } bytes || ReadCertificates(keyInfo) is not { } certificates) return null;
        return new RimSignature
        {
            SignedInfo = CanonicalXml.Write([root, signature, info]),
            IsOfDocument = SHA384.HashData(CanonicalXml.Write([root], without: signature)).AsSpan().SequenceEqual(digest),
            Value = bytes,
            Certificates = certificates,
        };
    }

    /// <summary>True when a key signed this document.</summary>
    public bool IsMadeBy(PublicKey key) => IsOfDocument && key.Verify(SignatureAlgorithm.EcdsaP384Sha384, SignedInfo, Value);

    /// <summary>SignedInfo, with one reference to the whole document.</summary>
    private static byte[]? ReadDigest(XmlNode info)
    {
        if (Children(info, "CanonicalizationMethod", "SignatureMethod", "Reference") is not [var canonical, var method, var reference]) return null;
        if (!IsCanonical(canonical) || !IsAlgorithm(method, EcdsaSha384) || reference.Attribute("URI") != "" || reference.Attributes.Count != 1) return null;
        if (Children(reference, "Transforms", "DigestMethod", "DigestValue") is not [var transforms, var digestMethod, var digest]) return null;
        if (Children(transforms, "Transform", "Transform") is not [var enveloped, var form]) return null;
        return IsAlgorithm(enveloped, Enveloped) && IsCanonical(form) && IsAlgorithm(digestMethod, Sha384) ? Bytes(digest) : null;
    }

    private static List<byte[]>? ReadCertificates(XmlNode keyInfo)
    {
        if (Children(keyInfo, "X509Data") is not [var data] || !data.HasOnlyElements) return null;
        var certificates = new List<byte[]>();
        foreach (var element in data.Elements)
        {
            if (!element.Is("X509Certificate", Namespace) || Bytes(element) is not { } der) return null;
            certificates.Add(der);
        }

        return certificates;
    }

    /// <summary>The elements inside, when they are exactly these; else null.</summary>
    private static List<XmlNode>? Children(XmlNode parent, params ReadOnlySpan<string> names)
    {
        var children = parent.Elements.ToList();
        if (!parent.HasOnlyElements || children.Count != names.Length) return null;
        for (var i = 0; i < names.Length; i++)
            if (!children[i].Is(names[i], Namespace)) return null;
        return children;
    }

    private static bool IsCanonical(XmlNode element) => IsAlgorithm(element, Canonical11) || IsAlgorithm(element, Canonical10);

    private static bool IsAlgorithm(XmlNode element, string algorithm) =>
        element.Attributes.Count == 1 && element.Attribute("Algorithm") == algorithm && element.Children.Count == 0;

    private static byte[]? Bytes(XmlNode element)
    {
        if (element.Text is not { } text || element.Attributes.Count != 0) return null;
        var digits = string.Concat(text.Where(c => c is not ('\n' or '\r' or ' ' or '\t')));
        var bytes = new byte[digits.Length / 4 * 3];
        // Encoding again tells apart what decodes to the same bytes.
        return Convert.TryFromBase64String(digits, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == digits ? bytes[..length] : null;
    }
}
