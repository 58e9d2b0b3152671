using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Nitro;
using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Genuine documents of AWS Nitro enclaves, and what must be found of each.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class NitroVectorTests
{
    /// <summary>How the reasons of the cases are called here, where the document itself is wrong.</summary>
    private static readonly Dictionary<string, AppraisalReason> OfTheDocument = new(StringComparer.Ordinal)
    {
        ["certificate-expired"] = AppraisalReason.NitroCertificateExpired,
        ["cose-signature-invalid"] = AppraisalReason.NitroSignatureInvalid,
        ["untrusted-root"] = AppraisalReason.NitroUntrustedRoot,
    };

    /// <summary>The same, where a policy refuses.</summary>
    private static readonly Dictionary<string, AppraisalReason> OfThePolicy = new(StringComparer.Ordinal)
    {
        ["debug-mode-pcrs-zero"] = AppraisalReason.NitroDebugMode,
    };

    private static IEnumerable<VectorCase> Cases => VectorCase.All("nitro");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "nitro")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        Assert.That(vector.Reasons.Where(r => !OfTheDocument.ContainsKey(r) && !OfThePolicy.ContainsKey(r)), Is.Empty, "reasons that this test does not know");
        var (claims, found) = Authenticate(vector);

        Assert.That(found, Is.EqualTo(vector.Reasons.Where(OfTheDocument.ContainsKey).Select(r => OfTheDocument[r])));
        Assert.That(found.Count > 0, Is.EqualTo(vector.Verdict == "reject"));
        Assert.That(Wrong(claims, vector), Is.Empty);

        // Some cases are judged hours after their document was made.
        var refused = Refused(claims, Strict(claims), vector.Time).Except([AppraisalReason.NitroTimestampRefused]);
        Assert.That(refused, Is.EqualTo(vector.Reasons.Where(OfThePolicy.ContainsKey).Select(r => OfThePolicy[r])));
    }

    [TestCaseSource(nameof(Cases))]
    public void Accepts_under_a_policy_that_names_just_what_the_case_has(VectorCase vector)
    {
        var (claims, found) = Authenticate(vector);
        if (vector.Verdict == "reject") Assert.That(found, Is.Not.Empty);
        else Assert.That(Refused(claims, Strict(claims) with { DangerousAllowDebug = claims.IsDebug }, vector.Time), Is.Empty);
    }

    [TestCaseSource(nameof(Cases))]
    public void Refuses_under_an_empty_policy(VectorCase vector)
    {
        var (claims, _) = Authenticate(vector);
        Assert.That(Refused(claims, new NitroPolicy(), vector.Time).Count(r => r == AppraisalReason.PolicyMemberAbsent), Is.EqualTo(3));
    }

    [Test]
    public void Spends_five_signatures_on_the_first_document_and_one_on_the_next()
    {
        var vector = VectorCase.Read("nitro", "dstack-2025-release");
        var verifier = new NitroVerifier();
        Assert.That(Cost(), Is.EqualTo((5, 5)), "AWS' own root needs none");
        Assert.That(Cost(), Is.EqualTo((1, 0)));

        (int, int) Cost()
        {
            var (signatures, keys) = (verifier.Count.Verifications, verifier.Count.Imports);
            Assert.That(verifier.Authenticate(vector.Endorsed(EvidenceType.Nitro), null, vector.Time).IsGenuine, Is.True);
            return (verifier.Count.Verifications - signatures, verifier.Count.Imports - keys);
        }
    }

    [Test]
    public void Rejects_a_genuine_document_with_any_byte_changed()
    {
        var vector = VectorCase.Read("nitro", "dstack-2025-release");
        var verifier = new NitroVerifier();
        var accepted = new List<int>();
        for (var i = 0; i < vector.Evidence().Length; i++)
        {
            var bytes = vector.Evidence();
            bytes[i] ^= 1;
            if (verifier.Authenticate(vector.Endorsed(EvidenceType.Nitro, bytes), null, vector.Time).IsGenuine) accepted.Add(i);
        }

        Assert.That(accepted, Is.Empty);
    }

    /// <summary>A case with a root of its own trusts that one alone; every other is for the verifier as it is.</summary>
    private static (NitroClaims Claims, List<AppraisalReason> Found) Authenticate(VectorCase vector)
    {
        var evidence = vector.Endorsed(EvidenceType.Nitro);
        var unknownCa = Path.Combine(vector.Folder, "unknown_ca.pem");
        if (!File.Exists(unknownCa))
        {
            var result = new NitroVerifier().Authenticate(evidence, null, vector.Time);
            Assert.That(result.Findings.Select(f => f.Kind), Is.All.EqualTo(FindingKind.NotGenuine));
            return ((NitroClaims)result.Claims!, [.. result.Findings.Select(f => f.Reason)]);
        }

        using var ca = X509Certificate2.CreateFromPem(File.ReadAllText(unknownCa));
        var anchors = new TrustAnchors(new Measurement(SHA256.HashData(ca.PublicKey.ExportSubjectPublicKeyInfo())), []);
        var findings = new List<Finding>();
        Assert.That(NitroDocument.TryParse(evidence.Evidence.Value, out var document, out _), Is.True);
        Assert.That(NitroChain.Authenticate(document!, anchors, new NitroMemory(), findings), Is.Null);
        return (document!.ToClaims(), [.. findings.Select(f => f.Reason)]);
    }

    private static NitroPolicy Strict(NitroClaims claims) => new()
    {
        Pcr0 = ReferenceValue.AnyOf(claims.Pcrs[0]),
        Pcr1 = ReferenceValue.AnyOf(claims.Pcrs[1]),
        Pcr2 = ReferenceValue.AnyOf(claims.Pcrs[2]),
        Pcr3 = ReferenceValue.AnyOf(claims.Pcrs[3]),
        Pcr4 = ReferenceValue.AnyOf(claims.Pcrs[4]),
        Pcr8 = ReferenceValue.AnyOf(claims.Pcrs[8]),
        ModuleId = ReferenceValue.AnyOf<string>(claims.ModuleId),
    };

    private static List<AppraisalReason> Refused(NitroClaims claims, NitroPolicy policy, DateTimeOffset time)
    {
        var findings = new List<Finding>();
        NitroAppraisal.Appraise(claims, policy, time, findings);
        return [.. findings.Select(f => f.Reason)];
    }

    /// <summary>The names of claims that differ from those of the case.</summary>
    private static IEnumerable<string> Wrong(NitroClaims claims, VectorCase vector)
    {
        var expected = vector.Expected["claims"]!.AsObject();
        var actual = claims.Describe().ToDictionary(StringComparer.Ordinal);
        var registers = expected["pcrs"]!.AsObject().Select(pcr => KeyValuePair.Create("pcr" + pcr.Key, pcr.Value));
        var others = expected.Where(claim => claim.Key is not ("pcrs" or "time"));
        Assert.That(claims.Timestamp, Is.EqualTo(DateTimeOffset.Parse(expected["time"]!.GetValue<string>(), CultureInfo.InvariantCulture)));
        return from claim in registers.Concat(others)
               where actual.GetValueOrDefault(claim.Key) != Text(claim.Value)
               select $"{claim.Key}: {actual.GetValueOrDefault(claim.Key)} instead of {Text(claim.Value)}";
    }

    private static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonValue v when v.TryGetValue<long>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => value.GetValue<string>(),
    };
}
