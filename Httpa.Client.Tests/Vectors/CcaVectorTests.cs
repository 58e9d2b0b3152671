using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cca;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Published CCA tokens with the keys of their platforms (or others), and what must be found of each.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CcaVectorTests
{
    /// <summary>Tokens carry no time, and the keys of the cases no limit.</summary>
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How the reasons of the cases are called here.</summary>
    private static readonly Dictionary<string, AppraisalReason> Reasons = new(StringComparer.Ordinal) { ["platform-signature-invalid"] = AppraisalReason.ArmSignatureInvalid };

    private static IEnumerable<VectorCase> Cases => VectorCase.All("arm-cca");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "arm-cca")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        var result = Authenticate(vector, Keys(vector));
        Assert.That(vector.Reasons.Where(r => !Reasons.ContainsKey(r)), Is.Empty, "reasons that this test does not know");
        Assert.That(result.Findings.Select(f => f.Reason), Is.EquivalentTo(vector.Reasons.Select(r => Reasons[r])));
        Assert.That(result.Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.NotGenuine));
        Assert.That(result.IsGenuine, Is.EqualTo(vector.Verdict != "reject"));
        Assert.That(Wrong(result.Claims!, vector), Is.Empty);
        Assert.That(result.BoundData.Length, Is.EqualTo(64));
        if (result.IsGenuine) Assert.That(Refused(result, Strict((CcaClaims)result.Claims!)), Is.Empty);
    }

    [TestCaseSource(nameof(Cases))]
    public void Refuses_under_a_policy_that_names_less(VectorCase vector)
    {
        var result = Authenticate(vector, Keys(vector));
        var policy = Strict((CcaClaims)result.Claims!);
        Assert.That(Refused(result, policy with { RealmInitialMeasurement = null, SoftwareComponents = null }), Is.EqualTo(new[] { AppraisalReason.PolicyMemberAbsent, AppraisalReason.PolicyMemberAbsent }));
        Assert.That(Refused(result, policy with { RealmInitialMeasurement = ReferenceValue.AnyOf(new Measurement(new byte[48])) }), Is.EqualTo(new[] { AppraisalReason.CcaRealmInitialMeasurementMismatch }));
    }

    [TestCaseSource(nameof(Cases))]
    public void Proves_nothing_without_a_key(VectorCase vector) =>
        Assert.That(Authenticate(vector, []).Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.ArmKeyUnknown, FindingKind.NotProven) }));

    private static AuthenticationResult Authenticate(VectorCase vector, ArmAttestationKey[] keys) =>
        new CcaVerifier().Authenticate(vector.Endorsed(EvidenceType.Cca), new AttestationPolicy { Cca = new CcaPolicy { Keys = keys } }, Time);

    private static ArmAttestationKey[] Keys(VectorCase vector)
    {
        var platform = ((CcaClaims)Authenticate(vector, []).Claims!).Platform;
        var jwk = File.ReadAllBytes(Path.Combine(vector.Folder, "cpak_public.jwk"));
        return [new() { InstanceId = platform.InstanceId, ImplementationId = platform.ImplementationId, PublicKey = ArmAttestationKey.ReadPublicKey(jwk) }];
    }

    private static CcaPolicy Strict(CcaClaims claims) => new()
    {
        RealmInitialMeasurement = ReferenceValue.AnyOf(claims.Realm.InitialMeasurement),
        RealmExtensibleMeasurement0 = ReferenceValue.AnyOf(claims.Realm.ExtensibleMeasurements[0]),
        RealmExtensibleMeasurement1 = ReferenceValue.AnyOf(claims.Realm.ExtensibleMeasurements[1]),
        RealmExtensibleMeasurement2 = ReferenceValue.AnyOf(claims.Realm.ExtensibleMeasurements[2]),
        RealmExtensibleMeasurement3 = ReferenceValue.AnyOf(claims.Realm.ExtensibleMeasurements[3]),
        RealmPersonalizationValue = ReferenceValue.AnyOf(claims.Realm.PersonalizationValue),
        PlatformConfig = ReferenceValue.AnyOf(claims.Platform.Config),
        SoftwareComponents = SoftwareComponentsPolicy.Of([.. claims.Platform.SoftwareComponents.Select(c => new SoftwareComponentRule
        {
            MeasurementType = c.MeasurementType, MeasurementValue = ReferenceValue.AnyOf(c.MeasurementValue), SignerId = ReferenceValue.AnyOf(c.SignerId),
        })]),
    };

    private static List<AppraisalReason> Refused(AuthenticationResult result, CcaPolicy policy)
    {
        var findings = new List<Finding>();
        new CcaVerifier().Appraise(result, new AttestationPolicy { Cca = policy }, Time, findings);
        return [.. findings.Select(f => f.Reason)];
    }

    /// <summary>The names of claims that differ from those of the case, which has the number of each before its name and remarks behind it.</summary>
    private static IEnumerable<string> Wrong(IEvidenceClaims claims, VectorCase vector)
    {
        var actual = claims.Describe().ToDictionary(StringComparer.Ordinal);
        return from part in vector.Expected["claims"]!.AsObject()
               from claim in part.Value!.AsObject()
               let name = claim.Key == "44243" ? "realmMecPolicy" : Regex.Match(claim.Key, @"^\d+ (\w+)").Groups[1].Value
               from expected in Texts($"{part.Key}.{name}", claim.Value!)
               where actual.GetValueOrDefault(expected.Key) != expected.Value
               select $"{expected.Key}: {actual.GetValueOrDefault(expected.Key)} instead of {expected.Value}";
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(string name, JsonNode value)
    {
        string[] members = ["", "measurementType", "measurementValue", "", "version", "signerId", "measurementDescription"];
        if (name == "realm.realmMecPolicy") return [new(name, value.GetValue<int>() == 1 ? "private" : "shared")];
        return value switch
        {
            JsonArray list => from i in Enumerable.Range(0, list.Count)
                              from text in list[i] is JsonObject component
                                  ? component.Select(m => KeyValuePair.Create($"{name}[{i}].{members[int.Parse(m.Key, CultureInfo.InvariantCulture)]}", m.Value!.GetValue<string>()))
                                  : [new($"{name}[{i}]", list[i]!.GetValue<string>())]
                              select text,
            JsonValue v when v.TryGetValue<long>(out var number) => [new(name, number.ToString(CultureInfo.InvariantCulture))],
            _ => [new(name, value.GetValue<string>())],
        };
    }
}
