using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using Httpa.Verifiers;

namespace Httpa.Tool;

/// <summary>
/// Evidence of an Azure vTPM as the agents of Confidential Containers write it: a JSON object with <c>hcl_report</c> (base64url), <c>tpm_quote</c> (message, signature and PCRs,
/// hexadecimal) and on TDX <c>td_quote</c> (base64url).
/// </summary>
internal static class AzureVtpmJson
{
    /// <summary>Puts the parts into the form that they have on the wire.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <returns>Null when the file is no such object.</returns>
    public static EvidenceFile? TryRead(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var json = JsonDocument.Parse(file);
            var (report, quote) = (json.RootElement.GetProperty("hcl_report"), json.RootElement.GetProperty("tpm_quote"));
            var value = Join(Base64(report), Hex(quote.GetProperty("message")), Hex(quote.GetProperty("signature")));
            var documents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
            if (quote.TryGetProperty("pcrs", out var pcrs)) documents["pcrs"] = pcrs.EnumerateArray().SelectMany(Hex).ToArray();
            if (json.RootElement.TryGetProperty("td_quote", out var tdQuote)) documents["td_quote"] = Base64(tdQuote);
            return new EvidenceFile(new Evidence(EvidenceType.AzureVtpm, value), documents);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Another kind of file.
            return null;
        }
    }

    /// <summary>Base64url with padding, in some versions base64.</summary>
    private static byte[] Base64(JsonElement text) => Base64Url.DecodeFromChars((text.GetString() ?? "").Replace('+', '-').Replace('/', '_'));

    private static byte[] Hex(JsonElement text) => Convert.FromHexString(text.GetString() ?? "");

    private static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        using var joined = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(uint)];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
            joined.Write(length);
            joined.Write(part);
        }

        return joined.ToArray();
    }
}
