using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Protocol;

/// <summary>The Attest-* fields of sealed requests and responses (HTTPA/1, section 4).</summary>
internal static class SealedFields
{
    public const string MediaType = "application/httpa-sealed";

    private static readonly string[] Names = [FieldName.SessionId, FieldName.Sequence, FieldName.Seal, FieldName.Error];

    /// <summary>Attest-Session-ID, Attest-Sequence and Attest-Seal; Attest-Error in answers that are not sealed.</summary>
    public static ReadOnlySpan<string> FieldNames => Names;

    /// <summary>A byte sequence: <c>:base64:</c>.</summary>
    public static string FormatBytes(ReadOnlySpan<byte> value) => StructuredFields.FormatBytes(value);

    public static bool TryParseBytes([NotNullWhen(true)] string? value, int minLength, int maxLength, [NotNullWhen(true)] out byte[]? bytes) =>
        StructuredFields.TryParseBytes(value, minLength, maxLength, out bytes);

    public static string FormatSequence(ulong sequence) => StructuredFields.FormatInteger(sequence);

    /// <summary>An integer from 0 to 2^48 - 1.</summary>
    public static bool TryParseSequence([NotNullWhen(true)] string? value, out ulong sequence)
    {
        var valid = StructuredFields.TryParseInteger(value, out var number) && (ulong)number <= RecordSealer.MaxSequence;
        sequence = valid ? (ulong)number : 0;
        return valid;
    }
}
