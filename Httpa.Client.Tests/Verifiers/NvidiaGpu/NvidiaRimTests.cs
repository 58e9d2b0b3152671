using System.Text;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

/// <summary>Manifests that NVIDIA did not make, or made of something else.</summary>
internal sealed class NvidiaRimTests
{
    private readonly NvidiaGpuScene _scene = new();

    [OneTimeTearDown]
    public void Dispose() => _scene.Dispose();

    /// <summary>Changes to the text of a manifest, which make it another document or none.</summary>
    private static IEnumerable<TestCaseData> Alterations()
    {
        yield return Changed("a measurement", "h:Hash0=\"", "h:Hash0=\"00");
        yield return Changed("the version", "colloquialVersion=\"", "colloquialVersion=\"1");
        yield return Changed("white space", "<Payload>", "<Payload> ");
        yield return Changed("an element added", "</Payload>", "</Payload><Payload></Payload>");
        yield return Case("a document type", "<SoftwareIdentity", "<!DOCTYPE SoftwareIdentity [<!ENTITY a \"b\">]><SoftwareIdentity");
        yield return Case("a document type outside", "<SoftwareIdentity", "<!DOCTYPE SoftwareIdentity SYSTEM \"file:///etc/passwd\"><SoftwareIdentity");
        yield return Case("a processing instruction", "<Payload>", "<?php ?><Payload>");
        yield return Case("a CDATA section", "<Payload>", "<Payload><![CDATA[ ]]>");
        yield return Case("an xml attribute", "<Payload>", "<Payload xml:space=\"preserve\">");
        yield return Case("a second signature", "<ds:Signature ", "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Signature><ds:Signature ");
        yield return Case("an object in the signature", "</ds:KeyInfo>", "</ds:KeyInfo><ds:Object></ds:Object>");
        yield return Case("a key in the signature", "<ds:X509Data>", "<ds:KeyValue></ds:KeyValue><ds:X509Data>");
        yield return Case("text in the signature", "<ds:KeyInfo>", "x<ds:KeyInfo>");
        yield return Case("a second reference", "</ds:SignedInfo>", "<ds:Reference URI=\"\"></ds:Reference></ds:SignedInfo>");
        yield return Case("no signature", "ds:Signature", "ds:Sig");
        yield return Case("another namespace of signatures", "http://www.w3.org/2000/09/xmldsig#", "http://www.w3.org/2000/09/xmldsig");

        static TestCaseData Changed(string name, string before, string after) =>
            new TestCaseData(before, after, AppraisalReason.NvidiaGpuRimSignatureInvalid).SetArgDisplayNames(name);

        static TestCaseData Case(string name, string before, string after) =>
            new TestCaseData(before, after, AppraisalReason.NvidiaGpuRimMalformed).SetArgDisplayNames(name);
    }

    /// <summary>Manifests that NVIDIA's key signed, in a form that is not accepted.</summary>
    private static IEnumerable<TestCaseData> Signed()
    {
        yield return Case("another algorithm", r => r with { SignatureMethod = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" });
        yield return Case("a MAC", r => r with { SignatureMethod = "http://www.w3.org/2000/09/xmldsig#hmac-sha1" });
        yield return Case("another canonical form", r => r with { Canonicalization = "http://www.w3.org/2001/10/xml-exc-c14n#" });
        yield return Case("a canonical form with comments", r => r with { Canonicalization = "http://www.w3.org/2006/12/xml-c14n11#WithComments" });
        yield return Case("a part of the document", r => r with { ReferenceUri = "#payload" });
        yield return Case("no measurement that counts", r => r with { Measurements = [], Inactive = [1] });
        yield return Case("an index twice", r => r with { Inactive = [.. r.Inactive, r.Measurements[0].Index] });
        yield return Case("an index that no report has", r => r with { Measurements = [(255, [new byte[48]])] });
        yield return Case("a value of another length", r => r with { Measurements = [(1, [new byte[32]])] });
        yield return Case("no value", r => r with { Measurements = [(1, [])] });
        yield return Case("too many values", r => r with { Measurements = [(1, [.. Enumerable.Repeat(new byte[48], 33)])] });
        yield return Case("no version", r => r with { Version = "" });

        static TestCaseData Case(string name, Func<SimulatedRim, SimulatedRim> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [Test]
    public void Compares_the_measurements_with_both_manifests()
    {
        Assert.That(_scene.Refused(p => p with { Measurements = [] }), Is.Empty);

        var claims = (NvidiaGpuClaims)_scene.Authenticate(_scene.Evidence()).Claims!;
        Assert.That((claims.DriverRimVersion, claims.VbiosRimVersion), Is.EqualTo((_scene.Device.Settings.DriverVersion, _scene.Device.Settings.VbiosVersion)));
    }

    [TestCase("driver_rim")]
    [TestCase("vbios_rim")]
    public void Demands_both_manifests_unless_the_policy_does_not(string name)
    {
        var evidence = _scene.WithDocument(name, null);

        Assert.That(_scene.Refused(p => p, evidence), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimRequired }));
        Assert.That(_scene.Refused(p => p with { RequireRims = false }, evidence), Is.Empty);
    }

    [Test]
    public void Demands_of_a_switch_only_that_of_its_firmware()
    {
        using var scene = new NvidiaGpuScene(new SimulatedNvidiaGpuSettings { Chip = "LS10" });

        Assert.That(scene.Refused(p => p), Is.Empty);
        Assert.That(scene.Refused(p => p, scene.WithDocument("vbios_rim", null)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimRequired }));
    }

    [TestCaseSource(nameof(Alterations))]
    public void Rejects_a_manifest_with(string before, string after, AppraisalReason reason)
    {
        var text = Encoding.UTF8.GetString(_scene.Device.DriverRim.Encode());
        var altered = text.Replace(before, after, StringComparison.Ordinal);

        Assert.That(altered, Is.Not.EqualTo(text));
        Assert.That(_scene.Reasons(With("driver_rim", altered)), Is.EqualTo(new[] { reason }));
    }

    [TestCaseSource(nameof(Signed))]
    public void Rejects_a_signed_manifest_with(Func<SimulatedRim, SimulatedRim> change) =>
        Assert.That(_scene.Reasons(With(change)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimMalformed }));

    [Test]
    public void Reads_a_manifest_that_is_written_otherwise_and_says_the_same()
    {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" + Encoding.UTF8.GetString(_scene.Device.DriverRim.Encode())
            .Replace("></Resource>", " />", StringComparison.Ordinal)
            .Replace("<Payload>", "<!-- a comment --><Payload >", StringComparison.Ordinal)
            .Replace("active=\"True\" alternatives=\"1\"", "alternatives='1'\n active='&#84;rue'", StringComparison.Ordinal);

        Assert.That(_scene.Reasons(With("driver_rim", text)), Is.Empty);
    }

    [Test]
    public void Takes_canonical_xml_1_0_too() =>
        Assert.That(_scene.Reasons(With(r => r with { Canonicalization = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" })), Is.Empty);

    [Test]
    public void Rejects_bytes_that_are_no_manifest()
    {
        byte[][] inputs =
        [
            [], [0xff, 0xfe, 0x3c, 0x00], "<a"u8.ToArray(), "<a></b>"u8.ToArray(), "<a/>"u8.ToArray(), new byte[600 * 1024],
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<a>", 100_000))),
            Encoding.ASCII.GetBytes("<a>" + string.Concat(Enumerable.Repeat("<b/>", 100_000)) + "</a>"),
        ];
        foreach (var input in inputs)
            Assert.That(_scene.Reasons(_scene.WithDocument("driver_rim", input)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimMalformed }));
    }

    [Test]
    public void Rejects_a_manifest_with_more_namespaces_than_any_has()
    {
        var declarations = string.Concat(Enumerable.Range(0, 33).Select(i => $" xmlns:n{i}=\"u\""));
        var text = Encoding.UTF8.GetString(_scene.Device.DriverRim.Encode()).Replace("<Payload>", $"<Payload{declarations}>", StringComparison.Ordinal);

        Assert.That(_scene.Reasons(With("driver_rim", text)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimMalformed }));
    }

    [Test]
    public void Rejects_a_manifest_that_another_key_signed() =>
        Assert.That(_scene.Reasons(With(r => r with { Key = _scene.Device.Pki.AttestationKey })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimSignatureInvalid }));

    [Test]
    public void Rejects_a_manifest_under_a_root_that_nobody_pinned()
    {
        var policy = _scene.Policy with { NvidiaGpu = _scene.Rules with { DangerousTrustedRoots = [_scene.Device.RootSpkiSha256] } };
        var result = new NvidiaGpuVerifier().Authenticate(_scene.WithDocument("ocsp", null), policy, NvidiaGpuScene.Time);

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuUntrustedRoot, AppraisalReason.NvidiaGpuUntrustedRoot }));
    }

    [Test]
    public void Rejects_a_manifest_whose_certificate_ended()
    {
        var signer = _scene.Device.Pki.RimSigner with { NotAfter = NvidiaGpuScene.Time.AddHours(-1) };

        Assert.That(
            _scene.Reasons(With(r => r with { Chain = [signer, .. _scene.Device.Pki.RimChain.Skip(1)] })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuCertificateExpired }));
    }

    [Test]
    public void Refuses_the_manifest_of_another_version() =>
        Assert.That(_scene.Refused(p => p, With(r => r with { Version = "535.86.09" })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimVersionMismatch }));

    [Test]
    public void Refuses_the_manifest_of_the_VBIOS_in_the_place_of_the_drivers() =>
        Assert.That(
            _scene.Refused(p => p, _scene.WithDocument("driver_rim", _scene.Device.VbiosRim.Encode())),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimVersionMismatch }.Concat(Enumerable.Repeat(AppraisalReason.NvidiaGpuRimIndexConflict, 6))));

    [Test]
    public void Refuses_two_manifests_that_name_the_same_index() =>
        Assert.That(
            _scene.Refused(p => p, With(r => r with { Measurements = [.. r.Measurements, (0, [_scene.Device.Settings.Measurements[0].Bytes.ToArray()])], Inactive = [] })),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimIndexConflict }));

    [Test]
    public void Refuses_a_measurement_that_is_none_of_the_alternatives()
    {
        Assert.That(_scene.Refused(p => p, With(r => r with { Measurements = [(7, [new byte[48], _scene.Device.Settings.Measurements[7].Bytes.ToArray()])] })), Is.Empty);
        Assert.That(_scene.Refused(p => p, With(r => r with { Measurements = [(7, [new byte[48]])] })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuMeasurementMismatch }));
        Assert.That(_scene.Refused(p => p, With(r => r with { Measurements = [(77, [new byte[48]])] })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuMeasurementMismatch }));
    }

    [Test]
    public void Takes_as_many_alternatives_as_a_manifest_may_have() =>
        Assert.That(_scene.Refused(p => p, With(r => r with { Measurements = [(7, [.. Enumerable.Repeat(new byte[48], 31), _scene.Device.Settings.Measurements[7].Bytes.ToArray()])] })), Is.Empty);

    [TestCase((byte)0x55, true)]
    [TestCase((byte)0xaa, false)]
    public void Leaves_the_video_decoder_out_when_it_is_off(byte status, bool isLeftOut)
    {
        var report = _scene.Evidence(r => r with { Opaque = [.. r.Opaque.Where(o => o.Type != 11), (11, [status])] });
        var evidence = report with { Endorsements = With(r => r with { Measurements = [.. r.Measurements, (35, [new byte[48]])] }).Endorsements };

        Assert.That(_scene.Refused(p => p, evidence), isLeftOut ? Is.Empty : Is.EqualTo(new[] { AppraisalReason.NvidiaGpuMeasurementMismatch }));
    }

    private EndorsedEvidence With(Func<SimulatedRim, SimulatedRim> change) => _scene.WithDocument("driver_rim", change(_scene.Device.DriverRim).Encode());

    private EndorsedEvidence With(string name, string text) => _scene.WithDocument(name, Encoding.UTF8.GetBytes(text));
}
