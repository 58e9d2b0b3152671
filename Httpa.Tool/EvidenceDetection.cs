using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Httpa.Verifiers;

namespace Httpa.Tool;

/// <summary>Tells the type of evidence from how it begins. A guess for convenience: the verifier of that type finds out whether it is right.</summary>
internal static class EvidenceDetection
{
    private const uint TeeTypeOfTdx = 0x81;

    /// <summary>The types, the most telling beginnings first.</summary>
    private static readonly (EvidenceType Type, Recognise Recognise)[] Types =
    [
        (EvidenceType.Tdx, evidence => IsDcapQuote(evidence, TeeTypeOfTdx)),
        (EvidenceType.Snp, IsSnpReport),
        (EvidenceType.NvidiaGpu, evidence => evidence.StartsWith((ReadOnlySpan<byte>)[0x11, 0xe0, 0x01, 0xff])), // SPDM 1.1, GET_MEASUREMENTS: all, signed
        (EvidenceType.Sgx, evidence => IsDcapQuote(evidence, 0)),
        (EvidenceType.Nitro, IsNitroDocument),
        (EvidenceType.AzureVtpm, evidence => evidence.Length > 8 && evidence[4..].StartsWith("HCLA"u8)),
        (EvidenceType.Jwt, evidence => evidence.StartsWith("eyJ"u8)), // base64url of {"
        (EvidenceType.Cca, evidence => evidence is [0xd9, 0x01, 0x8f, ..] or [0xd9, 0x03, 0x8b, ..]), // tag 399 or 907
        (EvidenceType.Psa, IsTaggedCose),
    ];

    private delegate bool Recognise(ReadOnlySpan<byte> evidence);

    /// <summary>The tokens of all types that are recognised, for messages.</summary>
    public static string KnownTypes => string.Join(", ", Types.Select(t => t.Type.Token).Order(StringComparer.Ordinal));

    /// <summary>Looks at the beginning of evidence.</summary>
    /// <param name="evidence">The bytes.</param>
    /// <param name="type">The type, when the result is true.</param>
    public static bool TryDetect(ReadOnlySpan<byte> evidence, [NotNullWhen(true)] out EvidenceType? type)
    {
        foreach (var known in Types)
        {
            if (!known.Recognise(evidence)) continue;
            type = known.Type;
            return true;
        }

        type = null;
        return false;
    }

    /// <summary>The type that was named, or else the one that the evidence begins like.</summary>
    /// <param name="token">What the user named; null when nothing.</param>
    /// <param name="evidence">The bytes.</param>
    /// <exception cref="BadInputException">What was named is no type.</exception>
    /// <exception cref="UnsupportedEvidenceException">No type was named and none is recognised.</exception>
    public static EvidenceType TypeOf(string? token, ReadOnlySpan<byte> evidence)
    {
        if (token is not null)
            return EvidenceType.TryParse(token, out var named) ? named : throw new BadInputException($"'{token}' is no type of evidence. Types are written like tdx; known are {KnownTypes}.");
        return TryDetect(evidence, out var detected) ? detected.Value
            : throw new UnsupportedEvidenceException($"The evidence does not begin like any known type ({KnownTypes}). Name its type with --type.");
    }

    /// <summary>A COSE_Sign1 or COSE_Mac0 with its tag. Other evidence begins so too: ask for it first.</summary>
    private static bool IsTaggedCose(ReadOnlySpan<byte> evidence) => evidence is [0xd1 or 0xd2, 0x84, ..];

    /// <summary>A DCAP quote: version, and the kind of TEE in the same place since version 4 (version 3 knows SGX alone and has zeros there).</summary>
    private static bool IsDcapQuote(ReadOnlySpan<byte> evidence, uint tee) =>
        evidence.Length >= 8
        && BinaryPrimitives.ReadUInt16LittleEndian(evidence) is var version and >= 3 and <= 5
        && (version > 3 || tee == 0)
        && BinaryPrimitives.ReadUInt32LittleEndian(evidence[4..]) == tee;

    /// <summary>An SNP report, cut or not: a version of at most one byte, and the one signature algorithm that there is, in their 4 bytes each.</summary>
    private static bool IsSnpReport(ReadOnlySpan<byte> evidence) =>
        evidence.Length >= 0x38
        && BinaryPrimitives.ReadUInt32LittleEndian(evidence) is >= 1 and <= byte.MaxValue
        && BinaryPrimitives.ReadUInt32LittleEndian(evidence[0x34..]) == 1;

    /// <summary>A Nitro document: a COSE_Sign1 message, tagged or not, signed by ES384, of a map whose first member is the module id.</summary>
    private static bool IsNitroDocument(ReadOnlySpan<byte> evidence)
    {
        const byte tag = 0xd2;
        if (evidence is [tag, ..]) evidence = evidence[1..];
        ReadOnlySpan<byte> beginning = [0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0];
        return evidence.StartsWith(beginning) && evidence[..Math.Min(evidence.Length, 32)].IndexOf("module_id"u8) > 0;
    }
}
