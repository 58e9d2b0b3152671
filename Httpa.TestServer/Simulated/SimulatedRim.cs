using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// The recipe of a reference integrity manifest: a SWID tag with an enveloped XML signature, as NVIDIA's. It is written in its canonical form, so that nothing needs to bring it
/// there. Tests vary it with <c>with</c>.
/// </summary>
internal sealed record SimulatedRim
{
    private const string Swid = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd";
    private const string Hash = "http://www.w3.org/2001/04/xmlenc#sha384";
    private const string Signature = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>The version that it describes.</summary>
    public required string Version { get; init; }

    /// <summary>The measurements that are compared: index and accepted values.</summary>
    public required IReadOnlyList<(int Index, byte[][] Values)> Measurements { get; init; }

    /// <summary>The measurements that are not compared.</summary>
    public IReadOnlyList<int> Inactive { get; init; } = [];

    /// <summary>The certificates, the signer's first.</summary>
    public required IReadOnlyList<SimulatedNvidiaCertificate> Chain { get; init; }

    /// <summary>The key that signs; by default that of the first certificate.</summary>
    public ECDsa Key { get => field ?? Chain[0].Key; init; }

    /// <summary>The algorithm that the signature names.</summary>
    public string SignatureMethod { get; init; } = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";

    /// <summary>The algorithm of the canonical form that the signature names.</summary>
    public string Canonicalization { get; init; } = "http://www.w3.org/2006/12/xml-c14n11";

    /// <summary>What the signature says that it is over; empty for the whole document.</summary>
    public string ReferenceUri { get; init; } = "";

    /// <summary>The document.</summary>
    public byte[] Encode()
    {
        var digest = Convert.ToBase64String(SHA384.HashData(Encoding.UTF8.GetBytes(Document(""))));
        var signed = SignedInfo($" xmlns=\"{Swid}\" xmlns:ds=\"{Signature}\" xmlns:h=\"{Hash}\"", digest);
        var value = Convert.ToBase64String(Key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA384));
        var certificates = string.Concat(Chain.Select(c => $"<ds:X509Certificate>{Convert.ToBase64String(c.Encode(), Base64FormattingOptions.InsertLineBreaks)}\n</ds:X509Certificate>"));
        return Encoding.UTF8.GetBytes(Document(
            $"""<ds:Signature xmlns:ds="{Signature}">{SignedInfo("", digest)}<ds:SignatureValue>{value}</ds:SignatureValue>"""
            + $"<ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo></ds:Signature>"));
    }

    private string Document(string signature) =>
        $"""<SoftwareIdentity xmlns="{Swid}" xmlns:h="{Hash}" name="simulated" tagId="simulated" version="1.0">"""
        + $"""<Meta colloquialVersion="{Version}" product="simulated"></Meta><Payload>"""
        + string.Concat(Measurements.Select(m => Resource(m.Index, "True", m.Values)))
        + string.Concat(Inactive.Select(i => Resource(i, "False", [new byte[48]])))
        + $"</Payload>{signature}</SoftwareIdentity>";

    private static string Resource(int index, string active, byte[][] values)
    {
        // In canonical order, Hash10 stands before Hash2.
        var hashes = values.Select((v, i) => (Name: string.Create(CultureInfo.InvariantCulture, $"Hash{i}"), Value: Convert.ToHexStringLower(v)))
            .OrderBy(h => h.Name, StringComparer.Ordinal).Select(h => $" h:{h.Name}=\"{h.Value}\"");
        return string.Create(CultureInfo.InvariantCulture,
            $"""<Resource active="{active}" alternatives="{values.Length}" index="{index}" name="Measurement_{index}" size="48" type="Measurement"{string.Concat(hashes)}></Resource>""");
    }

    private string SignedInfo(string namespaces, string digest) =>
        $"""<ds:SignedInfo{namespaces}><ds:CanonicalizationMethod Algorithm="{Canonicalization}"></ds:CanonicalizationMethod>"""
        + $"""<ds:SignatureMethod Algorithm="{SignatureMethod}"></ds:SignatureMethod><ds:Reference URI="{ReferenceUri}"><ds:Transforms>"""
        + $"""<ds:Transform Algorithm="{Signature}enveloped-signature"></ds:Transform><ds:Transform Algorithm="{Canonicalization}"></ds:Transform></ds:Transforms>"""
        + $"""<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#sha384"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>""";
}
