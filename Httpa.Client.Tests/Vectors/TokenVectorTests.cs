using System.Text.Json;
using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Genuine tokens of services with the keys that somebody else pinned, and what must be found of each.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class TokenVectorTests
{
    /// <summary>How the reasons of the cases are called here, where the token itself is wrong.</summary>
    private static readonly Dictionary<string, AppraisalReason> OfTheToken = new(StringComparer.Ordinal)
    {
        ["alg-none"] = AppraisalReason.JwtUnsigned,
        ["alg-not-allowed"] = AppraisalReason.JwtAlgorithmRefused,
        ["kid-missing"] = AppraisalReason.JwtKeyIdMissing,
        ["unknown-kid"] = AppraisalReason.JwtKeyUnknown,
        ["unknown-issuer"] = AppraisalReason.JwtIssuerUnknown,
        ["untrusted-root"] = AppraisalReason.JwtUntrustedRoot,
        ["signature-invalid"] = AppraisalReason.JwtSignatureInvalid,
        ["token-expired"] = AppraisalReason.JwtExpired,
        ["token-not-yet-valid"] = AppraisalReason.JwtNotYetValid,
    };

    /// <summary>The same, where a policy refuses.</summary>
    private static readonly Dictionary<string, AppraisalReason> OfThePolicy = new(StringComparer.Ordinal)
    {
        ["no-exp"] = AppraisalReason.JwtExpiryAbsent,
        ["debug"] = AppraisalReason.JwtDebugEnabled,
    };

    private static IEnumerable<VectorCase> Cases => VectorCase.All("token");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "token")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        var result = Authenticate(vector);
        Assert.That(vector.Reasons.Where(r => !OfTheToken.ContainsKey(r) && !OfThePolicy.ContainsKey(r)), Is.Empty, "reasons that this test does not know");
        Assert.That(result.Findings.Select(f => f.Reason), Is.EquivalentTo(vector.Reasons.Where(OfTheToken.ContainsKey).Select(r => OfTheToken[r])));
        Assert.That(result.Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.NotGenuine));
        Assert.That(result.IsGenuine, Is.EqualTo(vector.Verdict != "reject"));
        if (result.Claims is not JwtClaims claims) return;

        Assert.That(Wrong(claims, vector.Expected["claims"]!.AsObject()), Is.Empty);
        Assert.That(Wrong(claims, vector.Expected["header"]!.AsObject(), "alg", "kid"), Is.Empty);
        if (result.IsGenuine)
            Assert.That(Refused(claims, Strict(vector, claims), vector.Time), Is.EquivalentTo(vector.Reasons.Where(OfThePolicy.ContainsKey).Select(r => OfThePolicy[r])));
    }

    [TestCaseSource(nameof(Cases))]
    public void Accepts_under_a_policy_that_allows_just_what_the_case_has(VectorCase vector)
    {
        var result = Authenticate(vector);
        if (vector.Verdict == "reject") Assert.That(result.IsGenuine, Is.False);
        else Assert.That(Refused((JwtClaims)result.Claims!, Strict(vector, (JwtClaims)result.Claims!) with { AcceptsMissingExpiry = true }, vector.Time), Is.Empty);
    }

    [TestCaseSource(nameof(Cases))]
    public void Refuses_without_keys(VectorCase vector) =>
        Assert.That(new JwtVerifier().Authenticate(vector.Endorsed(EvidenceType.Jwt), null, vector.Time).IsGenuine, Is.False);

    private static AuthenticationResult Authenticate(VectorCase vector) =>
        new JwtVerifier().Authenticate(vector.Endorsed(EvidenceType.Jwt), new AttestationPolicy { Jwt = new JwtPolicy { Issuers = [Service(vector)] } }, vector.Time);

    /// <summary>The service as somebody would configure it who knows it: by the name that the case expects, with the keys beside the case.</summary>
    private static JwtIssuer Service(VectorCase vector)
    {
        var claims = vector.Expected["claims"]!.AsObject();
        var keys = Path.Combine(vector.Folder, "jwks.json");
        return new JwtIssuer
        {
            Issuer = claims["iss"]?.GetValue<string>(),
            Profile = claims.ContainsKey("x-ms-attestation-type") ? JwtProfile.MicrosoftAzureAttestation : claims.ContainsKey("swname") ? JwtProfile.ConfidentialSpace : JwtProfile.Ear,
            Keys = File.Exists(keys) ? JwtKey.ParseSet(File.ReadAllBytes(keys)) : [],
            Audience = claims["aud"]?.GetValue<string>(),
            ClockSkew = TimeSpan.Zero,
        };
    }

    private static JwtIssuer Strict(VectorCase vector, JwtClaims claims) => Service(vector).PinnedTo(claims);

    private static List<AppraisalReason> Refused(JwtClaims claims, JwtIssuer service, DateTimeOffset time)
    {
        var findings = new List<Finding>();
        JwtAppraisal.Appraise(claims, new JwtPolicy { Issuers = [service] }, time, findings);
        return [.. findings.Select(f => f.Reason)];
    }

    /// <summary>The names of claims that differ from those of the case.</summary>
    private static IEnumerable<string> Wrong(JwtClaims claims, JsonObject expected, params string[] names)
    {
        var actual = claims.Describe().ToDictionary(StringComparer.Ordinal);
        return from claim in expected
               where claim.Value is not null && (names.Length == 0 || names.Contains(claim.Key)) && !IsSame(actual.GetValueOrDefault(claim.Key), claim.Value)
               select $"{claim.Key}: {actual.GetValueOrDefault(claim.Key)} instead of {claim.Value.ToJsonString()}";
    }

    private static bool IsSame(string? actual, JsonNode expected) =>
        actual is not null && (expected.GetValueKind() == JsonValueKind.String ? actual == expected.GetValue<string>() : JsonNode.DeepEquals(JsonNode.Parse(actual), expected));
}
