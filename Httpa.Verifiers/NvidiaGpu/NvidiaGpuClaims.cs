using System.Globalization;
using System.Text;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>What the report of an NVIDIA GPU or NVLink switch says, and its certificates of the device.</summary>
/// <remarks>Names as in NVIDIA's attestation SDK.</remarks>
public sealed record NvidiaGpuClaims : IEvidenceClaims
{
    private const byte Off = 0x55;
    private const byte SingleGpuFeature = 0;
    private const byte MultiGpuFeature = 1;
    private const int PdiLength = 8;

    /// <summary>The nonce that the report was asked for with: 32 bytes.</summary>
    public required Measurement Nonce { get; init; }

    /// <summary>The measurements, 48 bytes each, by their index. It counts from 0, as NVIDIA's manifests do; the report's own blocks count from 1.</summary>
    public required IReadOnlyDictionary<int, Measurement> Measurements { get; init; }

    /// <summary>The opaque data by name; the number of the type where it has no name.</summary>
    public required IReadOnlyDictionary<string, Measurement> Opaque { get; init; }

    /// <summary>What the certificates say of the device; null when they were not given or did not hold.</summary>
    public NvidiaDeviceClaims? Device { get; init; }

    /// <summary>What NVIDIA's OCSP responses say of all certificates that were relied on.</summary>
    public NvidiaRevocation Revocation { get; init; } = NvidiaRevocation.NotChecked;

    /// <summary>The version that NVIDIA's manifest of the driver describes; null when it was not given or did not hold.</summary>
    public string? DriverRimVersion => DriverRim?.Version;

    /// <summary>The version that NVIDIA's manifest of the VBIOS describes; null when it was not given or did not hold.</summary>
    public string? VbiosRimVersion => VbiosRim?.Version;

    internal Rim? DriverRim { get; init; }

    internal Rim? VbiosRim { get; init; }

    /// <summary>The driver's version, such as <c>550.90.07</c>; null for a switch, which has none.</summary>
    public string? DriverVersion => TextOf(OpaqueField.DriverVersion);

    /// <summary>The VBIOS's version, such as <c>96.00.9F.00.01</c>; of a switch that of its firmware. Null when the report does not tell.</summary>
    public string? VbiosVersion => Find(OpaqueField.VbiosVersion) is not { } version ? null : version.Bytes.Span switch
    {
        // A number of 8 bytes: the lower half from the top down, then one more byte.
        [var d, var c, var b, var a, var e, 0, 0, 0] => string.Create(CultureInfo.InvariantCulture, $"{a:X2}.{b:X2}.{c:X2}.{d:X2}.{e:X2}"),
        _ => TextOf(OpaqueField.VbiosVersion),
    };

    /// <summary>True for an NVLink switch.</summary>
    public bool IsSwitch => Device is { } device && device.Chip.StartsWith("LS", StringComparison.Ordinal);

    /// <summary>
    /// Protected PCIe: the memory of the GPU is protected, but what goes over NVLink to other GPUs is not; null when the report does not tell. A mode that is not known counts
    /// as this one.
    /// </summary>
    public bool? IsProtectedPcie => (Find(OpaqueField.FeatureFlag), Find(OpaqueField.ProtectedPcieStatus)) switch
    {
        ({ } flag, _) => flag.Bytes.Span is not [SingleGpuFeature or MultiGpuFeature, .. var rest] || rest.ContainsAnyExcept((byte)0),
        (_, { } status) => status.Bytes.Span is not [Off],
        _ => null,
    };

    /// <summary>NVDEC0_STATUS says that the video decoder is off, so that nothing was measured at index 35.</summary>
    internal bool IsVideoDecoderOff => Find(OpaqueField.NvDec0Status) is { Bytes.Span: [Off] };

    /// <summary>The firmware's hash as the report tells it: 48 bytes; null when it does not.</summary>
    internal Measurement? FirmwareId => Find(OpaqueField.FirmwareId);

    /// <summary>The identities (PDI, 8 bytes) of the switches that a GPU is linked to, in the byte order of the switches' own reports; no link is left out.</summary>
    internal IReadOnlyList<Measurement> SwitchesOfGpu
    {
        get
        {
            var pdis = new List<Measurement>();
            if (Find(OpaqueField.SwitchPdi) is not { } list) return pdis;
            for (var rest = list.Bytes; rest.Length >= PdiLength; rest = rest[PdiLength..])
            {
                var pdi = rest[..PdiLength].ToArray();
                Array.Reverse(pdi);
                if (pdi.Any(b => b != 0)) pdis.Add(new Measurement(pdi));
            }

            return pdis;
        }
    }

    /// <summary>The identity (PDI, 8 bytes) of a switch; null when the report does not tell.</summary>
    internal Measurement? SwitchIdentity => Find(OpaqueField.SwitchPdi);

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("nonce", Nonce.ToString());
        yield return new("spdmVersion", "0x11");
        yield return new("measurementBlocks", Measurements.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in Opaque) yield return new($"opaque.{name}", TextNames.Contains(name) ? Ascii(value) : value.ToString());
        if (VbiosVersion is { } vbios) yield return new("opaque.VBIOS_VERSION_text", vbios);
        foreach (var (index, value) in Measurements.OrderBy(m => m.Key))
            yield return new($"measurements.{(index + 1).ToString(CultureInfo.InvariantCulture)}", value.ToString());
        yield return new("revocation", Revocation switch { NvidiaRevocation.Good => "good", NvidiaRevocation.OnHold => "hold", _ => "not checked" });
        if (DriverRimVersion is { } driverRim) yield return new("driverRimVersion", driverRim);
        if (VbiosRimVersion is { } vbiosRim) yield return new("vbiosRimVersion", vbiosRim);
        if (Device is null) yield break;
        foreach (var claim in Device.Describe()) yield return claim;
    }

    private static HashSet<string> TextNames { get; } = [.. Enum.GetValues<OpaqueField>().Where(OpaqueFields.IsText).Select(OpaqueFields.NameOf)];

    private Measurement? Find(OpaqueField field) => Opaque.TryGetValue(OpaqueFields.NameOf(field), out var value) ? value : null;

    private string? TextOf(OpaqueField field) => Find(field) is { } value && Ascii(value) is { Length: > 0 } text ? text : null;

    private static string Ascii(Measurement value) => System.Text.Encoding.ASCII.GetString(value.Bytes.Span.TrimEnd((byte)0));
}

/// <summary>What NVIDIA's certificates say of a device.</summary>
public sealed record NvidiaDeviceClaims
{
    /// <summary>The chip, such as <c>GH100</c> (Hopper), <c>GB100</c> (Blackwell) or <c>LS10</c> (an NVLink switch).</summary>
    public required string Chip { get; init; }

    /// <summary>The device as NVIDIA named it when it was made, such as <c>GH100 A01 GSP BROM</c>; NVIDIA's <c>hwmodel</c>.</summary>
    public required string HardwareModel { get; init; }

    /// <summary>The serial number of the certificate of the attestation key, which NVIDIA calls <c>ueid</c>: about 20 bytes. It changes with the firmware.</summary>
    public required Measurement Ueid { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo of the key that was made with the device: 32 bytes. It never changes.</summary>
    public required Measurement DeviceKey { get; init; }

    /// <summary>The hash of the firmware that the attestation key was certified for: 48 bytes.</summary>
    public required Measurement FirmwareId { get; init; }

    internal IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("chip", Chip);
        yield return new("hwModel", HardwareModel);
        yield return new("ueid", Ueid.ToString());
        yield return new("deviceKey", DeviceKey.ToString());
        yield return new("firmwareId", FirmwareId.ToString());
    }
}
