using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Snp;

/// <summary>A report against the certificate of the key that signed it: kind of key, TCB, chip.</summary>
[TestFixture]
internal sealed class SnpKeyTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(6)]
    [TestCase(7)]
    public void Rejects_a_report_that_names_another_kind_of_key_than_its_certificate_or_none(int signingKey)
    {
        var scene = new SnpScene();
        Assert.That(scene.Reasons(report => report[0x048] = (byte)(signingKey << 2)), Is.EqualTo(new[] { AppraisalReason.SnpSigningKeyMismatch }));
    }

    [Test]
    public void Rejects_a_report_of_a_VCEK_with_the_certificate_of_a_VLEK()
    {
        var scene = new SnpScene(new() { SigningKey = SnpSigningKey.Vlek });
        Assert.That(scene.Reasons(report => report[0x048] = 0), Is.EqualTo(new[] { AppraisalReason.SnpSigningKeyMismatch }));
    }

    [Test]
    public void Rejects_the_certificate_of_a_VLEK_under_the_name_of_a_VCEK()
    {
        var scene = new SnpScene(new() { SigningKey = SnpSigningKey.Vlek });
        scene.Replace("vcek", scene.Pki.Leaf.Encode());

        Assert.That(scene.Reasons(report => report[0x048] = 0), Is.EqualTo(new[] { AppraisalReason.SnpChainInvalid }));
    }

    [Test]
    public void Rejects_another_signature()
    {
        var scene = new SnpScene();
        var report = scene.Report();
        report[0x090] ^= 1;

        Assert.That(scene.Appraise(report).Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpReportSignatureInvalid }));
    }

    [TestCase(SnpProduct.Milan)]
    [TestCase(SnpProduct.Turin)]
    public void Rejects_a_TCB_that_differs_from_the_certificate_in_any_byte(SnpProduct product)
    {
        var scene = new SnpScene(new() { Product = product });
        scene.Policy = scene.Policy with { Milan = new(), Turin = new() };

        Assert.That(scene.Reasons(), Is.Empty);
        for (var i = 0; i < 8; i++)
            Assert.That(scene.Reasons(report => report[0x180 + i]++), Is.EqualTo(new[] { AppraisalReason.SnpTcbMismatch }), $"byte {i}");
    }

    [Test]
    public void Takes_the_certificate_of_the_reported_TCB_and_not_of_the_current_one()
    {
        var scene = new SnpScene(new() { CurrentTcb = new(4, 0, 25, 220), CommittedTcb = new(4, 0, 25, 219) });
        Assert.That(scene.Reasons(), Is.Empty);

        scene.ReplaceLeaf(scene.Pki.Extensions with { Components = new Dictionary<int, int>(scene.Pki.Extensions.Components) { [3] = 25, [8] = 220 } });
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpTcbMismatch }));
    }

    [TestCase(SnpProduct.Milan, 0)]
    [TestCase(SnpProduct.Milan, 63)]
    [TestCase(SnpProduct.Turin, 7)]
    [TestCase(SnpProduct.Turin, 8)] // behind the 8 bytes that the certificate states
    [TestCase(SnpProduct.Turin, 63)]
    public void Rejects_the_report_of_another_chip(SnpProduct product, int position)
    {
        var scene = new SnpScene(new() { Product = product });
        Assert.That(scene.Reasons(report => report[0x1a0 + position] ^= 1), Is.EqualTo(new[] { AppraisalReason.SnpChipIdMismatch }));
    }

    [Test]
    public void Rejects_a_hidden_chip_unless_the_report_says_that_its_key_is_masked()
    {
        var open = new SnpScene();
        var masked = new SnpScene(new() { MasksChipKey = true });

        Assert.That(open.Reasons(report => report.AsSpan(0x1a0, 64).Clear()), Is.EqualTo(new[] { AppraisalReason.SnpChipIdMismatch }));
        Assert.That(masked.Reasons(), Is.Empty);
        Assert.That(masked.Reasons(report => report[0x1a0] = 1), Is.EqualTo(new[] { AppraisalReason.SnpChipIdMismatch }));
    }

    [TestCase((byte)0x02)] // like the tag of an INTEGER
    [TestCase((byte)0x04)] // like that of an OCTET STRING
    public void Takes_chip_ids_that_begin_like_a_tag(byte first)
    {
        var id = new byte[64];
        (id[0], id[1], id[2]) = (first, 62, 7);
        var scene = new SnpScene(new() { ChipId = new Measurement(id) });

        Assert.That(scene.Reasons(), Is.Empty);
        Assert.That(scene.Reasons(report => report[0x1a2] ^= 1), Is.EqualTo(new[] { AppraisalReason.SnpChipIdMismatch }));
    }

    [Test]
    public void Takes_a_chip_id_that_stands_as_an_octet_string()
    {
        var scene = new SnpScene();
        byte[] wrapped = [0x04, 64, .. scene.Settings.ChipId.Bytes.Span];
        scene.ReplaceLeaf(scene.Pki.Extensions with { HardwareId = wrapped });

        Assert.That(scene.Reasons(), Is.Empty);
        Assert.That(scene.Reasons(report => report[0x1a0] ^= 1), Is.EqualTo(new[] { AppraisalReason.SnpChipIdMismatch }));
    }

    private static IEnumerable<TestCaseData> WrongExtensions()
    {
        yield return Case("no version", e => e with { StructVersion = null });
        yield return Case("the version of another family", e => e with { StructVersion = 1 });
        yield return Case("no product", e => e with { ProductName = null });
        yield return Case("no chip id", e => e with { HardwareId = null });
        yield return Case("a prefix of the chip id", e => e with { HardwareId = e.HardwareId!.Value[..63] });
        yield return Case("a longer chip id", e => e with { HardwareId = new byte[65] });
        yield return Case("another octet string", e => e with { HardwareId = new byte[] { 4, 8, 1, 2, 3, 4, 5, 6, 7, 8 } });
        for (var i = 1; i <= 8; i++)
        {
            var component = i;
            yield return Case($"no component {i}", e => e with { Components = e.Components.Where(c => c.Key != component).ToDictionary() });
        }

        yield return Case("a component over 255", e => e with { Components = new Dictionary<int, int>(e.Components) { [3] = 256 + 24 } });
        yield return Case("a negative component", e => e with { Components = new Dictionary<int, int>(e.Components) { [2] = -1 } });

        static TestCaseData Case(string name, Func<SimulatedKeyExtensions, SimulatedKeyExtensions> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(WrongExtensions))]
    public void Rejects_a_certificate_without_all_extensions(Func<SimulatedKeyExtensions, SimulatedKeyExtensions> change)
    {
        var scene = new SnpScene();
        scene.ReplaceLeaf(change(scene.Pki.Extensions));

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpLeafExtensionInvalid }));
    }

    [Test]
    public void Rejects_a_VLEK_without_provider_or_with_a_chip()
    {
        var scene = new SnpScene(new() { SigningKey = SnpSigningKey.Vlek });
        scene.ReplaceLeaf(scene.Pki.Extensions with { CspId = null });
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpLeafExtensionInvalid }));

        scene.ReplaceLeaf(scene.Pki.Extensions with { HardwareId = scene.Settings.ChipId.Bytes });
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpLeafExtensionInvalid }));
    }

    [Test]
    public void Rejects_Turins_certificate_in_the_layout_of_Milan()
    {
        var scene = new SnpScene(new() { Product = SnpProduct.Turin });
        var extensions = scene.Pki.Extensions;
        scene.ReplaceLeaf(extensions with { Components = extensions.Components.Where(c => c.Key != 9).Append(KeyValuePair.Create(4, 0)).ToDictionary() });

        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.SnpLeafExtensionInvalid }));
    }
}
