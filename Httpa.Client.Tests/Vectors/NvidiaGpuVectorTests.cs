using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Vectors;

/// <summary>Genuine public reports of NVIDIA GPUs and of a switch.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class NvidiaGpuVectorTests
{
    /// <summary>Reasons of the cases about the evidence itself. What only NVIDIA's service could tell is not in the files.</summary>
    private static readonly Dictionary<string, AppraisalReason[]> OfTheEvidence = new(StringComparer.Ordinal)
    {
        ["report-signature-invalid"] = [AppraisalReason.NvidiaGpuReportSignatureInvalid],
        ["ocsp-certificate-hold (needs network)"] = [],
    };

    private static IEnumerable<VectorCase> Cases => VectorCase.All("nvidia-gpu");

    private static IEnumerable<VectorCase> Genuine => Cases.Where(c => c.Verdict != "reject");

    [Test]
    public void There_are_cases() => Assert.That(Directory.GetDirectories(SharedFolder.Path("vectors", "nvidia-gpu")), Is.Not.Empty);

    [TestCaseSource(nameof(Cases))]
    public void Finds_what_the_case_expects(VectorCase vector)
    {
        var result = Authenticate(vector);

        Assert.That(vector.Reasons.Where(r => !OfTheEvidence.ContainsKey(r)), Is.Empty, "reasons that this test does not know");
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(vector.Reasons.SelectMany(r => OfTheEvidence[r])));
        Assert.That(result.IsGenuine, Is.EqualTo(vector.Verdict != "reject"));
        Assert.That(result.Claims!.Describe(), Is.SupersetOf(Expected(vector)));
        Assert.That(result.BoundData.ToArray(), Is.EqualTo(Convert.FromHexString(vector.Expected["claims"]!["nonce"]!.GetValue<string>())));
    }

    [TestCaseSource(nameof(Genuine))]
    public void Tells_which_device_it_is(VectorCase vector)
    {
        var result = Authenticate(vector);
        var device = ((NvidiaGpuClaims)result.Claims!).Device!;
        var subject = vector.Expected["claims"]!["leafSubject"]!.GetValue<string>();

        Assert.That(subject, Does.EndWith($"2.5.4.5={Convert.ToHexString(device.Ueid.Bytes.Span)}"));
        Assert.That(device.HardwareModel, Is.EqualTo(vector.Expected["claims"]!["chainSubjects"]![1]!.GetValue<string>()["CN=".Length..]));
        Assert.That(device.Chip, Is.EqualTo(vector.Name.Split('-')[0] switch { "hopper" => "GH100", "blackwell" => "GB100", _ => "LS10" }));
        Assert.That(result.DeviceIdentity, Is.EqualTo(device.DeviceKey));
        Assert.That(result.DeviceIdentity.Bytes.Length, Is.EqualTo(32));
    }

    [TestCaseSource(nameof(Genuine))]
    public void Accepts_under_a_policy_that_names_just_what_the_case_has(VectorCase vector) =>
        Assert.That(Refused(vector, PolicyFor(ClaimsOf(vector))), Is.Empty);

    [TestCaseSource(nameof(Genuine))]
    public void Refuses_under_an_empty_policy(VectorCase vector)
    {
        var isSwitch = ClaimsOf(vector).IsSwitch;

        Assert.That(Refused(vector, new NvidiaGpuPolicy()), Has.Member(AppraisalReason.NvidiaGpuRimRequired).And.Member(AppraisalReason.NvidiaGpuOcspRequired));
        Assert.That(Refused(vector, new NvidiaGpuPolicy()).Count(r => r == AppraisalReason.PolicyMemberAbsent), Is.EqualTo(isSwitch ? 2 : 3));
    }

    [TestCaseSource(nameof(Genuine))]
    public void Costs_five_verifications_for_a_new_device_and_one_for_a_known_one(VectorCase vector)
    {
        var verifier = new NvidiaGpuVerifier();
        verifier.Authenticate(vector.Endorsed(EvidenceType.NvidiaGpu), null, vector.Time);
        Assert.That(verifier.Count.Verifications, Is.EqualTo(5));

        verifier.Authenticate(vector.Endorsed(EvidenceType.NvidiaGpu), null, vector.Time);
        Assert.That(verifier.Count.Verifications, Is.EqualTo(6));
    }

    [Test]
    public void Refuses_the_report_of_one_device_under_the_chain_of_another()
    {
        var report = VectorCase.Read("nvidia-gpu", "hopper-550.90.07");
        var chain = VectorCase.Read("nvidia-gpu", "hopper-570-cert-hold");
        var result = new NvidiaGpuVerifier().Authenticate(report.Endorsed(EvidenceType.NvidiaGpu, documents: chain.Documents()), null, report.Time);

        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuReportSignatureInvalid }));
    }

    /// <summary>NVIDIA signed this manifest with another measurement than the device has.</summary>
    [Test]
    public void Refuses_a_device_that_measured_something_else_than_a_genuine_manifest_says()
    {
        var vector = VectorCase.Read("nvidia-gpu", "hopper-535.86.09-no-fwid");
        var result = WithRim(vector, "vbios_rim");
        var claims = (NvidiaGpuClaims)result.Claims!;
        var findings = new List<Finding>();
        new NvidiaGpuVerifier().Appraise(result, new AttestationPolicy { NvidiaGpu = PolicyFor(claims) }, vector.Time, findings);

        Assert.That(result.Findings, Is.Empty);
        Assert.That(claims.VbiosRimVersion, Is.EqualTo("96.00.5E.00.01"));
        Assert.That(findings.Select(f => (f.Reason, f.Subject)), Is.EqualTo(new[] { (AppraisalReason.NvidiaGpuMeasurementMismatch, "measurement 9") }));
    }

    /// <summary>This one was changed after it was signed.</summary>
    [Test]
    public void Rejects_a_genuine_manifest_that_was_changed() =>
        Assert.That(
            WithRim(VectorCase.Read("nvidia-gpu", "hopper-535.86.09-no-fwid"), "driver_rim").Findings.Select(f => f.Reason),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuRimSignatureInvalid }));

    private static AuthenticationResult WithRim(VectorCase vector, string name)
    {
        var documents = vector.Documents();
        documents[name] = File.ReadAllBytes(Path.Combine(vector.Folder, $"{name}_measurement_mismatch.xml"));
        return new NvidiaGpuVerifier().Authenticate(vector.Endorsed(EvidenceType.NvidiaGpu, documents: documents), null, vector.Time);
    }

    private static AuthenticationResult Authenticate(VectorCase vector) =>
        new NvidiaGpuVerifier().Authenticate(vector.Endorsed(EvidenceType.NvidiaGpu), null, vector.Time);

    private static NvidiaGpuClaims ClaimsOf(VectorCase vector) => (NvidiaGpuClaims)Authenticate(vector).Claims!;

    /// <summary>No case has NVIDIA's manifests or OCSP responses.</summary>
    private static NvidiaGpuPolicy PolicyFor(NvidiaGpuClaims claims) => new()
    {
        RequireRims = false,
        RequireOcsp = false,
        Chip = ReferenceValue.AnyOf<string>(claims.Device!.Chip),
        DriverVersion = claims.IsSwitch ? null : ReferenceValue.AnyOf<string>(claims.DriverVersion!),
        VbiosVersion = ReferenceValue.AnyOf<string>(claims.VbiosVersion!),
        Measurements = [.. claims.Measurements.Select(m => new NvidiaGpuMeasurement((uint)m.Key, ReferenceValue.AnyOf(m.Value)))],
        DeviceKey = ReferenceValue.AnyOf(claims.Device.DeviceKey),
        FirmwareId = ReferenceValue.AnyOf(claims.Device.FirmwareId),
    };

    private static List<AppraisalReason> Refused(VectorCase vector, NvidiaGpuPolicy policy)
    {
        var findings = new List<Finding>();
        new NvidiaGpuVerifier().Appraise(Authenticate(vector), new AttestationPolicy { NvidiaGpu = policy }, vector.Time, findings);
        return [.. findings.Select(f => f.Reason)];
    }

    /// <summary>The claims of the case, under the names that the verifier gives them.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Expected(VectorCase vector)
    {
        var claims = vector.Expected["claims"]!.AsObject();
        foreach (var name in new[] { "nonce", "spdmVersion", "measurementBlocks" }) yield return new(name, claims[name]!.ToString());
        foreach (var group in new[] { "opaque", "measurements" })
            foreach (var (name, value) in claims[group]!.AsObject()) yield return new($"{group}.{name}", value!.ToString());
    }
}
