using System.Globalization;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>What the vTPM of an Azure confidential VM says of what was booted, and the hardware of the paravisor below.</summary>
public sealed record AzureVtpmClaims : IEvidenceClaims
{
    private AzureVtpmClaims()
    {
    }

    /// <summary>The version of the paravisor's report: 1 or 2.</summary>
    public uint HclVersion { get; private init; }

    /// <summary>The kind of hardware: <see cref="EvidenceType.Snp"/> or <see cref="EvidenceType.Tdx"/>.</summary>
    public EvidenceType HardwareType { get; private init; }

    /// <summary>What the hardware says of the paravisor; null when it could not be judged.</summary>
    public IEvidenceClaims? Hardware => HardwareResult?.Claims;

    /// <summary>The runtime data: the JSON text of the paravisor, in which the attestation key stands.</summary>
    public ReadOnlyMemory<byte> RuntimeData { get; private init; }

    /// <summary>extraData of the quote.</summary>
    public Measurement ExtraData { get; private init; }

    /// <summary>The indices of the quoted PCRs, ascending; all of the SHA-256 bank.</summary>
    public IReadOnlyList<int> QuotedPcrs { get; private init; } = [];

    /// <summary>SHA-256 over the values of the quoted PCRs: 32 bytes.</summary>
    public Measurement PcrDigest { get; private init; }

    /// <summary>The value of each quoted PCR, 32 bytes; null when they were not given.</summary>
    public IReadOnlyDictionary<int, Measurement>? Pcrs { get; private init; }

    /// <summary>How often the vTPM was reset; with each, the VM booted anew.</summary>
    public uint ResetCount { get; private init; }

    /// <summary>How often it was resumed since then.</summary>
    public uint RestartCount { get; private init; }

    /// <summary>The version of the vTPM.</summary>
    public ulong FirmwareVersion { get; private init; }

    /// <summary>What the hardware's verifier found.</summary>
    internal AuthenticationResult? HardwareResult { get; private init; }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("hclVersion", Text(HclVersion));
        yield return new("hwReportType", HardwareType.Token.ToUpperInvariant());
        yield return new("runtimeData", System.Text.Encoding.UTF8.GetString(RuntimeData.Span));
        yield return new("akKid", AttestationKey.KeyId);
        yield return new("tpmMagic", "ff544347");
        yield return new("tpmType", "8018");
        yield return new("extraData", ExtraData.ToString());
        yield return new("pcrSelection", string.Join(',', QuotedPcrs));
        yield return new("pcrDigest", PcrDigest.ToString());
        yield return new("resetCount", Text(ResetCount));
        yield return new("restartCount", Text(RestartCount));
        yield return new("firmwareVersion", FirmwareVersion.ToString("x16", CultureInfo.InvariantCulture));
        foreach (var (index, value) in Pcrs?.OrderBy(pcr => pcr.Key) ?? Enumerable.Empty<KeyValuePair<int, Measurement>>())
            yield return new(string.Create(CultureInfo.InvariantCulture, $"pcrs.{index}"), value.ToString());
        foreach (var (name, value) in Hardware?.Describe() ?? []) yield return new($"{HardwareType}.{name}", value);
    }

    internal static AzureVtpmClaims Of(AzureVtpmEvidence parts, AuthenticationResult? hardware, IReadOnlyDictionary<int, Measurement>? pcrs) => new()
    {
        HclVersion = parts.Report.Version,
        HardwareType = parts.Report.IsTdx ? EvidenceType.Tdx : EvidenceType.Snp,
        RuntimeData = parts.Report.RuntimeData,
        ExtraData = new(parts.Quote.ExtraData),
        QuotedPcrs = parts.Quote.Pcrs,
        PcrDigest = parts.Quote.PcrDigest,
        Pcrs = pcrs,
        ResetCount = parts.Quote.ResetCount,
        RestartCount = parts.Quote.RestartCount,
        FirmwareVersion = parts.Quote.FirmwareVersion,
        HardwareResult = hardware,
    };

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
