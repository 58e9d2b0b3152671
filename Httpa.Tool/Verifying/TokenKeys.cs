using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;

namespace Httpa.Tool.Verifying;

/// <summary>
/// The keys of <c>--keys</c>: what the user says a service signs its tokens with. Together with the name that the token gives its service they are enough to say whether the
/// service wrote it; not whether the service's word is to be taken, which only a policy says.
/// </summary>
internal static class TokenKeys
{
    /// <summary>Reads the keys for one token.</summary>
    /// <param name="file">A JWK Set, or PEM certificates of roots.</param>
    /// <param name="token">The token: what it calls its service, and its shape, are taken as they are.</param>
    /// <exception cref="BadInputException">There are no keys in the file.</exception>
    public static AttestationPolicy Read(string file, ReadOnlySpan<byte> token)
    {
        using var claims = ReadClaims(token);
        var issuer = new JwtIssuer { Issuer = Text(claims, "iss"), Profile = ShapeOf(claims), Audience = Text(claims, "aud"), ClockSkew = TimeSpan.Zero };
        var content = InputFile.Read(file);
        try
        {
            issuer = content.AsSpan().StartsWith("-----BEGIN"u8) ? issuer with { CertificateRoots = Roots(content) } : issuer with { Keys = JwtKey.ParseSet(content) };
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new BadInputException($"The keys in '{file}' cannot be used: {e.Message}");
        }

        return new AttestationPolicy { Name = "keys of --keys", Jwt = new JwtPolicy { Issuers = [issuer] } };
    }

    private static Measurement[] Roots(byte[] pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.ASCII.GetString(pem));
        return [.. certificates.Select(c => new Measurement(SHA256.HashData(c.PublicKey.ExportSubjectPublicKeyInfo())))];
    }

    private static JwtProfile? ShapeOf(JsonDocument? claims)
    {
        if (Has(claims, "x-ms-attestation-type")) return JwtProfile.MicrosoftAzureAttestation;
        if (Has(claims, "ear.verifier-id")) return JwtProfile.Ear;
        return Has(claims, "swname") ? JwtProfile.ConfidentialSpace : null;
    }

    private static bool Has(JsonDocument? claims, string name) => claims is { RootElement.ValueKind: JsonValueKind.Object } && claims.RootElement.TryGetProperty(name, out _);

    private static string? Text(JsonDocument? claims, string name)
    {
        if (!Has(claims, name)) return null;
        var value = claims!.RootElement.GetProperty(name);
        if (value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0) value = list[0];
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    /// <summary>The payload, as far as it can be read; the verifier says what is wrong with it.</summary>
    private static JsonDocument? ReadClaims(ReadOnlySpan<byte> token)
    {
        var start = token.IndexOf((byte)'.') + 1;
        var length = token[start..].IndexOf((byte)'.');
        try
        {
            return start > 0 && length > 0 ? JsonDocument.Parse(Base64Url.DecodeFromUtf8(token.Slice(start, length))) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
