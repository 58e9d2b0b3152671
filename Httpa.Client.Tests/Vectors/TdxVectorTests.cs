using System.Globalization;
using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Genuine TDX quotes with Intel's endorsements of their time, and what must be found of each.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class TdxVectorTests
{
    /// <summary>How the reasons of the cases are called here, where the quote itself is wrong.</summary>
    private static readonly Dictionary<string, AppraisalReason[]> OfTheQuote = new(StringComparer.Ordinal)
    {
        // Both documents are those of SGX.
        ["tcb-info-type-mismatch"] = [AppraisalReason.TcbInfoTypeMismatch, AppraisalReason.QeIdentityTypeMismatch],
        // The list in the place of the right one is of another month.
        ["pck-crl-issuer-mismatch"] = [AppraisalReason.CrlIssuerMismatch, AppraisalReason.CrlExpired],
        ["tcb-level-not-found"] = [AppraisalReason.TcbLevelNotFound],
        // The quote of this case carries its chain in DER and not in PEM, so that its root is never seen.
        ["untrusted-root"] = [AppraisalReason.PckChainMalformed],
    };

    /// <summary>The same, where a policy refuses.</summary>
    private static readonly Dictionary<string, AppraisalReason> OfThePolicy = new(StringComparer.Ordinal)
    {
        ["tcb-status:OutOfDate"] = AppraisalReason.DcapTcbOutOfDate,
        ["tcb-status:TDRelaunchAdvised"] = AppraisalReason.DcapTcbRelaunchAdvised,
        ["debug"] = AppraisalReason.TdxDebugTd,
        ["sept-ve-disable-clear"] = AppraisalReason.TdxSeptVeDisableClear,
        ["perfmon"] = AppraisalReason.TdxPerfmon,
        ["service-td-bound"] = AppraisalReason.TdxMrServiceTdMismatch,
    };

    private static IEnumerable<VectorCase> Cases => VectorCase.All("tdx");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "tdx")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        var verifier = new TdxVerifier();
        var result = verifier.Authenticate(vector.Endorsed(EvidenceType.Tdx), null, vector.Time);
        var wrongInQuote = vector.Reasons.Where(OfTheQuote.ContainsKey).SelectMany(r => OfTheQuote[r]).ToArray();
        Assert.That(vector.Reasons.Where(r => !OfTheQuote.ContainsKey(r) && !OfThePolicy.ContainsKey(r)), Is.Empty, "reasons that this test does not know");

        Assert.That(result.Findings.Select(f => f.Reason).Distinct(), Is.EquivalentTo(wrongInQuote));
        Assert.That(result.Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.NotGenuine));
        Assert.That(result.IsGenuine, Is.EqualTo(vector.Verdict != "reject"));
        Assert.That(Wrong(result.Claims, vector, result.IsGenuine), Is.Empty);
        if (result.Claims is not TdxClaims claims) return;

        var refusals = vector.Reasons.Where(OfThePolicy.ContainsKey).Select(r => OfThePolicy[r]);
        var refused = Refused(claims, Strict(claims), vector.Time);
        if (!result.IsGenuine) Assert.That(refused, Is.SupersetOf(refusals));
        else Assert.That(refused.Where(r => r != AppraisalReason.DcapAdvisoryNotAccepted), Is.EquivalentTo(refusals), "but for advisories, which stand beside a status");
    }

    [TestCaseSource(nameof(Cases))]
    public void Accepts_under_a_policy_that_names_just_what_the_case_has(VectorCase vector)
    {
        var result = new TdxVerifier().Authenticate(vector.Endorsed(EvidenceType.Tdx), null, vector.Time);
        if (vector.Verdict == "reject") Assert.That(result.IsGenuine, Is.False);
        else Assert.That(Refused((TdxClaims)result.Claims!, Lenient((TdxClaims)result.Claims!), vector.Time), Is.Empty);
    }

    [TestCaseSource(nameof(Cases))]
    public void Refuses_under_an_empty_policy(VectorCase vector)
    {
        var result = new TdxVerifier().Authenticate(vector.Endorsed(EvidenceType.Tdx), null, vector.Time);
        if (result.Claims is TdxClaims claims)
            Assert.That(Refused(claims, new TdxPolicy(), vector.Time).Count(r => r == AppraisalReason.PolicyMemberAbsent), Is.EqualTo(5));
    }

    private static TdxPolicy Strict(TdxClaims claims) => new()
    {
        MrTd = ReferenceValue.AnyOf(claims.MrTd),
        RtMr0 = ReferenceValue.AnyOf(claims.RtMr0),
        RtMr1 = ReferenceValue.AnyOf(claims.RtMr1),
        RtMr2 = ReferenceValue.AnyOf(claims.RtMr2),
        RtMr3 = ReferenceValue.AnyOf(claims.RtMr3),
        MrConfigId = ReferenceValue.AnyOf(claims.MrConfigId),
        MrOwner = ReferenceValue.AnyOf(claims.MrOwner),
        MrOwnerConfig = ReferenceValue.AnyOf(claims.MrOwnerConfig),
        MrSeam = ReferenceValue.AnyOf(claims.MrSeam),
    };

    private static TdxPolicy Lenient(TdxClaims claims) => Strict(claims) with
    {
        DangerousAllowDebug = claims.IsDebug,
        Attributes = claims.IsSeptVeDisabled ? null : new MaskedValue(claims.TdAttributes, Measurement.Parse("ffffffffffffffff")),
        MrServiceTd = claims.MrServiceTd is { IsZero: false } serviceTd ? ReferenceValue.AnyOf(serviceTd) : null,
        Tcb = new TcbPolicy
        {
            AcceptedStatuses = [TcbStatus.UpToDate, .. claims.Platform!.Status == TcbStatus.UpToDate ? [] : new[] { claims.Platform.Status }],
            AcceptedAdvisories = claims.Platform.AdvisoryIds.Count == 0 ? null
                : ReferenceValue.AnyOf([.. claims.Platform.AdvisoryIds.Select(id => new NamedValue<string>(id))]),
        },
    };

    private static List<AppraisalReason> Refused(TdxClaims claims, TdxPolicy policy, DateTimeOffset time)
    {
        var findings = new List<Finding>();
        TdxAppraisal.Appraise(claims, policy, time, findings);
        return [.. findings.Select(f => f.Reason)];
    }

    /// <summary>The names of claims that differ from those of the case.</summary>
    private static IEnumerable<string> Wrong(IEvidenceClaims? claims, VectorCase vector, bool isGenuine)
    {
        string[] platform = ["tcbStatus", "advisoryIds", "fmspc", "pceId", "pceSvn", "sgxTcbComponents", "pckCa", "tcbEvaluationDataNumber"];
        Dictionary<string, string> levels = new(StringComparer.Ordinal)
        {
            ["qeStatus"] = "qeTcbStatus", ["platformStatus"] = "platformTcbStatus", ["platformTcbDate"] = "tcbDate", ["moduleStatus"] = "tdxModuleTcbStatus",
        };
        var expected = (vector.Expected["claims"]?.AsObject() ?? []).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        if (isGenuine)
        {
            foreach (var (name, value) in vector.Expected.Where(e => platform.Contains(e.Key))) expected[name] = value;
            foreach (var (name, value) in vector.Expected["computed"]!.AsObject().Where(e => levels.ContainsKey(e.Key))) expected[levels[name]] = value;
        }

        var actual = claims?.Describe().ToDictionary(StringComparer.Ordinal) ?? [];
        return from claim in expected
               where claims is not null && claim.Value is not null && actual.GetValueOrDefault(claim.Key) != Text(claim.Value)
               select $"{claim.Key}: {actual.GetValueOrDefault(claim.Key)} instead of {Text(claim.Value)}";
    }

    private static string Text(JsonNode value) => value switch
    {
        JsonArray array => string.Join(',', array.Select(v => Text(v!))),
        JsonValue v when v.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        JsonValue v when v.TryGetValue<long>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => value.GetValue<string>(),
    };
}
