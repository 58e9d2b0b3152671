using System.Buffers.Binary;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Snp;

/// <summary>The form of reports. Every report here is signed after the change, so that nothing but its form is wrong.</summary>
[TestFixture]
internal sealed class SnpReportTests
{
    private static readonly int[] ReservedInAllVersions = [0x04c, 0x04f, 0x1eb, 0x1ef, 0x29f];
    private static readonly int[] UpperBytesOfTheSignature = [0x2d0, 0x2e7, 0x318, 0x32f, 0x330, 0x49f];

    [TestCase(0u)]
    [TestCase(1u)]
    [TestCase(4u)]
    [TestCase(6u)]
    [TestCase(0x02000000u)]
    public void Rejects_other_versions_by_name(uint version)
    {
        var scene = new SnpScene();
        var result = scene.Appraise(scene.Report(report => BinaryPrimitives.WriteUInt32LittleEndian(report, version)));

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpVersionUnsupported }));
        Assert.That(result.Findings[0].Actual, Does.Contain($"{version}"));
    }

    [TestCase(2u)]
    [TestCase(3u)]
    [TestCase(5u)]
    public void Rejects_reserved_bytes_that_are_not_zero(uint version)
    {
        var scene = new SnpScene(new() { ReportVersion = version });
        var reserved = ReservedInAllVersions.Concat(version switch
        {
            2 => [0x188, 0x19f, 0x1f8],
            3 => [0x18b, 0x19f, 0x1f8],
            _ => new[] { 0x18b, 0x19f, 0x208 },
        });

        Assert.That(scene.Reasons(), Is.Empty);
        foreach (var offset in reserved)
            Assert.That(scene.Reasons(report => report[offset] = 1), Is.EqualTo(new[] { AppraisalReason.SnpReportMalformed }), $"{offset:x3}");
    }

    [Test]
    public void Rejects_reserved_bits_of_the_key_flags()
    {
        var scene = new SnpScene();
        Assert.That(scene.Reasons(report => report[0x048] |= 0x20), Is.EqualTo(new[] { AppraisalReason.SnpReportMalformed }));
        Assert.That(scene.Reasons(report => report[0x04b] = 0x80), Is.EqualTo(new[] { AppraisalReason.SnpReportMalformed }));
    }

    [Test]
    public void Rejects_a_signature_longer_than_its_coordinates()
    {
        var scene = new SnpScene();
        foreach (var offset in UpperBytesOfTheSignature)
        {
            var report = scene.Report();
            report[offset] = 1;
            Assert.That(scene.Appraise(report).Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpReportMalformed }), $"{offset:x3}");
        }
    }

    [TestCase(0u)]
    [TestCase(2u)]
    [TestCase(0x01000000u)]
    public void Rejects_other_signature_algorithms_by_name(uint algorithm)
    {
        var scene = new SnpScene();
        var reasons = scene.Reasons(report => BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(0x034), algorithm));

        Assert.That(reasons, Is.EqualTo(new[] { AppraisalReason.SnpSignatureAlgorithmUnsupported }));
    }

    [TestCase(0)]
    [TestCase(1183)]
    [TestCase(1185)]
    [TestCase(4096)]
    public void Rejects_other_lengths(int length)
    {
        var scene = new SnpScene();
        var report = scene.Report();
        Array.Resize(ref report, length);

        Assert.That(scene.Appraise(report).Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpReportMalformed }));
    }

    [Test]
    public void Rejects_a_signature_whose_numbers_are_big_endian()
    {
        var scene = new SnpScene();
        var report = scene.Report();
        report.AsSpan(0x2a0, 48).Reverse();
        report.AsSpan(0x2e8, 48).Reverse();

        Assert.That(scene.Appraise(report).Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpReportSignatureInvalid }));
    }

    [Test]
    public void Shows_mitigations_of_version_5_only()
    {
        var old = new SnpScene();
        var current = new SnpScene(new() { Product = SnpProduct.Turin, ReportVersion = 5, Mitigations = 0x2a });

        Assert.That(((SnpClaims)old.Appraise(old.Report()).Claims!).LaunchMitigations, Is.Null);
        Assert.That(((SnpClaims)current.Appraise(current.Report()).Claims!).CurrentMitigations, Is.EqualTo(0x2a));
    }

    [TestCase(SnpProduct.Milan, "0409000000001855")]
    [TestCase(SnpProduct.Genoa, "0409000000001855")]
    [TestCase(SnpProduct.Turin, "0704091800000055")]
    public void Reads_components_in_the_order_of_the_product(SnpProduct product, string version)
    {
        var expected = new SnpTcb(4, 9, 24, 0x55, product == SnpProduct.Turin ? (byte)7 : (byte)0);
        Assert.That(SnpTcb.Read(Measurement.Parse(version), product), Is.EqualTo(expected));
    }

    [Test]
    public void Reads_no_components_of_another_length_or_product()
    {
        Assert.That(() => SnpTcb.Read(Measurement.Parse("00"), SnpProduct.Milan), Throws.ArgumentException);
        Assert.That(() => SnpTcb.Read(Measurement.Parse("0000000000000000"), (SnpProduct)9), Throws.ArgumentException);
    }

    [Test]
    public void Compares_each_component()
    {
        var minimum = new SnpTcb(4, 1, 24, 100);
        Assert.Multiple(() =>
        {
            Assert.That(new SnpTcb(4, 1, 24, 100).IsAtLeast(minimum), Is.True);
            Assert.That(new SnpTcb(4, 1, 23, 255).IsAtLeast(minimum), Is.False, "newer microcode does not make up for older firmware");
            Assert.That(new SnpTcb(3, 1, 255, 255).IsAtLeast(minimum), Is.False);
            Assert.That(new SnpTcb(255, 0, 255, 255).IsAtLeast(minimum), Is.False);
            Assert.That(new SnpTcb(255, 255, 255, 99).IsAtLeast(minimum), Is.False);
            Assert.That(new SnpTcb(255, 255, 255, 255).IsAtLeast(minimum with { Fmc = 1 }), Is.False);
        });
    }
}
