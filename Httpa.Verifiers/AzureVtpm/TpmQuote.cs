using System.Buffers.Binary;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>
/// What a TPM signs when it quotes (TPM 2.0 Library, part 2: TPMS_ATTEST, section 10.12.12; TPMS_QUOTE_INFO, 10.12.4). Numbers are big-endian. The selection names one bank,
/// SHA-256.
/// </summary>
internal sealed class TpmQuote
{
    /// <summary>The number of PCRs of a PC's TPM.</summary>
    public const int PcrCount = 24;

    /// <summary>The length of a PCR of the SHA-256 bank, and of the digest, in bytes.</summary>
    public const int DigestLength = 32;

    private const uint Magic = 0xff544347; // TPM_GENERATED_VALUE: the TPM refuses to sign foreign data that begins so
    private const ushort AttestQuote = 0x8018; // TPM_ST_ATTEST_QUOTE
    private const ushort Sha256 = 0x000b; // TPM_ALG_SHA256
    private const int MaxNameLength = 68;
    private const int MaxDataLength = 66;

    private TpmQuote()
    {
    }

    /// <summary>extraData: what the caller of TPM2_Quote had it carry; HTTPA's binding of 64 bytes.</summary>
    public required ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>The indices of the quoted PCRs, ascending.</summary>
    public required IReadOnlyList<int> Pcrs { get; init; }

    /// <summary>pcrDigest: SHA-256 over the values of these PCRs, one after the other.</summary>
    public required Measurement PcrDigest { get; init; }

    /// <summary>resetCount: how often the TPM was reset; with each, the VM booted anew.</summary>
    public required uint ResetCount { get; init; }

    /// <summary>restartCount: how often it was resumed since then.</summary>
    public required uint RestartCount { get; init; }

    /// <summary>firmwareVersion of the vTPM.</summary>
    public required ulong FirmwareVersion { get; init; }

    /// <summary>Takes a quote apart.</summary>
    /// <param name="bytes">The quote.</param>
    /// <param name="quote">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TpmQuote? quote, out Finding? finding)
    {
        quote = null;
        var reader = new SpanReader(bytes);
        var magic = ReadUInt32(ref reader); // magic
        var type = ReadUInt16(ref reader); // type
        ReadSized(ref reader, MaxNameLength); // qualifiedSigner
        var extraData = ReadSized(ref reader, MaxDataLength); // extraData
        reader.Read(8); // clockInfo.clock
        var resets = ReadUInt32(ref reader); // clockInfo.resetCount
        var restarts = ReadUInt32(ref reader); // clockInfo.restartCount
        var safe = reader.ReadByte(); // clockInfo.safe
        var firmware = reader.Read(8); // firmwareVersion
        var banks = ReadUInt32(ref reader); // pcrSelect.count
        var bank = ReadUInt16(ref reader); // pcrSelect[0].hash
        var selectLength = reader.ReadByte(); // pcrSelect[0].sizeofSelect
        var select = reader.Read(PcrCount / 8); // pcrSelect[0].pcrSelect
        var digest = ReadSized(ref reader, DigestLength); // pcrDigest

        var isQuote = reader.IsComplete && magic == Magic && type == AttestQuote && safe <= 1;
        finding = !isQuote ? Malformed("a quote (magic 0xff544347, type 0x8018) that ends with its PCR digest")
            : banks != 1 || bank != Sha256 || selectLength != PcrCount / 8 || digest.Length != DigestLength ? Malformed("over 24 PCRs of the SHA-256 bank alone")
            : null;
        if (finding is not null) return false;
        quote = new TpmQuote
        {
            ExtraData = extraData.ToArray(),
            Pcrs = Selected(select),
            PcrDigest = new(digest.ToArray()),
            ResetCount = resets,
            RestartCount = restarts,
            FirmwareVersion = BinaryPrimitives.ReadUInt64BigEndian(firmware),
        };
        return true;
    }

    /// <summary>Bit n of byte m is PCR 8 m + n.</summary>
    private static int[] Selected(ReadOnlySpan<byte> select)
    {
        var selected = new List<int>(PcrCount);
        for (var i = 0; i < PcrCount; i++)
            if ((select[i / 8] & (1 << (i % 8))) != 0) selected.Add(i);
        return [.. selected];
    }

    /// <summary>A TPM2B: a length of two bytes, then as many bytes.</summary>
    private static ReadOnlySpan<byte> ReadSized(ref SpanReader reader, int maximum)
    {
        var length = ReadUInt16(ref reader);
        return reader.Read(length <= maximum ? length : uint.MaxValue);
    }

    private static ushort ReadUInt16(ref SpanReader reader) => reader.Read(2) is { Length: 2 } taken ? BinaryPrimitives.ReadUInt16BigEndian(taken) : (ushort)0;

    private static uint ReadUInt32(ref SpanReader reader) => reader.Read(4) is { Length: 4 } taken ? BinaryPrimitives.ReadUInt32BigEndian(taken) : 0;

    private static Finding Malformed(string expected) => new(
        AppraisalReason.AzureVtpmQuoteMalformed, FindingKind.NotGenuine, "TPM quote", expected, "in another form", "Have the service quote with the vTPM's attestation key, SHA-256 bank.");
}
