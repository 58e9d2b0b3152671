using System.Globalization;
using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Genuine SGX quotes with Intel's endorsements of their time, and what must be found of each.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SgxVectorTests
{
    /// <summary>How the reasons of the cases are called here. One of ours is enough for one of theirs.</summary>
    private static readonly Dictionary<string, AppraisalReason[]> Reasons = new(StringComparer.Ordinal)
    {
        ["tcb-status:SWHardeningNeeded"] = [AppraisalReason.DcapTcbSWHardeningNeeded],
        ["tcb-status:ConfigurationAndSWHardeningNeeded"] = [AppraisalReason.DcapTcbConfigurationAndSWHardeningNeeded],
        ["tcb-status:OutOfDate"] = [AppraisalReason.DcapTcbOutOfDate],
        ["debug"] = [AppraisalReason.SgxDebugEnclave],
        ["no-collateral"] = [AppraisalReason.EndorsementsMissing],
        ["quote-signature-invalid"] = [AppraisalReason.QuoteSignatureInvalid],
        ["unsupported-certification-data"] = [AppraisalReason.CertificationDataUnsupported],
        ["collateral-expired"] = [AppraisalReason.TcbInfoExpired],
        ["collateral-not-yet-valid"] = [AppraisalReason.TcbInfoNotYetValid],
        // The quote of this case carries no chain at all (certification data of type 1), so that its root is never seen.
        ["untrusted-root"] = [AppraisalReason.CertificationDataUnsupported],
    };

    /// <summary>What the cases object to and we do not: a chain in another order is put in order.</summary>
    private static readonly string[] NoObjections = ["pck-chain-order"];

    private static IEnumerable<VectorCase> Cases => VectorCase.All("sgx");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "sgx")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        var verifier = new SgxVerifier();
        var result = verifier.Authenticate(vector.Endorsed(EvidenceType.Sgx), null, vector.Time);

        switch (vector.Verdict)
        {
            case "accept":
                Assert.That(result.Findings, Is.Empty);
                break;
            case "conditional" when vector.Reasons.Contains("no-collateral"):
                Assert.That(result.Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.EndorsementsMissing, FindingKind.NotProven) }));
                break;
            case "conditional":
                Assert.That(result.Findings, Is.Empty);
                Assert.That(Appraise(verifier, result, vector), Is.SupersetOf(Expected(vector)));
                break;
            case "reject":
                Assert.That(result.IsGenuine, Is.False);
                Assert.That(result.Findings.Select(f => f.Kind), Has.All.EqualTo(FindingKind.NotGenuine));
                Assert.That(result.Findings.Select(f => f.Reason), Is.SupersetOf(Expected(vector)));
                break;
            default:
                Assert.Fail($"The case has the verdict '{vector.Verdict}', which this test does not know.");
                break;
        }

        Assert.That(Wrong(result.Claims, vector, result.IsGenuine), Is.Empty);
    }

    private static IEnumerable<AppraisalReason> Expected(VectorCase vector) =>
        vector.Reasons.Except(NoObjections).SelectMany(reason => Reasons[reason]);

    private static List<AppraisalReason> Appraise(SgxVerifier verifier, AuthenticationResult result, VectorCase vector)
    {
        var claims = (SgxClaims)result.Claims!;
        var policy = new AttestationPolicy { Sgx = SgxPolicy.ForEnclave("the case", claims.MrEnclave.ToString()) };
        var findings = new List<Finding>();
        verifier.Appraise(result, policy, vector.Time, findings);
        return [.. findings.Select(f => f.Reason)];
    }

    /// <summary>The names of claims that differ from those of the case.</summary>
    private static IEnumerable<string> Wrong(IEvidenceClaims? claims, VectorCase vector, bool isGenuine)
    {
        string[] platform = ["tcbStatus", "advisoryIds", "fmspc", "pceId", "pceSvn", "sgxTcbComponents", "pckCa", "tcbEvaluationDataNumber"];
        var expected = (vector.Expected["claims"]?.AsObject() ?? []).AsEnumerable();
        if (isGenuine) expected = expected.Concat(vector.Expected.Where(e => platform.Contains(e.Key) && e.Value is not null));
        if (claims is null) yield break;

        var actual = claims.Describe().ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in expected)
        {
            if (actual.GetValueOrDefault(name) != Text(value!)) yield return $"{name}: {actual.GetValueOrDefault(name)} instead of {Text(value!)}";
        }
    }

    private static string Text(JsonNode value) => value switch
    {
        JsonArray array => string.Join(',', array.Select(v => Text(v!))),
        JsonValue v when v.TryGetValue<bool>(out var flag) => flag ? "true" : "false",
        JsonValue v when v.TryGetValue<long>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => value.GetValue<string>(),
    };
}
