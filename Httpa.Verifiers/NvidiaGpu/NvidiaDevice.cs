using System.Formats.Asn1;
using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>
/// A device that NVIDIA certified: the path from its attestation key, which its boot code certified together with the firmware that uses it (TCG "DICE Attestation
/// Architecture"), over the key that was made with the device, to the root.
/// </summary>
internal sealed class NvidiaDevice
{
    private const int MaxCertificates = 8;
    private const string CompositeDeviceId = "2.23.133.5.4.1";
    private const string TcbInfo = "2.23.133.5.4.1.1";
    private const int FirmwareIdLength = 48;
    private const int TcbInfoFirmwareIds = 6;

    private NvidiaDevice(NvidiaPath path, Measurement firmwareId)
    {
        (Path, FirmwareId) = (path, firmwareId);
        Windows = [.. path.Windows];
    }

    /// <summary>The path from the attestation key to the root.</summary>
    public NvidiaPath Path { get; }

    /// <summary>The hash of the firmware that the attestation key was certified for: 48 bytes.</summary>
    public Measurement FirmwareId { get; }

    /// <summary>The attestation key.</summary>
    public PublicKey Key => Path.Leaf.Key;

    /// <summary>The certificate of the key that was made with the device.</summary>
    public Certificate Identity => Path.Certificates[1].Certificate;

    /// <summary>The chip, such as <c>GH100</c>: the first word of the name that NVIDIA certified the device under, without the underscore of <c>LS_10</c>.</summary>
    public string Chip => Identity.CommonName.Split(' ')[0].Replace("_", "", StringComparison.Ordinal);

    /// <summary>When the certificates are valid.</summary>
    public IReadOnlyList<ValidityWindow> Windows { get; }

    /// <summary>Verifies the chain of a device, or finds that it was verified before.</summary>
    /// <param name="pem">The certificates as PEM text, from the leaf to the root.</param>
    /// <param name="anchors">The trusted roots.</param>
    /// <param name="memory">Remembers devices.</param>
    /// <param name="findings">Takes the objection.</param>
    public static NvidiaDevice? Authenticate(ReadOnlySpan<byte> pem, TrustAnchors anchors, NvidiaGpuMemory memory, ICollection<Finding> findings)
    {
        if (memory.Devices.TryGet(pem, out var known) && anchors.Contains(known.Path.Root)) return known;
        var ders = Pem.TryReadCertificates(pem, MaxCertificates);
        if (NvidiaPath.Authenticate(ders, "device certificate chain", anchors, memory.Certificates, findings) is not { } path) return null;

        // Only a device's own leaf carries this, not that of another role under the same root.
        if (path.Certificates.Count < 3 || ReadFirmwareId(path.Leaf.Certificate) is not { } firmwareId)
        {
            findings.Add(new Finding(AppraisalReason.NvidiaGpuChainInvalid, FindingKind.NotGenuine, "device certificate chain",
                "a leaf that names the firmware it was made for (TCG DICE), below the device's own certificate", "without, or malformed",
                "Send the chain of the device's attestation key."));
            return null;
        }

        var device = new NvidiaDevice(path, firmwareId);
        memory.Devices.Set(pem, device);
        return device;
    }

    private static Measurement? ReadFirmwareId(Certificate leaf)
    {
        try
        {
            if (leaf.Extensions.Find(CompositeDeviceId) is { } composite) return ReadComposite(composite);
            return leaf.Extensions.Find(TcbInfo) is { } tcbInfo ? ReadTcbInfo(tcbInfo) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The older form: version 1, the device's key, and the firmware's hash.</summary>
    private static Measurement ReadComposite(AsnReader reader)
    {
        var composite = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        if (!composite.TryReadInt32(out var version) || version != 1) throw new AsnContentException("Not version 1.");
        composite.ReadSequence();
        var firmwareId = ReadHash(composite);
        composite.ThrowIfNotEmpty();
        return firmwareId;
    }

    /// <summary>DiceTcbInfo: of its optional members only the list of hashes, whose first is the firmware's.</summary>
    private static Measurement? ReadTcbInfo(AsnReader reader)
    {
        var members = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        Measurement? firmwareId = null;
        for (var last = -1; members.HasData;)
        {
            var tag = members.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue <= last) throw new AsnContentException("Members out of order.");
            last = tag.TagValue;
            if (last == TcbInfoFirmwareIds) firmwareId = ReadHash(members.ReadSequence(tag));
            else members.ReadEncodedValue();
        }

        return firmwareId;
    }

    private static Measurement ReadHash(AsnReader reader)
    {
        var hash = reader.ReadSequence();
        if (hash.ReadObjectIdentifier() != X509Ids.Sha384) throw new AsnContentException("Not SHA-384.");
        var value = Der.ReadOctets(hash, FirmwareIdLength);
        hash.ThrowIfNotEmpty();
        return new Measurement(value);
    }
}
