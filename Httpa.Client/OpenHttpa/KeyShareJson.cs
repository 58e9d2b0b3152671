using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Httpa.Client.Crypto;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// Key shares as they stand inside their fields: compact JSON in which byte strings are arrays of numbers. Members that are not known are passed over, since the
/// reference does so; a known one must be there once, with exactly its length.
/// </summary>
internal static class KeyShareJson
{
    private const string X25519 = "ecdhe_public";
    private const string MLKemKey = "mlkem_public";
    private const string Ciphertext = "mlkem_ciphertext";
    private const string SignatureAlgorithm = "signature_alg";
    private const string OnlyAlgorithm = "ml-dsa-65";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The client's share. It always names the signature algorithm that it understands, as the reference's does.</summary>
    public static byte[] Write(ClientKeyShare share) => Write((X25519, share.X25519), (MLKemKey, share.MLKemKey), (SignatureAlgorithm, default));

    /// <summary>The service's share; it names the signature algorithm when the service signs.</summary>
    public static byte[] Write(ServerKeyShare share, bool signs) => signs
        ? Write((X25519, share.X25519), (MLKemKey, share.MLKemKey), (Ciphertext, share.Ciphertext), (SignatureAlgorithm, default))
        : Write((X25519, share.X25519), (MLKemKey, share.MLKemKey), (Ciphertext, share.Ciphertext));

    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ClientKeyShare? share)
    {
        share = null;
        using var document = TryRead(json);
        if (document is null || Bytes(document, X25519, X25519Key.Length) is not { } x25519 || Bytes(document, MLKemKey, MLKem768.PublicKeyLength) is not { } mlKem) return false;
        share = new ClientKeyShare(x25519, mlKem);
        return true;
    }

    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ServerKeyShare? share)
    {
        share = null;
        using var document = TryRead(json);
        if (document is null || Bytes(document, X25519, X25519Key.Length) is not { } x25519 || Bytes(document, MLKemKey, MLKem768.PublicKeyLength) is not { } mlKem
            || Bytes(document, Ciphertext, MLKem768.CiphertextLength) is not { } ciphertext)
            return false;
        share = new ServerKeyShare(x25519, mlKem, ciphertext);
        return true;
    }

    private static byte[] Write(params ReadOnlySpan<(string Name, ReadOnlyMemory<byte> Bytes)> members)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var (name, bytes) in members)
            {
                if (bytes.IsEmpty)
                {
                    json.WriteString(name, OnlyAlgorithm);
                    continue;
                }

                json.WriteStartArray(name);
                foreach (var b in bytes.Span) json.WriteNumberValue(b);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return text.ToArray();
    }

    /// <summary>Null for what is no object, or names another signature algorithm than the one there is.</summary>
    private static JsonDocument? TryRead(ReadOnlyMemory<byte> json)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && (!document.RootElement.TryGetProperty(SignatureAlgorithm, out var algorithm) || algorithm.ValueKind == JsonValueKind.Null
                    || (algorithm.ValueKind == JsonValueKind.String && algorithm.ValueEquals(OnlyAlgorithm))))
                return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not UTF-8.
        }

        document?.Dispose();
        return null;
    }

    private static byte[]? Bytes(JsonDocument document, string name, int length)
    {
        if (!document.RootElement.TryGetProperty(name, out var array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() != length) return null;
        var bytes = new byte[length];
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetByte(out bytes[i++])) return null;
        }

        return bytes;
    }
}
