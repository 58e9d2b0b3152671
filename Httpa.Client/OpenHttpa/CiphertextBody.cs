using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Httpa.Client.OpenHttpa;

/// <summary>The body of a trusted message that is not streamed: <c>{"ciphertext":"hex"}</c>.</summary>
internal static class CiphertextBody
{
    private const string Member = "ciphertext";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    public static byte[] Write(ReadOnlySpan<byte> ciphertext) => Encoding.ASCII.GetBytes($"{{\"{Member}\":\"{Convert.ToHexStringLower(ciphertext)}\"}}");

    /// <summary>Reads the one member; others are passed over, and hexadecimal of either case is taken, as the reference does.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out byte[]? ciphertext)
    {
        ciphertext = null;
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(Member, out var member)
                || member.ValueKind != JsonValueKind.String)
                return false;
            ciphertext = Convert.FromHexString(member.GetString()!);
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // Not JSON, not hexadecimal, or not UTF-8.
            return false;
        }
    }
}
