using System.Globalization;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>
/// A reference integrity manifest: which measurements NVIDIA's driver or VBIOS of one version makes (TCG "Reference Integrity Manifest Information Model", as a SWID tag
/// of ISO/IEC 19770-2). NVIDIA signed it; that its certificates are valid at some time and not revoked is judged on every use.
/// </summary>
internal sealed class Rim
{
    private const string Swid = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd";
    private const string HashNamespace = "http://www.w3.org/2001/04/xmlenc#sha384";
    private const int MaxIndex = 254;
    private const int MaxAlternatives = 32;
    private const int HashLength = 48;

    private Rim(NvidiaPath path) => Path = path;

    /// <summary>The certificates that signed it.</summary>
    public NvidiaPath Path { get; }

    /// <summary>The version that it describes, such as <c>550.90.07</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The accepted values of each index that is compared.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<Measurement>> Measurements { get; init; }

    /// <summary>Verifies a manifest, or finds that it was verified before.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="subject">What it is called in findings.</param>
    /// <param name="anchors">The trusted roots.</param>
    /// <param name="memory">Remembers manifests.</param>
    /// <param name="findings">Takes the objection.</param>
    public static Rim? Authenticate(ReadOnlySpan<byte> xml, string subject, TrustAnchors anchors, NvidiaGpuMemory memory, ICollection<Finding> findings)
    {
        if (memory.Rims.TryGet(xml, out var known) && anchors.Contains(known.Path.Root)) return known;
        if (XmlNode.TryRead(xml) is not { } root || RimSignature.TryRead(root) is not { } signature)
        {
            findings.Add(Malformed(subject));
            return null;
        }

        if (NvidiaPath.Authenticate(signature.Certificates, $"certificate chain of the {subject}", anchors, memory.Certificates, findings) is not { } path) return null;
        if (!signature.IsMadeBy(path.Leaf.Key))
        {
            findings.Add(new Finding(AppraisalReason.NvidiaGpuRimSignatureInvalid, FindingKind.NotGenuine, subject, "signed by the key of its certificate", "signed by another key, or changed",
                "The manifest was changed or is forged."));
            return null;
        }

        if (Read(root, path) is not { } rim)
        {
            findings.Add(Malformed(subject));
            return null;
        }

        memory.Rims.Set(xml, rim);
        return rim;
    }

    private static Rim? Read(XmlNode root, NvidiaPath path)
    {
        if (!root.Is("SoftwareIdentity", Swid) || !root.HasOnlyElements || !root.Elements.All(e => e.Namespace is Swid or RimSignature.Namespace)) return null;
        if (root.Elements.Where(e => e.Name == "Meta").ToList() is not [var meta] || root.Elements.Where(e => e.Name == "Payload").ToList() is not [var payload]) return null;
        if (meta.Attribute("colloquialVersion") is not { Length: > 0 } version || !payload.HasOnlyElements) return null;

        var all = new HashSet<int>();
        var active = new Dictionary<int, IReadOnlyList<Measurement>>();
        foreach (var resource in payload.Elements)
        {
            if (!resource.Is("Resource", Swid) || resource.Attribute("type") != "Measurement") return null;
            if (Number(resource, "index", MaxIndex) is not { } index || !all.Add(index) || ReadValues(resource) is not { } values) return null;
            switch (resource.Attribute("active"))
            {
                case "True": active.Add(index, values); break;
                case "False": break;
                default: return null;
            }
        }

        return active.Count == 0 ? null : new Rim(path) { Version = version, Measurements = active };
    }

    private static List<Measurement>? ReadValues(XmlNode resource)
    {
        if (Number(resource, "alternatives", MaxAlternatives) is not (> 0 and var count) || Number(resource, "size", HashLength) != HashLength) return null;
        if (resource.Attributes.Count(a => a.Namespace == HashNamespace) != count) return null;
        var values = new List<Measurement>(count);
        for (var i = 0; i < count; i++)
        {
            if (!Measurement.TryParse(resource.Attribute($"Hash{i.ToString(CultureInfo.InvariantCulture)}", HashNamespace), out var value) || value.Bytes.Length != HashLength) return null;
            values.Add(value);
        }

        return values;
    }

    private static int? Number(XmlNode element, string name, int maximum) =>
        int.TryParse(element.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= maximum ? number : null;

    private static Finding Malformed(string subject) => new(
        AppraisalReason.NvidiaGpuRimMalformed, FindingKind.NotGenuine, subject, "a SWID tag with one enveloped XML signature over all of it, in the form that NVIDIA uses", "of another form, or changed",
        "Send the manifest as NVIDIA's RIM service gives it out.");
}
