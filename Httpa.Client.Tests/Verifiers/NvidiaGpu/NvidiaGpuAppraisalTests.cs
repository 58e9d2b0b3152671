using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

/// <summary>What a policy can say of a device, and of several.</summary>
internal sealed class NvidiaGpuAppraisalTests
{
    private static readonly ReferenceValue<Measurement> Another = ReferenceValue.AnyOf(new string('7', 96));

    private readonly NvidiaGpuScene _scene = new();

    [OneTimeTearDown]
    public void Dispose() => _scene.Dispose();

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return Case(AppraisalReason.NvidiaGpuChipRefused, p => p with { Chip = ReferenceValue.AnyOf<string>("GB100") });
        yield return Case(AppraisalReason.NvidiaGpuDriverVersionRefused, p => p with { DriverVersion = ReferenceValue.AnyOf<string>("535.86.09") });
        yield return Case(AppraisalReason.NvidiaGpuVbiosVersionRefused, p => p with { VbiosVersion = ReferenceValue.AnyOf<string>("96.00.5E.00.01") });
        yield return Case(AppraisalReason.NvidiaGpuDeviceNotListed, p => p with { DeviceKey = ReferenceValue.AnyOf(new string('7', 64)) });
        yield return Case(AppraisalReason.NvidiaGpuFirmwareIdRefused, p => p with { FirmwareId = Another });
        yield return Case(AppraisalReason.NvidiaGpuMeasurementMismatch, p => p with { Measurements = [new(4, Another)] });
        yield return Case(AppraisalReason.NvidiaGpuMeasurementMismatch, p => p with { Measurements = [new(200, Another)] });
        yield return Case(AppraisalReason.NvidiaGpuMeasurementMismatch, p => p with { Measurements = [new(uint.MaxValue, Another)] });
        yield return Case(AppraisalReason.PolicyMemberAbsent, p => p with { Chip = null });
        yield return Case(AppraisalReason.PolicyMemberAbsent, p => p with { DriverVersion = null });
        yield return Case(AppraisalReason.PolicyMemberAbsent, p => p with { VbiosVersion = null });

        static TestCaseData Case(AppraisalReason reason, Func<NvidiaGpuPolicy, NvidiaGpuPolicy> change) => new(reason, change);
    }

    [Test]
    public void Accepts_what_the_policy_names()
    {
        Assert.That(_scene.Refused(p => p), Is.Empty);
        Assert.That(_scene.Policy.Problems, Is.Empty);
    }

    [TestCaseSource(nameof(Refusals))]
    public void Refuses_what_the_policy_does_not_name(AppraisalReason reason, Func<NvidiaGpuPolicy, NvidiaGpuPolicy> change) =>
        Assert.That(_scene.Refused(change), Is.EqualTo(new[] { reason }));

    [Test]
    public void Refuses_a_report_that_does_not_tell_its_versions() =>
        Assert.That(
            _scene.Refused(p => p, _scene.Evidence(r => r with { Opaque = [] })),
            Is.EqualTo(new[]
            {
                AppraisalReason.NvidiaGpuDriverVersionRefused, AppraisalReason.NvidiaGpuVbiosVersionRefused,
                AppraisalReason.NvidiaGpuRimVersionMismatch, AppraisalReason.NvidiaGpuRimVersionMismatch,
            }));

    [TestCase((byte)0xaa)]
    [TestCase((byte)0x00)]
    public void Refuses_protected_pcie_unless_the_policy_allows_it(byte status)
    {
        var evidence = _scene.Evidence(r => r with { Opaque = [.. r.Opaque.Where(o => o.Type != 21), (21, [status])] });

        Assert.That(_scene.Refused(p => p, evidence), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuProtectedPcieRefused }));
        Assert.That(_scene.Refused(p => p with { AllowProtectedPcie = true }, evidence), Is.Empty);
    }

    [TestCase((byte)0, false)]
    [TestCase((byte)1, false)]
    [TestCase((byte)2, true)]
    [TestCase((byte)3, true, Description = "a mode that is not known")]
    public void Takes_the_mode_from_the_feature_flag_where_there_is_one(byte flag, bool isProtectedPcie)
    {
        var evidence = _scene.Evidence(r => r with { Opaque = [.. r.Opaque, (36, [flag])] });

        Assert.That(((NvidiaGpuClaims)_scene.Authenticate(evidence).Claims!).IsProtectedPcie, Is.EqualTo(isProtectedPcie));
    }

    [Test]
    public void Refuses_a_feature_flag_that_says_nothing_known([Values("", "0001", "0100000001")] string flag)
    {
        var evidence = _scene.Evidence(r => r with { Opaque = [.. r.Opaque, (36, Convert.FromHexString(flag))] });

        Assert.That(_scene.Refused(p => p, evidence), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuProtectedPcieRefused }));
    }

    [Test]
    public void Asks_a_switch_for_no_driver()
    {
        using var scene = new NvidiaGpuScene(new SimulatedNvidiaGpuSettings { Chip = "LS10", VbiosVersion = "96.10.55.00.01" });

        Assert.That(scene.Refused(p => p with { DriverVersion = null }), Is.Empty);
    }

    [Test]
    public void Counts_switches_apart()
    {
        using var gpu = new NvidiaGpuScene();
        using var nvSwitch = new NvidiaGpuScene(new SimulatedNvidiaGpuSettings { Chip = "LS10" });
        AuthenticationResult[] both = [gpu.Authenticate(gpu.Evidence()), nvSwitch.Authenticate(nvSwitch.Evidence())];

        Assert.That(OfSet(both, new NvidiaGpuPolicy { Count = ReferenceValue.AnyOf(1u), SwitchCount = ReferenceValue.AnyOf(1u) }), Is.Empty);
        Assert.That(
            OfSet(both, new NvidiaGpuPolicy { Count = ReferenceValue.AnyOf(2u) }),
            Is.EqualTo(new[] { AppraisalReason.CompositeDeviceCountRefused, AppraisalReason.CompositeDeviceCountRefused }));
    }

    [Test]
    public void Demands_every_switch_that_a_GPU_in_protected_pcie_mode_is_linked_to()
    {
        var (first, second) = (Measurement.Parse("203eb31ad9ed0008"), Measurement.Parse("7d83d8b8a142ae0a"));
        using var gpu = new NvidiaGpuScene(new SimulatedNvidiaGpuSettings { IsProtectedPcie = true, SwitchIdentities = [first, new(new byte[8]), second, first] });
        using var nvSwitch = new NvidiaGpuScene(new SimulatedNvidiaGpuSettings { Chip = "LS10", SwitchIdentities = [first] });
        using var other = new NvidiaGpuScene(new SimulatedNvidiaGpuSettings { Chip = "LS10", SwitchIdentities = [second] });
        AuthenticationResult[] all = [gpu.Authenticate(gpu.Evidence()), nvSwitch.Authenticate(nvSwitch.Evidence()), other.Authenticate(other.Evidence())];
        var policy = new NvidiaGpuPolicy { Count = ReferenceValue.AnyOf(1u), SwitchCount = ReferenceValue.AtLeast(1u), AllowProtectedPcie = true };

        Assert.That(OfSet(all, policy), Is.Empty);
        Assert.That(OfSet(all[..2], policy), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuSwitchNotAttested }));
    }

    private static IEnumerable<AppraisalReason> OfSet(IReadOnlyList<AuthenticationResult> devices, NvidiaGpuPolicy policy)
    {
        var findings = new List<Finding>();
        NvidiaGpuSet.Appraise(devices, policy, findings);
        return findings.Select(f => f.Reason);
    }
}
