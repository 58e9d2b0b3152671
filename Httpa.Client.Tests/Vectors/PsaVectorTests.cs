using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Psa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Published PSA tokens with the keys that made them (or did not), and what must be found of each.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PsaVectorTests
{
    /// <summary>Tokens carry no time, and the keys of the cases no limit.</summary>
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How the reasons of the cases are called here, where the token itself is wrong.</summary>
    private static readonly Dictionary<string, AppraisalReason> OfTheToken = new(StringComparer.Ordinal)
    {
        ["signature-invalid"] = AppraisalReason.ArmSignatureInvalid,
        ["malformed-cose"] = AppraisalReason.ArmTokenMalformed,
        // The token of this case does not protect its algorithm, so that its claims are never looked at; without that fault it would be psa.software-not-measured.
        ["software-components-missing"] = AppraisalReason.ArmTokenMalformed,
    };

    /// <summary>The same, where a policy refuses.</summary>
    private static readonly Dictionary<string, AppraisalReason> OfThePolicy = new(StringComparer.Ordinal) { ["unknown-profile"] = AppraisalReason.PsaProfileRefused };

    private static IEnumerable<VectorCase> Cases => VectorCase.All("arm-psa");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "arm-psa")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        var result = Authenticate(vector, Policy(vector));
        Assert.That(vector.Reasons.Where(r => !OfTheToken.ContainsKey(r) && !OfThePolicy.ContainsKey(r)), Is.Empty, "reasons that this test does not know");
        Assert.That(result.Findings.Select(f => f.Reason), Is.EquivalentTo(vector.Reasons.Where(OfTheToken.ContainsKey).Select(r => OfTheToken[r])));
        Assert.That(result.Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.NotGenuine));
        Assert.That(result.IsGenuine, Is.EqualTo(vector.Verdict != "reject"));
        Assert.That(Wrong(result.Claims, vector), Is.Empty);
        if (result.IsGenuine)
            Assert.That(Refused(vector, Strict((PsaClaims)result.Claims!)), Is.EquivalentTo(vector.Reasons.Where(OfThePolicy.ContainsKey).Select(r => OfThePolicy[r])));
    }

    [TestCaseSource(nameof(Cases))]
    public void Accepts_under_a_policy_that_names_just_what_the_case_has(VectorCase vector)
    {
        var result = Authenticate(vector, Policy(vector));
        if (vector.Verdict == "reject") Assert.That(result.IsGenuine, Is.False);
        else Assert.That(Refused(vector, Strict((PsaClaims)result.Claims!) with { Profile = ReferenceValue.AnyOf<string>(((PsaClaims)result.Claims!).Profile) }), Is.Empty);
    }

    [TestCaseSource(nameof(Cases))]
    public void Proves_nothing_without_a_key(VectorCase vector)
    {
        var result = Authenticate(vector, null);
        Assert.That(result.IsGenuine, Is.False);
        if (result.Claims is not null) Assert.That(result.Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.ArmKeyUnknown, FindingKind.NotProven) }));
    }

    [Test]
    public void Never_takes_a_secret_as_a_public_key_or_the_reverse()
    {
        var signed = VectorCase.Read("arm-psa", "rfc9783-sign1");
        var authenticated = VectorCase.Read("arm-psa", "rfc9783-mac0");
        var policy = new PsaPolicy
        {
            Keys = [.. Policy(signed).Keys, .. Policy(signed).Keys.Select(k => k with { InstanceId = ClaimsOf(authenticated).InstanceId })],
            DangerousSymmetricKeys = [.. Policy(signed).Keys.Select(k => new PsaSymmetricKey { InstanceId = k.InstanceId, Secret = k.PublicKey })],
        };
        Assert.That(Authenticate(signed, policy).IsGenuine, Is.True);
        Assert.That(Authenticate(signed, policy with { Keys = [] }).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmKeyUnknown));
        Assert.That(Authenticate(authenticated, policy).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmKeyUnknown));
    }

    private static AuthenticationResult Authenticate(VectorCase vector, PsaPolicy? policy) => new PsaVerifier().Authenticate(
        vector.Endorsed(EvidenceType.Psa), policy is null ? null : new AttestationPolicy { Psa = policy }, Time);

    /// <summary>A policy that names the key in the folder for the device of the token.</summary>
    private static PsaPolicy Policy(VectorCase vector)
    {
        if (Authenticate(vector, null).Claims is not PsaClaims claims) return new PsaPolicy();
        var jwk = Path.Combine(vector.Folder, "iak_public.jwk");
        return File.Exists(jwk)
            ? new PsaPolicy { Keys = [new() { InstanceId = claims.InstanceId, ImplementationId = claims.ImplementationId, PublicKey = ArmAttestationKey.ReadPublicKey(File.ReadAllBytes(jwk)) }] }
            : new PsaPolicy
            {
                DangerousSymmetricKeys = [new() { InstanceId = claims.InstanceId, Secret = Measurement.Parse(File.ReadAllText(Path.Combine(vector.Folder, "iak_hmac_key.hex")).Trim()) }],
            };
    }

    private static PsaClaims ClaimsOf(VectorCase vector) => (PsaClaims)Authenticate(vector, null).Claims!;

    private static PsaPolicy Strict(PsaClaims claims) => new()
    {
        ClientId = ReferenceValue.AnyOf<int>(claims.ClientId),
        ImplementationId = ReferenceValue.AnyOf(claims.ImplementationId),
        SoftwareComponents = SoftwareComponentsPolicy.Of([.. claims.SoftwareComponents.Select(c => new SoftwareComponentRule
        {
            MeasurementType = c.MeasurementType, MeasurementValue = ReferenceValue.AnyOf(c.MeasurementValue), SignerId = ReferenceValue.AnyOf(c.SignerId),
            Version = c.Version is { } version ? ReferenceValue.AnyOf<string>(version) : null,
        })]),
    };

    private static List<AppraisalReason> Refused(VectorCase vector, PsaPolicy policy)
    {
        var findings = new List<Finding>();
        new PsaVerifier().Appraise(Authenticate(vector, Policy(vector)), new AttestationPolicy { Psa = policy }, Time, findings);
        return [.. findings.Select(f => f.Reason)];
    }

    /// <summary>The names of claims that differ from those of the case, which has the number of each before its name and remarks behind it.</summary>
    private static IEnumerable<string> Wrong(IEvidenceClaims? claims, VectorCase vector)
    {
        if (claims is null) return [];
        var actual = claims.Describe().ToDictionary(StringComparer.Ordinal);
        return from claim in vector.Expected["claims"]!.AsObject()
               from expected in Texts(Regex.Match(claim.Key, @"^-?\d+ (\w+)").Groups[1].Value, claim.Value!)
               where actual.GetValueOrDefault(expected.Key) != expected.Value
               select $"{expected.Key}: {actual.GetValueOrDefault(expected.Key)} instead of {expected.Value}";
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(string name, JsonNode value)
    {
        string[] members = ["", "measurementType", "measurementValue", "", "version", "signerId", "measurementDescription"];
        name = name switch { "challenge" => "nonce", "profileDefinition" => "profile", _ => name };
        if (value is not JsonArray components) return [new(name, value is JsonValue v && v.TryGetValue<long>(out var number) ? number.ToString(CultureInfo.InvariantCulture) : value.GetValue<string>())];
        return from i in Enumerable.Range(0, components.Count)
               from member in components[i]!.AsObject()
               select KeyValuePair.Create($"{name}[{i}].{members[int.Parse(member.Key, CultureInfo.InvariantCulture)]}", member.Value!.GetValue<string>());
    }
}
