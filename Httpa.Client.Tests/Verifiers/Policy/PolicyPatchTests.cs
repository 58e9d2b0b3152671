using System.Text;
using System.Text.Json.Nodes;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

/// <summary>What a rejection suggests to the owner of a policy: the patch that accepts exactly what was refused, or none.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PolicyPatchTests
{
    private static readonly byte[] Binding = new byte[AppraisalRequest.BindingLength];

    private static IEnumerable<EvidenceType> Types => SimulatedTees.Types;

    [TestCaseSource(nameof(Types))]
    public async Task The_patch_of_a_rejected_build_accepts_that_build_and_the_one_before(EvidenceType type)
    {
        using var tee = SimulatedTees.Create(type);
        var policy = tee.CreatePolicyForAnotherBuild();
        var patched = Merge(policy, (await AppraiseAsync(tee, policy)).SuggestPatch());

        Assert.That((await AppraiseAsync(tee, patched)).Findings, Is.Empty);
        Assert.That(patched.Problems, Is.Empty);
    }

    [Test]
    public async Task Several_objections_make_one_patch_with_the_names_of_what_was_accepted()
    {
        using var tee = new SimulatedTdx();
        var policy = tee.CreatePolicy();
        var zero = new Measurement(new byte[48]);
        policy = policy with { Tdx = policy.Tdx! with { RtMr3 = ReferenceValue.AnyOf(("v1", zero.ToString())), RtMr2 = null, Ppid = ReferenceValue.AnyOf(new string('1', 32)) } };
        var patch = JsonNode.Parse((await AppraiseAsync(tee, policy)).SuggestPatch()!)!;

        Assert.That(patch["tdx"]!.AsObject().Select(m => m.Key), Is.EquivalentTo(["rtMr2", "rtMr3", "ppid"]));
        Assert.That(patch["tdx"]!["rtMr3"]!["anyOf"]!.AsArray().Select(v => (string?)v!["name"]), Is.EqualTo(new[] { "v1", null }));
        Assert.That((await AppraiseAsync(tee, Merge(policy, patch.ToJsonString()))).IsAccepted);
    }

    [Test]
    public async Task A_measurement_in_a_list_of_rules_is_added_to_its_rule()
    {
        using var tee = new SimulatedSgx();
        using var gpu = new SimulatedNvidiaGpu();
        var gpus = SimulatedNvidiaGpu.CreatePolicy(gpu);
        var other = new Httpa.Verifiers.NvidiaGpu.NvidiaGpuMeasurement(gpus.Measurements[3].Index, ReferenceValue.AnyOf(("v1", new string('1', 96))));
        var policy = tee.CreatePolicy() with { NvidiaGpu = gpus with { Measurements = [.. gpus.Measurements.Where(m => m.Index != other.Index), other] } };
        var device = await gpu.ProduceEvidenceAsync(new byte[32], CancellationToken.None);

        var result = await AppraiseAsync(tee, policy, devices: [device]);
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo([AppraisalReason.NvidiaGpuMeasurementMismatch]));
        var patched = Merge(policy, result.SuggestPatch());
        Assert.That(patched.NvidiaGpu!.Measurements.Single(m => m.Index == other.Index).Value.Values, Has.Count.EqualTo(2));
        Assert.That((await AppraiseAsync(tee, patched, devices: [device])).Findings, Is.Empty);
    }

    [Test]
    public async Task Nothing_is_suggested_where_a_second_policy_had_a_say()
    {
        using var tee = new SimulatedSgx();
        var lead = await tee.ProduceEvidenceAsync(Binding, CancellationToken.None);
        var result = EvidenceVerifiers.CreateDefault().Appraise(new AppraisalRequest
        {
            Lead = lead, Binding = Binding, PublicKey = new byte[32], Policy = tee.CreatePolicy(), AlsoRequired = tee.CreatePolicyForAnotherBuild(), Time = TimeProvider.System.GetUtcNow(),
        });
        Assert.That((result.IsAccepted, result.SuggestPatch()), Is.EqualTo((false, (string?)null)));
    }

    [Test]
    public async Task A_minimum_is_lowered_to_what_was_found()
    {
        using var tee = new SimulatedSgx();
        var policy = tee.CreatePolicy();
        policy = policy with { Sgx = policy.Sgx! with { IsvSvn = ReferenceValue.AtLeast<ushort>(9) } };
        Assert.That((await AppraiseAsync(tee, policy)).SuggestPatch(), Is.EqualTo("""{"sgx":{"isvSvn":{"atLeast":2}}}"""));
    }

    [Test]
    public async Task A_status_and_its_advisories_are_suggested_with_links_to_read_first()
    {
        using var tee = WithStatus(TcbStatus.SWHardeningNeeded);
        var policy = tee.CreatePolicy();
        var result = await AppraiseAsync(tee, policy);

        Assert.That(result.Findings.Select(f => f.Remedy), Has.Some.Contains("https://www.intel.com/content/www/us/en/security-center/advisory/intel-sa-00615.html"));
        Assert.That((await AppraiseAsync(tee, Merge(policy, result.SuggestPatch()))).IsAccepted);
    }

    [Test]
    public async Task Firmware_with_known_holes_is_not_suggested()
    {
        using var tee = WithStatus(TcbStatus.OutOfDate);
        Assert.That((await AppraiseAsync(tee, tee.CreatePolicy())).SuggestPatch(), Is.Null);
    }

    [Test]
    public async Task Debug_mode_is_not_suggested()
    {
        using var sgx = new SimulatedSgx(new() { IsDebug = true });
        using var nitro = new SimulatedNitro(new() { IsDebug = true });
        foreach (var tee in new ISimulatedTee[] { sgx, nitro }) Assert.That((await AppraiseAsync(tee, tee.CreatePolicyForAnotherBuild())).SuggestPatch(), Is.Null, tee.Type.Token);
    }

    [Test]
    public async Task A_chip_that_does_not_say_which_one_it_is_is_not_suggested()
    {
        using var tee = new SimulatedSnp(new() { ChipId = new(new byte[64]), SigningKey = Httpa.Verifiers.Snp.SnpSigningKey.Vlek });
        var policy = tee.CreatePolicy();
        policy = policy with { Snp = policy.Snp! with { ChipId = ReferenceValue.AnyOf(new string('1', 128)) } };
        var result = await AppraiseAsync(tee, policy);
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo([AppraisalReason.SnpChipNotListed]));
        Assert.That(result.SuggestPatch(), Is.Null);
    }

    [Test]
    public async Task A_value_whose_time_is_over_is_not_suggested()
    {
        using var tee = new SimulatedSgx();
        var policy = tee.CreatePolicy();
        var ended = new NamedValue<Measurement>(tee.Settings.MrEnclave, "v1") { NotAfter = TimeProvider.System.GetUtcNow().AddDays(-1) };
        policy = policy with { Sgx = policy.Sgx! with { MrEnclave = ReferenceValue.AnyOf<Measurement>(ended) } };
        Assert.That((await AppraiseAsync(tee, policy)).SuggestPatch(), Is.Null);
    }

    [Test]
    public async Task Nothing_is_suggested_for_evidence_that_is_accepted_forged_or_not_covered()
    {
        using var tee = new SimulatedSgx();
        using var other = new SimulatedNitro();
        Assert.That((await AppraiseAsync(tee, tee.CreatePolicy())).SuggestPatch(), Is.Null);
        Assert.That((await AppraiseAsync(tee, other.CreatePolicy())).SuggestPatch(), Is.Null);
        Assert.That((await AppraiseAsync(tee, tee.CreatePolicyForAnotherBuild(), new byte[] { 1 })).SuggestPatch(), Is.Null);
    }

    [Test]
    public async Task The_message_of_the_exception_ends_with_the_patch()
    {
        using var tee = new SimulatedSgx();
        var result = await AppraiseAsync(tee, tee.CreatePolicyForAnotherBuild());
        var message = AttestationException.For("https://bank.example", result).Message;
        Assert.That(message, Does.Contain("(another build)").And.Contain(tee.Settings.MrEnclave.ToString()).And.EndsWith(result.SuggestPatch()!));
    }

    private static SimulatedSgx WithStatus(TcbStatus status)
    {
        var level = new SimulatedSgxSettings().TcbLevels[0];
        return new SimulatedSgx(new()
        {
            TcbLevels =
            [
                new() { Components = level.Components, PceSvn = level.PceSvn, Status = status, Date = level.Date, AdvisoryIds = ["INTEL-SA-00615"] },
            ],
        });
    }

    private static async Task<AttestationResult> AppraiseAsync(ISimulatedTee tee, AttestationPolicy policy, byte[]? replaced = null, params EndorsedEvidence[] devices)
    {
        var lead = await tee.ProduceEvidenceAsync(Binding, CancellationToken.None);
        if (replaced is not null) lead = lead with { Evidence = lead.Evidence with { Value = replaced } };
        return EvidenceVerifiers.CreateDefault().Appraise(new AppraisalRequest
        {
            Lead = lead, Devices = devices, DeviceNonce = new byte[32], Binding = Binding, PublicKey = new byte[32], Policy = policy, Time = TimeProvider.System.GetUtcNow(),
        });
    }

    /// <summary>Applies a patch as RFC 7396 says, and reads the policy that comes of it.</summary>
    private static AttestationPolicy Merge(AttestationPolicy policy, string? patch)
    {
        Assert.That(patch, Is.Not.Null);
        var merged = Merge(JsonNode.Parse(policy.ToJson()), JsonNode.Parse(patch!));
        return AttestationPolicy.Parse(Encoding.UTF8.GetBytes(merged!.ToJsonString()));
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members) return patch?.DeepClone();
        var merged = target is JsonObject ? (JsonObject)target.DeepClone() : [];
        foreach (var (name, value) in members)
        {
            if (value is null) merged.Remove(name);
            else merged[name] = Merge(merged[name], value);
        }

        return merged;
    }
}
