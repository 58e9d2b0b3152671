using System.Text.Json;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Pki;

/// <summary>Reads the public key of a JSON Web Key (RFC 7517; its numbers RFC 7518, section 6). What else it says (kid, alg, use) is for its reader.</summary>
internal static class JsonWebKey
{
    /// <summary>Members of keys that are secret: such a key must not lie where public ones do.</summary>
    private static readonly string[] Secrets = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>Reads the key.</summary>
    /// <param name="jwk">The JSON object.</param>
    /// <returns>Null when it is no public RSA key of 2048 to 4096 bits or point of P-256, P-384 or P-521, in the only form that these have.</returns>
    public static PublicKeyInfo? TryRead(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object || Secrets.Any(name => jwk.TryGetProperty(name, out _))) return null;
        return Text(jwk, "kty") switch
        {
            "RSA" => Bytes(jwk, "n") is { } n && Bytes(jwk, "e") is { } e ? PublicKeyInfo.TryFromRsa(n, e) : null,
            "EC" => Bytes(jwk, "x") is { } x && Bytes(jwk, "y") is { } y && Curve(jwk) is { } curve ? PublicKeyInfo.TryFromPoint(curve, x, y) : null,
            _ => null,
        };
    }

    /// <summary>A member that is a string; null when it is not.</summary>
    public static string? Text(JsonElement jwk, string name)
    {
        try
        {
            return jwk.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    private static KeyKind? Curve(JsonElement jwk) => Text(jwk, "crv") switch
    {
        "P-256" => KeyKind.P256,
        "P-384" => KeyKind.P384,
        "P-521" => KeyKind.P521,
        _ => null,
    };

    private static byte[]? Bytes(JsonElement jwk, string name) => Text(jwk, name) is { } text ? StrictBase64.TryReadUrl(text) : null;
}
