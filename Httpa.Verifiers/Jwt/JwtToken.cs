using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Jwt;

/// <summary>
/// A signed token, parsed and nothing more: a JWS in compact form (RFC 7515, section 7.1) whose payload is a JWT claims set (RFC 7519). Keys that a token brings or
/// points to (<c>jwk</c>, <c>jku</c>, <c>x5u</c>) are not looked at; a chain (<c>x5c</c>) counts only up to a root that the policy names.
/// </summary>
internal sealed class JwtToken
{
    /// <summary>The longest token, in bytes: evidence that a service put into its result makes some long.</summary>
    public const int MaxLength = 256 * 1024;

    private const int MaxCertificates = 6;
    private const long MaxTime = 253_402_300_799; // the last second of the year 9999

    private static readonly string[] Types = ["JWT", "EAT+JWT", "APPLICATION/EAT+JWT"];

    private JwtToken()
    {
    }

    /// <summary>What was signed: the first two parts with the dot between them.</summary>
    public required ReadOnlyMemory<byte> Signed { get; init; }

    /// <summary>The signature.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The header's <c>alg</c>.</summary>
    public required JwtAlgorithm Algorithm { get; init; }

    /// <summary>The header's <c>kid</c>; null when it has none.</summary>
    public required string? KeyId { get; init; }

    /// <summary>The header's <c>x5c</c>, the leaf first; empty when it has none.</summary>
    public required IReadOnlyList<byte[]> Certificates { get; init; }

    /// <summary>The payload, as it was received.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The claims.</summary>
    public required JsonElement Claims { get; init; }

    /// <summary>The claim <c>iss</c>; null when there is none.</summary>
    public required string? Issuer { get; init; }

    /// <summary>The claim <c>aud</c>, which may be one name or a list.</summary>
    public required IReadOnlyList<string> Audience { get; init; }

    /// <summary>The claim <c>iat</c>; null when there is none.</summary>
    public required DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The claim <c>nbf</c>; null when there is none.</summary>
    public required DateTimeOffset? NotBefore { get; init; }

    /// <summary>The claim <c>exp</c>: the first moment at which the token is over; null when there is none.</summary>
    public required DateTimeOffset? Expiry { get; init; }

    /// <summary>Takes a token apart.</summary>
    /// <param name="bytes">The token; they must not change afterwards.</param>
    /// <param name="token">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out JwtToken? token, out Finding? finding)
    {
        token = null;
        if (bytes.Length > MaxLength) finding = Malformed($"at most {MaxLength} bytes", $"of {bytes.Length}");
        else if (bytes.Span.StartsWith("["u8)) finding = Bundle();
        else if (Split(bytes.Span) is not { } dots) finding = Malformed("three parts with dots between them (JWS compact form)", "of another form");
        else
        {
            var header = StrictBase64.TryReadUrl(bytes.Span[..dots.First]);
            var payload = StrictBase64.TryReadUrl(bytes.Span[(dots.First + 1)..dots.Second]);
            var signature = StrictBase64.TryReadUrl(bytes.Span[(dots.Second + 1)..]);
            if (header is null || payload is null || signature is null) finding = Malformed("base64url without padding in each part", "in another encoding");
            else token = Read(header, payload, signature, bytes[..dots.Second], out finding);
        }

        return token is not null;
    }

    private static JwtToken? Read(byte[] header, byte[] payload, byte[] signature, ReadOnlyMemory<byte> signed, out Finding? finding)
    {
        // The JSON reader looks at the bytes of a string only when it is asked for that string.
        using var head = Utf8.IsValid(header) ? StrictJson.TryRead(header) : null;
        using var body = Utf8.IsValid(payload) ? StrictJson.TryRead(payload) : null;
        if (head is null || body is null)
        {
            finding = Malformed("header and payload that are JSON objects in UTF-8 in which no name stands twice", "without them");
            return null;
        }

        if (ReadAlgorithm(head, out finding) is not { } algorithm) return null;
        var token = new JwtToken
        {
            Signed = signed,
            Signature = signature,
            Algorithm = algorithm,
            KeyId = StrictJson.Has(head.Root, "kid") ? head.Text(head.Root, "kid") : null,
            Certificates = ReadCertificates(head),
            Payload = payload,
            Claims = body.Root.Clone(),
            Issuer = StrictJson.Has(body.Root, "iss") ? body.Text(body.Root, "iss") : null,
            Audience = ReadAudience(body),
            IssuedAt = ReadTime(body, "iat"),
            NotBefore = ReadTime(body, "nbf"),
            Expiry = ReadTime(body, "exp"),
        };
        if (head.HasFailed) finding = Malformed("'kid' a string, 'x5c' a list of certificates", "with a header of other types");
        else if (body.HasFailed) finding = Malformed("'iss' a string, 'aud' one or a list, 'iat', 'nbf' and 'exp' whole seconds", "with claims of other types");
        return finding is null ? token : null;
    }

    private static JwtAlgorithm? ReadAlgorithm(StrictJson head, out Finding? finding)
    {
        finding = null;
        var name = head.Text(head.Root, "alg");
        var type = StrictJson.Has(head.Root, "typ") ? head.Text(head.Root, "typ") : Types[0];
        if (head.HasFailed || !Types.Contains(type.ToUpperInvariant()) || StrictJson.Has(head.Root, "cty"))
            finding = Malformed("'alg' in the header, 'typ' JWT or absent, no 'cty' (another token inside)", "with another header");
        else if (string.Equals(name, "none", StringComparison.OrdinalIgnoreCase))
            finding = new(AppraisalReason.JwtUnsigned, FindingKind.NotGenuine, "token", "signed", "without a signature (alg none)", "Anybody can write such a token. Have the service send a signed one.");
        else if (StrictJson.Has(head.Root, "crit"))
            finding = new(AppraisalReason.JwtCriticalHeader, FindingKind.NotGenuine, "token", "without critical header parameters", "with 'crit'",
                "None is understood, and RFC 7515 forbids to overlook them.");
        else if (JwtAlgorithms.Find(name) is { } algorithm) return algorithm;
        else
            finding = new(AppraisalReason.JwtAlgorithmRefused, FindingKind.NotGenuine, "token", $"signed by one of {string.Join(", ", Enum.GetNames<JwtAlgorithm>())}", $"of the algorithm '{name}'",
                "HMAC would make everybody who verifies able to forge. Have the service sign with its private key.");
        return null;
    }

    private static List<byte[]> ReadCertificates(StrictJson head)
    {
        var certificates = new List<byte[]>();
        if (!StrictJson.Has(head.Root, "x5c")) return certificates;
        foreach (var element in head.Array(head.Root, "x5c", MaxCertificates))
        {
            if (StrictBase64.TryRead(head.TextOf(element)) is { } der) certificates.Add(der);
            else head.Fail();
        }

        return certificates;
    }

    private static IReadOnlyList<string> ReadAudience(StrictJson body)
    {
        if (!body.Root.TryGetProperty("aud", out var audience)) return [];
        if (audience.ValueKind == JsonValueKind.String) return [body.TextOf(audience)];
        return [.. body.Array(body.Root, "aud", maximum: 16).Select(body.TextOf)];
    }

    private static DateTimeOffset? ReadTime(StrictJson body, string name) =>
        StrictJson.Has(body.Root, name) ? DateTimeOffset.FromUnixTimeSeconds(body.Number(body.Root, name, MaxTime)) : null;

    private static (int First, int Second)? Split(ReadOnlySpan<byte> bytes)
    {
        var first = bytes.IndexOf((byte)'.');
        if (first < 0) return null;
        var second = bytes[(first + 1)..].IndexOf((byte)'.');
        return second < 0 ? null : (first, first + 1 + second);
    }

    private static Finding Bundle() => new(
        AppraisalReason.JwtDetachedClaims, FindingKind.NotGenuine, "token", "one token that says everything itself", "a detached EAT bundle",
        "Have the service issue its result as one token; bundles (RFC 9711, section 5) are not read.");

    private static Finding Malformed(string expected, string actual) =>
        new(AppraisalReason.JwtMalformed, FindingKind.NotGenuine, "token", expected, actual, "Send the token untouched, in the form that the service issued it.");
}
