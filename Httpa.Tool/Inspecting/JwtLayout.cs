using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Httpa.Tool.Inspecting;

/// <summary>A service's token (JWS in compact form): the parameters of its header, then its claims, as far as they can be read.</summary>
internal static class JwtLayout
{
    /// <summary>Every parameter and claim.</summary>
    public static IEnumerable<EvidenceField> Fields(ReadOnlyMemory<byte> token)
    {
        var parts = Split(token);
        foreach (var (title, part) in new[] { ("header", parts[0]), ("claim", parts[1]) })
        {
            using var json = Read(part);
            if (json is null)
            {
                yield return new EvidenceField(title, "cannot be read: no JSON object in base64url");
                continue;
            }

            foreach (var member in json.RootElement.EnumerateObject()) yield return new EvidenceField($"{title} {member.Name}", member.Value.GetRawText());
        }

        yield return new EvidenceField("signature", parts[2].Length == 0 ? "none" : $"{parts[2].Length} characters");
    }

    /// <summary>The certificates of the header (<c>x5c</c>) as PEM text.</summary>
    public static ReadOnlyMemory<byte> Certificates(ReadOnlyMemory<byte> token)
    {
        using var header = Read(Split(token)[0]);
        if (header is null || !header.RootElement.TryGetProperty("x5c", out var chain) || chain.ValueKind != JsonValueKind.Array) return default;
        var pem = new StringBuilder();
        foreach (var certificate in chain.EnumerateArray())
            if (certificate.ValueKind == JsonValueKind.String && certificate.TryGetBytesFromBase64(out var der)) pem.Append(PemEncoding.WriteString("CERTIFICATE", der)).Append('\n');
        return Encoding.ASCII.GetBytes(pem.ToString());
    }

    private static string[] Split(ReadOnlyMemory<byte> token)
    {
        var parts = Encoding.ASCII.GetString(token.Span).TrimEnd('\r', '\n').Split('.', 3);
        return [.. parts, .. Enumerable.Repeat("", 3 - parts.Length)];
    }

    private static JsonDocument? Read(string part)
    {
        try
        {
            var json = JsonDocument.Parse(Base64Url.DecodeFromChars(part));
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
            json.Dispose();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Shown as unreadable.
        }

        return null;
    }
}
