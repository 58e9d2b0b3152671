using System.Security.Cryptography.X509Certificates;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

/// <summary>What NVIDIA's OCSP service may say, and who may say it in its place.</summary>
internal sealed class NvidiaOcspTests
{
    private const int OfTheDevice = 0;
    private const int OfItsIssuer = 1;

    private readonly NvidiaGpuScene _scene = new();

    [OneTimeTearDown]
    public void Dispose() => _scene.Dispose();

    [Test]
    public void Knows_that_no_certificate_is_revoked()
    {
        var result = _scene.Authenticate(_scene.Evidence());

        Assert.That(((NvidiaGpuClaims)result.Claims!).Revocation, Is.EqualTo(NvidiaRevocation.Good));
        Assert.That(result.Expires, Is.EqualTo(NvidiaGpuScene.Time + _scene.Device.Settings.OcspLifetime));
        Assert.That(result.Issues.Select(i => i.Date), Is.EqualTo(Enumerable.Repeat(NvidiaGpuScene.Time, 5)));
    }

    [Test]
    public void Demands_responses_unless_the_policy_does_not()
    {
        var evidence = _scene.WithDocument("ocsp", null);

        Assert.That(_scene.Refused(p => p, evidence), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspRequired }));
        Assert.That(_scene.Refused(p => p with { RequireOcsp = false }, evidence), Is.Empty);
    }

    [Test]
    public void Demands_a_response_about_every_certificate([Range(0, 4)] int missing) =>
        Assert.That(_scene.Refused(p => p, With(responses => responses.RemoveAt(missing))), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspRequired }));

    [Test]
    public void Takes_a_certificate_that_the_responder_does_not_know_for_unchecked() =>
        Assert.That(_scene.Refused(p => p, With(OfItsIssuer, r => r with { Status = SimulatedOcspStatus.Unknown })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspRequired }));

    [Test]
    public void Rejects_a_revoked_certificate([Range(0, 4)] int index) =>
        Assert.That(_scene.Reasons(With(index, r => r with { Status = SimulatedOcspStatus.Revoked })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuCertificateRevoked }));

    [Test]
    public void Does_not_call_a_revoked_certificate_good() =>
        Assert.That(
            ((NvidiaGpuClaims)_scene.Authenticate(With(OfTheDevice, r => r with { Status = SimulatedOcspStatus.Revoked })).Claims!).Revocation, Is.EqualTo(NvidiaRevocation.NotChecked));

    [Test]
    public void Rejects_a_revoked_certificate_though_another_response_calls_it_good() =>
        Assert.That(
            _scene.Reasons(With(responses => responses.Add(responses[OfTheDevice] with { Status = SimulatedOcspStatus.Revoked }))),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuCertificateRevoked }));

    [Test]
    public void Rejects_a_revoked_certificate_though_nothing_is_known_of_one_below() =>
        Assert.That(
            _scene.Reasons(With(responses =>
            {
                responses[OfItsIssuer] = responses[OfItsIssuer] with { Status = SimulatedOcspStatus.Revoked };
                responses.RemoveAt(OfTheDevice);
            })),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuCertificateRevoked }));

    [Test]
    public void Refuses_a_certificate_on_hold_unless_the_policy_allows_it([Range(0, 4)] int index)
    {
        var evidence = With(index, r => r with { Status = SimulatedOcspStatus.OnHold });

        Assert.That(_scene.Refused(p => p, evidence), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuCertificateOnHold }));
        Assert.That(_scene.Refused(p => p with { DangerousAllowCertificateHold = true }, evidence), Is.Empty);
    }

    [Test]
    public void Rejects_a_response_that_is_too_old_or_too_new()
    {
        Assert.That(
            _scene.Reasons(With(OfTheDevice, r => r with { NextUpdate = NvidiaGpuScene.Time.AddSeconds(-1) })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspExpired }));
        Assert.That(
            _scene.Reasons(With(OfTheDevice, r => r with { ThisUpdate = NvidiaGpuScene.Time.AddSeconds(1) })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspNotYetValid }));
    }

    [Test]
    public void Rejects_a_response_that_does_not_say_when_the_next_one_is_due() =>
        Assert.That(_scene.Reasons(With(OfTheDevice, r => r with { NextUpdate = null })), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspMalformed }));

    [Test]
    public void Rejects_bytes_that_are_no_responses()
    {
        byte[] unsuccessful = [0x30, 0x03, 0x0a, 0x01, 0x03];

        Assert.That(_scene.Reasons(_scene.WithDocument("ocsp", [])), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspMalformed }));
        Assert.That(_scene.Reasons(_scene.WithDocument("ocsp", [1, 2, 3])), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspMalformed }));
        Assert.That(_scene.Reasons(_scene.WithDocument("ocsp", unsuccessful)), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspMalformed }));
    }

    [Test]
    public void Rejects_a_response_that_is_larger_than_any_is()
    {
        var filling = new X509Extension("1.2.3.4", new byte[16 * 1024], critical: false);

        Assert.That(
            _scene.Reasons(With(OfTheDevice, r => r with { Responder = r.Responder with { Extra = [.. r.Responder.Extra, filling] } })),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspMalformed }));
    }

    [Test]
    public void Rejects_seventeen_responses() =>
        Assert.That(
            _scene.Reasons(With(responses => responses.AddRange(Enumerable.Repeat(responses[0], 12)))), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspMalformed }));

    [Test]
    public void Takes_a_response_that_the_CA_itself_signed()
    {
        var ca = _scene.Device.Pki.Provisioner;

        Assert.That(_scene.Refused(p => p, With(OfTheDevice, r => r with { Responder = ca, HasCertificate = false })), Is.Empty);
        Assert.That(_scene.Refused(p => p, With(OfTheDevice, r => r with { Responder = ca })), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Impostors()
    {
        yield return Case("another key", (pki, r) => r with { Key = pki.AttestationKey });
        yield return Case("the device itself", (pki, r) => r with { Responder = pki.Device, HasCertificate = false });
        yield return Case("the CA of another path", (pki, r) => r with { Responder = pki.RimCa });
        yield return Case("a responder of another root", (pki, r) => r with { Responder = pki.RimResponder });
        yield return Case("a certificate that is for something else", (_, r) => r with { Responder = r.Responder with { Extra = [] } });
        yield return Case("a certificate that must not sign", (_, r) => r with { Responder = r.Responder with { KeyUsage = X509KeyUsageFlags.KeyAgreement } });
        yield return Case("a responder that the device certified", (pki, r) => r with { Responder = r.Responder with { IssuerCommonName = pki.Device.CommonName, IssuerKey = pki.DeviceKey } });
        yield return Case("a responder that certified itself", (_, r) => r with { Responder = r.Responder with { IssuerKey = r.Responder.Key } });

        static TestCaseData Case(string name, Func<SimulatedNvidiaPki, SimulatedOcspResponse, SimulatedOcspResponse> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Impostors))]
    public void Rejects_a_response_that_was_signed_by(Func<SimulatedNvidiaPki, SimulatedOcspResponse, SimulatedOcspResponse> change) =>
        Assert.That(_scene.Reasons(With(OfTheDevice, r => change(_scene.Device.Pki, r))), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuOcspSignatureInvalid }));

    [Test]
    public void Rejects_a_responder_whose_certificate_ended() =>
        Assert.That(
            _scene.Reasons(With(OfTheDevice, r => r with { Responder = r.Responder with { NotAfter = NvidiaGpuScene.Time.AddHours(-1) } })),
            Is.EqualTo(new[] { AppraisalReason.NvidiaGpuCertificateExpired }));

    [Test]
    public void Verifies_nothing_twice()
    {
        var verifier = new NvidiaGpuVerifier();
        verifier.Authenticate(_scene.Evidence(), _scene.Policy, NvidiaGpuScene.Time);
        var cold = verifier.Count.Verifications;
        verifier.Authenticate(_scene.Evidence(), _scene.Policy, NvidiaGpuScene.Time);

        Assert.That(verifier.Count.Verifications - cold, Is.EqualTo(1), "the report's own signature");
    }

    private EndorsedEvidence With(int index, Func<SimulatedOcspResponse, SimulatedOcspResponse> change) => With(responses => responses[index] = change(responses[index]));

    private EndorsedEvidence With(Action<List<SimulatedOcspResponse>> change)
    {
        var responses = _scene.Device.Ocsp.ToList();
        change(responses);
        return _scene.WithDocument("ocsp", [.. responses.SelectMany(r => r.Encode())]);
    }
}
