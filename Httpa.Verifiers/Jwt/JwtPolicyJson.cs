using System.Text.Json;
using System.Xml;

namespace Httpa.Verifiers.Jwt;

/// <summary>The member <c>jwt</c> of a policy file.</summary>
internal static class JwtPolicyJson
{
    private static readonly string[] JwkMembers = ["kty", "n", "e", "crv", "x", "y", "use", "key_ops", "x5c", "x5t", "x5t#S256"];

    internal static JwtPolicy Read(PolicyElement element)
    {
        var members = element.Object();
        var policy = new JwtPolicy { Issuers = members.Required("issuers").List(ReadIssuer) };
        members.End();
        return policy;
    }

    internal static void Write(Utf8JsonWriter writer, string name, JwtPolicy policy)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("issuers");
        foreach (var issuer in policy.Issuers) WriteIssuer(writer, issuer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static JwtIssuer ReadIssuer(PolicyElement element)
    {
        var members = element.Object();
        var strict = new JwtIssuer();
        var issuer = new JwtIssuer
        {
            Issuer = members.Take("issuer")?.NonBlankText(),
            Profile = members.Take("profile")?.Name<JwtProfile>(),
            Keys = members.Take("keys")?.List(ReadKey) ?? [],
            CertificateRoots = members.Take("certificateRoots")?.List(v => v.Hex(32)) ?? [],
            Audience = members.Take("audience")?.NonBlankText(),
            MaxAge = members.Take("maxAge")?.Duration() ?? strict.MaxAge,
            ClockSkew = members.Take("clockSkew")?.Duration() ?? strict.ClockSkew,
            AcceptsMissingExpiry = members.Take("acceptsMissingExpiry")?.Boolean() ?? false,
            Claims = members.Take("claims")?.List(ReadClaim) ?? [],
        };
        members.End();
        return issuer;
    }

    /// <summary>A key as the service publishes it (JWK), or by its SubjectPublicKeyInfo. What else a JWK may say of its certificate has no effect.</summary>
    private static JwtKey ReadKey(PolicyElement element)
    {
        var members = element.Object();
        var keyId = members.Take("kid")?.Text();
        var algorithm = members.Required("alg").Name<JwtAlgorithm>();
        var spki = members.Take("spki")?.Hex();
        // Beside a SubjectPublicKeyInfo they would be a second key, of which nothing came.
        foreach (var name in spki is null ? JwkMembers : []) _ = members.Take(name);
        members.End();
        var key = spki is { } der ? new JwtKey { KeyId = keyId, Algorithm = algorithm, SubjectPublicKeyInfo = der } : JwtKey.TryRead(element.Json);
        return key?.TryReadInfo() is not null ? key : throw element.Wrong("a public key that goes with its algorithm: of 2048 to 4096 bits, or on P-256, P-384 or P-521");
    }

    private static JwtClaimRule ReadClaim(PolicyElement element)
    {
        var members = element.Object();
        var rule = new JwtClaimRule(members.Required("path").NonBlankText(), members.Required("accepted").Reference(v => v.NonBlankText()));
        members.End();
        return rule;
    }

    private static void WriteIssuer(Utf8JsonWriter writer, JwtIssuer issuer)
    {
        writer.WriteStartObject();
        if (issuer.Issuer is not null) writer.WriteString("issuer", issuer.Issuer);
        if (issuer.Profile is { } profile) writer.WriteString("profile", profile.ToString());
        writer.WriteStartArray("keys");
        foreach (var key in issuer.Keys) WriteKey(writer, key);
        writer.WriteEndArray();
        writer.WriteStartArray("certificateRoots");
        foreach (var root in issuer.CertificateRoots) writer.WriteStringValue(root.ToString());
        writer.WriteEndArray();
        if (issuer.Audience is not null) writer.WriteString("audience", issuer.Audience);
        writer.WriteString("maxAge", XmlConvert.ToString(issuer.MaxAge));
        writer.WriteString("clockSkew", XmlConvert.ToString(issuer.ClockSkew));
        writer.WriteBoolean("acceptsMissingExpiry", issuer.AcceptsMissingExpiry);
        writer.WriteStartArray("claims");
        foreach (var claim in issuer.Claims) WriteClaim(writer, claim);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter writer, JwtKey key)
    {
        writer.WriteStartObject();
        if (key.KeyId is not null) writer.WriteString("kid", key.KeyId);
        writer.WriteString("alg", key.Algorithm.ToString());
        writer.WriteString("spki", key.SubjectPublicKeyInfo.ToString());
        writer.WriteEndObject();
    }

    private static void WriteClaim(Utf8JsonWriter writer, JwtClaimRule claim)
    {
        writer.WriteStartObject();
        writer.WriteString("path", claim.Path);
        writer.WriteReference("accepted", claim.Accepted);
        writer.WriteEndObject();
    }
}
