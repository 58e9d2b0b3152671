using System.Buffers.Text;
using System.Text.Json.Nodes;
using Httpa.Client.Tests.Verifiers.Policy;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Jwt;

/// <summary>What a token must say.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class JwtAppraisalTests
{
    private static readonly SimulatedJwtSettings Ear = new();
    private static readonly SimulatedJwtSettings Snp = new() { Profile = JwtProfile.MicrosoftAzureAttestation };
    private static readonly SimulatedJwtSettings Tdx = Snp with { AzureType = "tdxvm" };
    private static readonly SimulatedJwtSettings Sgx = Snp with { AzureType = "sgx" };
    private static readonly SimulatedJwtSettings Space = new() { Profile = JwtProfile.ConfidentialSpace, Audience = "https://relying.invalid" };

    private static IEnumerable<TestCaseData> Shapes => new[] { Ear, Snp, Tdx, Sgx, Space }.Select(s => new TestCaseData(s).SetArgDisplayNames($"{s.Profile} {s.AzureType}"));

    /// <summary>A claim of a good token, what it says instead, and the reason.</summary>
    private static IEnumerable<TestCaseData> Wrong =>
    [
        Case(Ear, "eat_profile", "\"tag:other,2026:profile\"", AppraisalReason.JwtClaimRefused),
        Case(Ear, "submods/simulated/ear.status", "\"warning\"", AppraisalReason.JwtStatusRefused),
        Case(Ear, "submods/simulated/ear.status", "\"contraindicated\"", AppraisalReason.JwtStatusRefused),
        Case(Ear, "submods/simulated/ear.status", "\"none\"", AppraisalReason.JwtStatusRefused),
        Case(Ear, "submods/simulated/ear.status", "[\"affirming\"]", AppraisalReason.JwtStatusRefused),
        Case(Ear, "submods/simulated/ear.appraisal-policy-id", "\"policy://other\"", AppraisalReason.JwtClaimRefused),
        Case(Snp, "x-ms-policy-hash", "\"other\"", AppraisalReason.JwtClaimRefused),
        Case(Snp, "x-ms-compliance-status", "\"azure-compliant-cvm-not\"", AppraisalReason.JwtStatusRefused),
        Case(Snp, "x-ms-sevsnpvm-is-debuggable", "true", AppraisalReason.JwtDebugEnabled),
        Case(Snp, "x-ms-sevsnpvm-is-debuggable", "0", AppraisalReason.JwtDebugEnabled),
        Case(Snp, "x-ms-sevsnpvm-migration-allowed", "true", AppraisalReason.JwtClaimRefused),
        Case(Snp, "x-ms-sevsnpvm-vmpl", "1", AppraisalReason.JwtClaimRefused),
        Case(Snp, "x-ms-sevsnpvm-hostdata", "\"11\"", AppraisalReason.JwtClaimRefused),
        Case(Snp, "x-ms-sevsnpvm-launchmeasurement", "\"11\"", AppraisalReason.JwtClaimRefused),
        Case(Tdx, "attester_tcb_status", "\"OutOfDate\"", AppraisalReason.JwtStatusRefused),
        Case(Tdx, "tdx_td_attributes_debug", "true", AppraisalReason.JwtDebugEnabled),
        Case(Tdx, "tdx_mrtd", "\"11\"", AppraisalReason.JwtClaimRefused),
        Case(Tdx, "tdx_rtmr3", "\"11\"", AppraisalReason.JwtClaimRefused),
        Case(Tdx, "tdx_mrconfigid", "\"11\"", AppraisalReason.JwtClaimRefused),
        Case(Sgx, "x-ms-sgx-is-debuggable", "true", AppraisalReason.JwtDebugEnabled),
        Case(Sgx, "x-ms-sgx-mrenclave", "\"11\"", AppraisalReason.JwtClaimRefused),
        Case(Sgx, "x-ms-sgx-svn", "1", AppraisalReason.JwtClaimRefused),
        Case(Space, "swname", "\"GCE\"", AppraisalReason.JwtClaimRefused),
        Case(Space, "dbgstat", "\"enabled\"", AppraisalReason.JwtDebugEnabled),
        Case(Space, "secboot", "false", AppraisalReason.JwtClaimRefused),
        Case(Space, "hwmodel", "\"GCP_SHIELDED_VM\"", AppraisalReason.JwtClaimRefused),
        Case(Space, "submods/confidential_space/support_attributes", "[\"USABLE\"]", AppraisalReason.JwtStatusRefused),
        Case(Space, "submods/confidential_space/support_attributes", "[]", AppraisalReason.JwtStatusRefused),
        Case(Space, "submods/container/image_digest", "\"sha256:11\"", AppraisalReason.JwtClaimRefused),
    ];

    [TestCaseSource(nameof(Shapes))]
    public void Accepts_each_shape(SimulatedJwtSettings settings)
    {
        using var scene = new JwtScene(settings);
        var result = scene.Appraise();
        Assert.That(result.Findings, Is.Empty);
        Assert.That(result.Claims!.Describe().ToDictionary()["judgedBy"], Is.EqualTo(settings.Issuer));
    }

    [TestCaseSource(nameof(Wrong))]
    public void Refuses_a_claim_that_says_something_else_or_is_absent(SimulatedJwtSettings settings, string claim, string other, AppraisalReason reason)
    {
        using var scene = new JwtScene(settings);
        var steps = claim.Split('/');
        var parent = steps[..^1].Aggregate<string, JsonNode>(scene.Claims, (node, step) => node[step]!).AsObject();

        parent[steps[^1]] = JsonNode.Parse(other);
        var changed = scene.Appraise();
        parent.Remove(steps[^1]);
        var absent = scene.Appraise();

        Assert.Multiple(() =>
        {
            foreach (var findings in new[] { changed.Findings, absent.Findings })
            {
                Assert.That(findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (reason, FindingKind.Refused) }));
                FindingAssert.SaysWhatToDo(findings);
            }
        });
    }

    [TestCaseSource(nameof(Shapes))]
    public void Refuses_whatever_tells_workloads_apart_when_the_policy_is_silent(SimulatedJwtSettings settings)
    {
        using var scene = new JwtScene(settings);
        scene.Policy = scene.Policy with { Claims = [] };
        var findings = scene.Appraise().Findings;
        Assert.That(findings.Select(f => f.Reason), Is.Not.Empty.And.All.EqualTo(AppraisalReason.PolicyMemberAbsent));
        FindingAssert.SaysWhatToDo(findings);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Accepts_a_token_under_the_policy_that_is_pinned_to_it(SimulatedJwtSettings settings)
    {
        using var scene = new JwtScene(settings);
        scene.Policy = scene.Policy with { Claims = [] };
        scene.Policy = scene.Policy.PinnedTo((JwtClaims)scene.Appraise().Claims!);
        Assert.That(scene.Reasons(), Is.Empty);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Binds_by_one_claim_in_one_encoding(SimulatedJwtSettings settings)
    {
        using var scene = new JwtScene(settings);
        var name = scene.Claims.Single(c => c.Value is JsonValue v && v.TryGetValue<string>(out var text) && (text == Hex || text == Url)).Key;
        string?[] others = [Convert.ToBase64String(JwtScene.Binding), $"0x{Hex}", Hex[..64], Url + "=", "", null, Url == (string?)scene.Claims[name] ? Hex : Url];
        foreach (var other in others)
        {
            scene.Claims[name] = other;
            Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }), other);
        }
    }

    [Test]
    public void Takes_one_nonce_in_a_list_and_not_one_of_several()
    {
        using var scene = new JwtScene(Space);
        scene.Claims["eat_nonce"] = new JsonArray(Url);
        Assert.That(scene.Reasons(), Is.Empty);
        scene.Claims["eat_nonce"] = new JsonArray(Url, "another nonce");
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [TestCase("""{"client-payload":{"nonce":"_"}}""")]
    [TestCase("""{"user-data":"_"}""")]
    public void Does_not_take_the_guest_s_own_word_for_the_binding(string runtime)
    {
        using var scene = new JwtScene(Snp);
        scene.Claims["x-ms-sevsnpvm-reportdata"] = new string('0', 128);
        scene.Claims["x-ms-runtime"] = JsonNode.Parse(runtime.Replace("_", Hex, StringComparison.Ordinal));
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [Test]
    public void Does_not_take_the_report_data_of_another_level_for_the_binding()
    {
        using var scene = new JwtScene(Snp);
        scene.Claims.Remove("x-ms-sevsnpvm-reportdata");
        scene.Claims["x-ms-isolation-tee"] = new JsonObject { ["x-ms-sevsnpvm-reportdata"] = Hex };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [Test]
    public void Does_not_take_claims_of_another_level_for_the_right_ones()
    {
        using var scene = new JwtScene(Snp);
        scene.Claims["x-ms-isolation-tee"] = new JsonObject { ["x-ms-sevsnpvm-is-debuggable"] = false };
        scene.Claims["x-ms-sevsnpvm-is-debuggable"] = true;
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtDebugEnabled }));
    }

    [TestCase("tpm")]
    [TestCase("openenclave")]
    [TestCase("azurevm", Description = "nothing is said of what is below it")]
    public void Refuses_a_kind_of_TEE_without_rules(string type)
    {
        using var scene = new JwtScene(Snp);
        scene.Claims["x-ms-attestation-type"] = type;
        Assert.That(scene.Reasons(), Does.Contain(AppraisalReason.JwtProfileMismatch));
    }

    [Test]
    public void Refuses_an_issuer_without_a_profile()
    {
        using var scene = new JwtScene();
        scene.Policy = scene.Policy with { Profile = null };
        Assert.That(scene.Reasons(), Is.EquivalentTo(new[] { AppraisalReason.JwtProfileMismatch, AppraisalReason.BindingMismatch }));
    }

    [TestCase("""["DIGEST",["SHA-256","d7c2a949a5c69bff1a12de3da0c9a23bc966041b811b99a89dfe44c2dde8c37c"]]""")]
    [TestCase("""["JWT","eyJhbGciOiJFUzI1NiJ9.e30.AA"]""")]
    [TestCase("\"eyJhbGciOiJFUzI1NiJ9.e30.AA\"")]
    public void Refuses_submodules_that_were_not_read(string submodule)
    {
        using var scene = new JwtScene(Space);
        scene.Claims["submods"]!["GPU-0"] = JsonNode.Parse(submodule);
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtDetachedClaims }));
    }

    [Test]
    public void Every_submodule_of_a_result_counts()
    {
        using var scene = new JwtScene();
        scene.Claims["submods"]!["other"] = JsonNode.Parse("""{"ear.status":"warning","ear.appraisal-policy-id":"policy://simulated/1"}""");
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtStatusRefused }));
    }

    [Test]
    public void A_policy_can_demand_other_values_than_the_profile()
    {
        using var scene = new JwtScene(Snp);
        scene.Claims["x-ms-sevsnpvm-vmpl"] = 2;
        scene.Policy = scene.Policy with { Claims = [.. scene.Policy.Claims, new("/x-ms-sevsnpvm-vmpl", ReferenceValue.AnyOf<string>("2"))] };
        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void A_policy_can_leave_a_claim_unchecked_with_a_reason()
    {
        using var scene = new JwtScene(Snp);
        scene.Claims.Remove("x-ms-sevsnpvm-hostdata");
        scene.Policy = scene.Policy with { Claims = [.. scene.Policy.Claims, new("/x-ms-sevsnpvm-hostdata", ReferenceValue.Unchecked<string>("no host data here"))] };
        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Refuses_the_audience_of_somebody_else()
    {
        using var scene = new JwtScene(Space);
        Assert.Multiple(() =>
        {
            Assert.That(With("https://other.invalid"), Is.EqualTo(new[] { AppraisalReason.JwtAudienceMismatch }));
            Assert.That(With(null), Is.EqualTo(new[] { AppraisalReason.JwtAudienceMismatch }));
            Assert.That(With(new JsonArray("https://other.invalid", "https://relying.invalid")), Is.Empty);
            scene.Policy = scene.Policy with { Audience = null };
            Assert.That(With("https://relying.invalid"), Is.EqualTo(new[] { AppraisalReason.JwtAudienceMismatch }), "for somebody, and the policy names nobody");
        });

        AppraisalReason[] With(JsonNode? audience)
        {
            scene.Claims["aud"] = audience;
            if (audience is null) scene.Claims.Remove("aud");
            return scene.Reasons();
        }
    }

    [Test]
    public void Refuses_under_a_policy_that_does_not_name_the_service_any_more()
    {
        using var scene = new JwtScene();
        var verifier = new JwtVerifier();
        var genuine = verifier.Authenticate(new(new(EvidenceType.Jwt, scene.Service.Sign(scene.Claims)), Endorsements.None), scene.Service.CreatePolicy(), scene.Time);
        var findings = new List<Finding>();
        verifier.Appraise(genuine, new AttestationPolicy { Jwt = new JwtPolicy { Issuers = [scene.Policy with { Issuer = "https://other.invalid" }] } }, scene.Time, findings);
        Assert.That(findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.JwtIssuerUnknown }));
    }

    [Test]
    public void A_service_does_not_speak_in_place_of_the_verifier()
    {
        using var scene = new JwtScene();
        scene.Claims["judgedBy"] = "somebody famous";
        scene.Claims["alg"] = "ES512";
        var claims = scene.Appraise().Claims!.Describe().ToDictionary();
        Assert.That((claims["judgedBy"], claims["alg"]), Is.EqualTo((scene.Service.Settings.Issuer, "ES256")));
    }

    private static string Hex => Convert.ToHexStringLower(JwtScene.Binding);

    private static string Url => Base64Url.EncodeToString(JwtScene.Binding);

    private static TestCaseData Case(SimulatedJwtSettings settings, string claim, string other, AppraisalReason reason) =>
        new TestCaseData(settings, claim, other, reason).SetArgDisplayNames(claim, other);
}
