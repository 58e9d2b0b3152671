using Httpa.Client.Tests.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

internal sealed class NvidiaGpuPolicyReviewTests
{
    private static readonly ReferenceValue<Measurement> Any = ReferenceValue.Unchecked<Measurement>("why");

    private static readonly NvidiaGpuPolicy Good = new()
    {
        Count = ReferenceValue.AnyOf(8u),
        Chip = ReferenceValue.AnyOf<string>("GH100"),
        DriverVersion = ReferenceValue.AnyOf<string>("550.90.07"),
        VbiosVersion = ReferenceValue.AnyOf<string>("96.00.9F.00.01"),
        Measurements = [new(9, ReferenceValue.AnyOf(new string('1', 96)))],
    };

    private static IEnumerable<TestCaseData> Problems()
    {
        yield return Case("nvidiaGpu.count", p => p with { Count = null });
        yield return Case("nvidiaGpu.switchCount", p => p with { SwitchCount = ReferenceValue.AnyOf(17u) });
        yield return Case("nvidiaGpu.chip", p => p with { Chip = null });
        yield return Case("nvidiaGpu.driverVersion", p => p with { DriverVersion = null });
        yield return Case("nvidiaGpu.vbiosVersion", p => p with { VbiosVersion = null });
        yield return Case("nvidiaGpu.measurements", p => p with { Measurements = [], RequireRims = false });
        yield return Case("nvidiaGpu.measurements", p => p with { Measurements = [new(9, Any)], RequireRims = false });
        yield return Case("nvidiaGpu.measurements[255]", p => p with { Measurements = [new(255, Good.Measurements[0].Value)] });
        yield return Case("nvidiaGpu.measurements[9]", p => p with { Measurements = [new(9, ReferenceValue.AnyOf("00"))] });
        yield return Case("nvidiaGpu.measurements[9]", p => p with { Measurements = [.. p.Measurements, .. p.Measurements] });
        yield return Case("nvidiaGpu.deviceKey", p => p with { DeviceKey = ReferenceValue.AnyOf("00") });
        yield return Case("nvidiaGpu.firmwareId", p => p with { FirmwareId = ReferenceValue.AnyOf("00") });
        yield return Case("nvidiaGpu.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [default] });
    }

    private static IEnumerable<TestCaseData> Warnings()
    {
        yield return Case("nvidiaGpu.count", p => p with { Count = ReferenceValue.AtLeast(0u) });
        yield return Case("nvidiaGpu.chip", p => p with { Chip = ReferenceValue.Unchecked<string>("why") });
        yield return Case("nvidiaGpu.driverVersion", p => p with { DriverVersion = ReferenceValue.Unchecked<string>("why") });
        yield return Case("nvidiaGpu.vbiosVersion", p => p with { VbiosVersion = ReferenceValue.Unchecked<string>("why") });
        yield return Case("nvidiaGpu.measurements[9]", p => p with { Measurements = [new(9, Any)] });
        yield return Case("nvidiaGpu.requireOcsp", p => p with { RequireOcsp = false });
        yield return Case("nvidiaGpu.dangerousAllowCertificateHold", p => p with { DangerousAllowCertificateHold = true });
        yield return Case("nvidiaGpu.allowProtectedPcie", p => p with { AllowProtectedPcie = true });
        yield return Case("nvidiaGpu.dangerousTrustedRoots", p => p with { DangerousTrustedRoots = [Measurement.Parse(new string('1', 64))] });
    }

    [Test]
    public void Finds_nothing_in_a_good_policy()
    {
        Assert.That(Of(Good).Problems, Is.Empty);
        Assert.That(Of(Good).Warnings, Is.Empty);
    }

    [TestCaseSource(nameof(Problems))]
    public void Finds_what_cannot_be_meant(string path, Func<NvidiaGpuPolicy, NvidiaGpuPolicy> change) =>
        Assert.That(Of(change(Good)).Problems.Select(p => p.Split(' ')[0]), Is.EqualTo(new[] { path }));

    [TestCaseSource(nameof(Warnings))]
    public void Warns_of_what_protects_less(string path, Func<NvidiaGpuPolicy, NvidiaGpuPolicy> change)
    {
        Assert.That(Of(change(Good)).Problems, Is.Empty);
        Assert.That(Of(change(Good)).Warnings.Select(p => p.Split(' ')[0]), Is.EqualTo(new[] { path }));
    }

    private static AttestationPolicy Of(NvidiaGpuPolicy rules) => FakeVerifier.Policy with { NvidiaGpu = rules };

    private static TestCaseData Case(string path, Func<NvidiaGpuPolicy, NvidiaGpuPolicy> change) => new(path, change);
}
