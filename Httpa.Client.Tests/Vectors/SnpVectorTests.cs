using System.Globalization;
using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Genuine SEV-SNP reports with AMD's certificates, and what must be found of each.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SnpVectorTests
{
    /// <summary>How the reasons of the cases are called here. Where a certificate is not the right one, nothing is said of a report that it should have signed.</summary>
    private static readonly Dictionary<string, AppraisalReason[]> Reasons = new(StringComparer.Ordinal)
    {
        ["vcek-chain-invalid"] = [AppraisalReason.SnpCertificateSignatureInvalid, AppraisalReason.SnpChainInvalid, AppraisalReason.SnpSigningKeyMismatch],
        ["report-signature-invalid"] = [AppraisalReason.SnpReportSignatureInvalid],
        ["chip-id-mismatch"] = [AppraisalReason.SnpChipIdMismatch],
        ["tcb-mismatch"] = [AppraisalReason.SnpTcbMismatch],
        ["debug"] = [AppraisalReason.SnpDebugGuest],
        ["vmpl:1"] = [AppraisalReason.SnpVmplRefused],
    };

    private static IEnumerable<VectorCase> Cases => VectorCase.All("sev-snp");

    private static IEnumerable<VectorCase> Genuine => Cases.Where(c => c.Verdict != "reject");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "sev-snp")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        var result = new SnpVerifier().Authenticate(vector.Endorsed(EvidenceType.Snp), null, vector.Time);
        Assert.That(vector.Reasons, Is.SubsetOf(Reasons.Keys), "reasons that this test does not know");

        var found = result.Findings.Select(f => f.Reason).ToArray();
        Assert.That(found, Is.SubsetOf(vector.Reasons.SelectMany(r => Reasons[r])));
        Assert.That(result.IsGenuine, Is.EqualTo(vector.Verdict != "reject"));
        Assert.That(result.Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.NotGenuine));
        Assert.That(Wrong((SnpClaims)result.Claims!, vector), Is.Empty);
    }

    [TestCaseSource(nameof(Genuine))]
    public void Refuses_under_a_strict_policy_just_what_the_case_says(VectorCase vector)
    {
        var claims = Authenticate(vector);
        Assert.That(Refused(claims, Strict(claims)), Is.EquivalentTo(vector.Reasons.Select(r => Reasons[r].Single())));
    }

    [TestCaseSource(nameof(Genuine))]
    public void Accepts_under_a_policy_that_names_just_what_the_case_has(VectorCase vector)
    {
        var claims = Authenticate(vector);
        var policy = Strict(claims) with { DangerousAllowDebug = claims.Has(SnpGuestPolicyBits.Debug), Vmpl = ReferenceValue.AnyOf(claims.Vmpl) };
        Assert.That(Refused(claims, policy), Is.Empty);
    }

    [TestCaseSource(nameof(Genuine))]
    public void Refuses_under_an_empty_policy(VectorCase vector) =>
        Assert.That(Refused(Authenticate(vector), new SnpPolicy()).Count(r => r == AppraisalReason.PolicyMemberAbsent), Is.EqualTo(2), "measurement and product line");

    [Test]
    public void Refuses_the_intermediate_of_the_other_kind_of_key_in_its_place()
    {
        var vector = VectorCase.Read("sev-snp", "neg-vlek-intermediate-for-vcek");
        var documents = vector.Documents();
        documents.Remove("vlek", out var leaf);
        documents["vcek"] = leaf!;

        var result = new SnpVerifier().Authenticate(vector.Endorsed(EvidenceType.Snp, null, documents), null, vector.Time);

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpChainInvalid }));
    }

    [TestCaseSource(nameof(Genuine))]
    public void Is_bounded_by_the_certificate(VectorCase vector)
    {
        var end = DateTimeOffset.Parse(vector.Json["independentChecks"]!["vekNotAfter"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        var result = new SnpVerifier().Authenticate(vector.Endorsed(EvidenceType.Snp), null, vector.Time);
        var late = new SnpVerifier().Authenticate(vector.Endorsed(EvidenceType.Snp), null, end.AddSeconds(1));

        Assert.That(result.Expires, Is.EqualTo(end));
        Assert.That(late.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpCertificateExpired }));
    }

    private static SnpClaims Authenticate(VectorCase vector) => (SnpClaims)new SnpVerifier().Authenticate(vector.Endorsed(EvidenceType.Snp), null, vector.Time).Claims!;

    private static SnpPolicy Strict(SnpClaims claims)
    {
        var firmware = new SnpTcbPolicy { Reported = SnpTcb.Read(claims.ReportedTcb, claims.Product!.Value) };
        return new SnpPolicy
        {
            Measurement = ReferenceValue.AnyOf(claims.Measurement),
            HostData = ReferenceValue.AnyOf(claims.HostData),
            FamilyId = ReferenceValue.AnyOf(claims.FamilyId),
            ImageId = ReferenceValue.AnyOf(claims.ImageId),
            IdKeyDigest = ReferenceValue.AnyOf(claims.IdKeyDigest),
            AuthorKeyDigest = ReferenceValue.AnyOf(claims.AuthorKeyDigest),
            Milan = claims.Product == SnpProduct.Milan ? firmware : null,
            Genoa = claims.Product == SnpProduct.Genoa ? firmware : null,
            Turin = claims.Product == SnpProduct.Turin ? firmware : null,
        };
    }

    private static List<AppraisalReason> Refused(SnpClaims claims, SnpPolicy policy)
    {
        var findings = new List<Finding>();
        SnpAppraisal.Appraise(claims, policy, findings);
        return [.. findings.Select(f => f.Reason)];
    }

    /// <summary>The names of claims that differ from those of the case.</summary>
    private static IEnumerable<string> Wrong(SnpClaims claims, VectorCase vector)
    {
        var expected = vector.Expected["claims"]!.AsObject();
        var named = expected.Where(c => c.Value is JsonValue).Concat(expected["policyBits"]!.AsObject().Where(b => b.Key != "reserved1"));
        var actual = claims.Describe().ToDictionary(StringComparer.Ordinal);
        var wrong = named.Where(c => actual.GetValueOrDefault(c.Key) != Text(c.Value!)).Select(c => $"{c.Key}: {actual.GetValueOrDefault(c.Key)} instead of {c.Value}");
        var product = Enum.Parse<SnpProduct>(vector.Expected["product"]!.GetValue<string>());
        return
        [
            .. wrong,
            .. SnpTcb.Read(claims.ReportedTcb, product) == Tcb("reportedTcb") ? [] : new[] { "components of REPORTED_TCB" },
            .. SnpTcb.Read(claims.CurrentTcb, product) == Tcb("currentTcb") ? [] : new[] { "components of CURRENT_TCB" },
        ];

        SnpTcb Tcb(string name)
        {
            var components = vector.Expected[name]!.AsObject();
            return new(Component("bootloader"), Component("tee"), Component("snp"), Component("microcode"), Component("fmc"));
            byte Component(string component) => components[component]?.GetValue<byte>() ?? 0;
        }
    }

    private static string Text(JsonNode value) => value.AsValue() switch
    {
        var v when v.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        var v when v.TryGetValue<long>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        var v => v.GetValue<string>(),
    };
}
