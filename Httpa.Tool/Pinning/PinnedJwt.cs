using System.Text.Json;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;

namespace Httpa.Tool.Pinning;

/// <summary>What the service said that was seen, under the keys that the user gave.</summary>
internal static class PinnedJwt
{
    /// <summary>Where an EAR repeats the evidence that was judged; its profile leaves open what stands there.</summary>
    private const string AnnotatedEvidence = "ear.veraison.annotated-evidence";

    public static JwtPolicy Of(JwtClaims claims, Pin pin) => new() { Issuers = [.. (pin.Trust.Jwt?.Issuers ?? []).Select(issuer => Of(issuer, claims, pin))] };

    private static JwtIssuer Of(JwtIssuer issuer, JwtClaims claims, Pin pin)
    {
        var open = issuer.PinnedTo(claims).Claims.Select(rule => rule with { Accepted = pin.Values(rule.Accepted.Values.Select(v => v.Value)) });
        return issuer with { ClockSkew = new JwtIssuer().ClockSkew, Claims = [.. open, .. Measured(claims, pin)] };
    }

    private static IReadOnlyList<JwtClaimRule> Measured(JwtClaims claims, Pin pin)
    {
        using var payload = JsonDocument.Parse(claims.Payload);
        var nonce = payload.RootElement.TryGetProperty("eat_nonce", out var value) ? TextOf(value) : null;
        if (claims.Profile != JwtProfile.Ear || !payload.RootElement.TryGetProperty("submods", out var submodules)) return [];
        return
        [
            .. submodules.EnumerateObject().Where(s => s.Value.ValueKind == JsonValueKind.Object && s.Value.TryGetProperty(AnnotatedEvidence, out _))
                .SelectMany(s => Leaves($"/submods/{Step(s.Name)}/{AnnotatedEvidence}", s.Value.GetProperty(AnnotatedEvidence)))
                .Where(leaf => leaf.Value.Length > 0 && leaf.Value != nonce)
                .Select(leaf => new JwtClaimRule(leaf.Path, pin.Value(leaf.Value))),
        ];
    }

    /// <summary>Every claim that holds no others. The steps * and ? of a rule mean more than one claim; a claim of such a name is left out.</summary>
    private static IEnumerable<(string Path, string Value)> Leaves(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Where(m => m.Name is not ("*" or "?")).SelectMany(m => Leaves($"{path}/{Step(m.Name)}", m.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Leaves($"{path}/{i}", item)),
        _ => [(path, TextOf(value))],
    };

    /// <summary>A claim as the rules of a policy see it: a string as it is, anything else as its JSON.</summary>
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return value.GetRawText();
        }
    }

    private static string Step(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
