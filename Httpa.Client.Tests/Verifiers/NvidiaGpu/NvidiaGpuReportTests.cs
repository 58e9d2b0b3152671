using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

/// <summary>Reports that the device's own key signed, and that are none all the same.</summary>
internal sealed class NvidiaGpuReportTests
{
    private readonly NvidiaGpuScene _scene = new();

    [OneTimeTearDown]
    public void Dispose() => _scene.Dispose();

    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return Case("another version of SPDM asked", r => r with { Request = [0x12, 0xe0, 0x01, 0xff, 0] });
        yield return Case("another request", r => r with { Request = [0x11, 0xe1, 0x01, 0xff, 0] });
        yield return Case("no signature asked for", r => r with { Request = [0x11, 0xe0, 0x00, 0xff, 0] });
        yield return Case("one measurement asked for", r => r with { Request = [0x11, 0xe0, 0x01, 0x05, 0] });
        yield return Case("another slot answers", r => r with { Request = [0x11, 0xe0, 0x01, 0xff, 1] });
        yield return Case("another version of SPDM answers", r => r with { Response = [0x12, 0x60, 0, 0] });
        yield return Case("an error answers", r => r with { Response = [0x11, 0x7f, 0, 0] });
        yield return Case("another specification", r => r with { Specification = 2 });
        yield return Case("no measurement", r => r with { Blocks = [] });
        yield return Case("an empty measurement", r => r with { Blocks = [(1, [])] });
        yield return Case("a measurement with the index 0", r => r with { Blocks = [(0, new byte[48])] });
        yield return Case("an index twice", r => r with { Blocks = [(1, new byte[48]), (1, new byte[48])] });
        yield return Case("indexes out of order", r => r with { Blocks = [(2, new byte[48]), (1, new byte[48])] });
        yield return Case("an opaque field twice", r => r with { Opaque = [.. r.Opaque, (20, new byte[48])] });

        static TestCaseData Case(string name, Func<SimulatedNvidiaReport, SimulatedNvidiaReport> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [Test]
    public void Reads_what_the_device_says()
    {
        var claims = (NvidiaGpuClaims)_scene.Authenticate(_scene.Evidence()).Claims!;

        Assert.Multiple(() =>
        {
            Assert.That(claims.Nonce.Bytes.ToArray(), Is.EqualTo(NvidiaGpuScene.Nonce));
            Assert.That(claims.DriverVersion, Is.EqualTo(_scene.Device.Settings.DriverVersion));
            Assert.That(claims.VbiosVersion, Is.EqualTo(_scene.Device.Settings.VbiosVersion));
            Assert.That(claims.IsProtectedPcie, Is.False);
            Assert.That(claims.IsSwitch, Is.False);
            Assert.That(claims.Measurements[3], Is.EqualTo(_scene.Device.Settings.Measurements[3]));
            Assert.That(claims.Device!.DeviceKey, Is.EqualTo(_scene.Device.DeviceKey));
        });
    }

    [TestCaseSource(nameof(Malformed))]
    public void Rejects_a_signed_report_of_another_form(Func<SimulatedNvidiaReport, SimulatedNvidiaReport> change) =>
        Assert.That(_scene.Reasons(_scene.Evidence(change)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuReportMalformed }));

    [Test]
    public void Rejects_a_report_whose_length_leaves_bytes_over()
    {
        var report = _scene.Device.Report.Encode(NvidiaGpuScene.Nonce);
        byte[] longer = [.. report.AsSpan(..^96), 0, .. report.AsSpan(^96..)];

        Assert.That(_scene.Reasons(_scene.With(longer)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuReportMalformed }));
    }

    [Test]
    public void Rejects_a_report_with_another_nonce_put_in()
    {
        var report = _scene.Device.Report.Encode(NvidiaGpuScene.Nonce);
        report[4] ^= 1;

        Assert.That(_scene.Reasons(_scene.With(report)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuReportSignatureInvalid }));
    }

    [Test]
    public void Rejects_a_report_that_another_key_signed() =>
        Assert.That(_scene.Reasons(_scene.Evidence(r => r with { Key = _scene.Device.Pki.DeviceKey })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuReportSignatureInvalid }));

    [Test]
    public void Rejects_other_firmware_than_the_key_was_certified_for() =>
        Assert.That(
            _scene.Reasons(_scene.Evidence(r => r with { Opaque = [(20, new byte[48])] })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuFirmwareIdMismatch }));

    [Test]
    public void Takes_a_report_that_does_not_name_its_firmware() =>
        Assert.That(_scene.Reasons(_scene.Evidence(r => r with { Opaque = [] })), Is.Empty);
}
