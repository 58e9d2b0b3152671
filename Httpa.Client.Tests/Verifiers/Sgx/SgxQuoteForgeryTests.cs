using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Sgx;

/// <summary>Quotes that are signed all right, but say or bind the wrong thing.</summary>
[TestFixture]
internal sealed class SgxQuoteForgeryTests
{
    private SgxScene _scene = null!;

    [SetUp]
    public void MakeScene() => _scene = new SgxScene();

    [TearDown]
    public void DisposeScene() => _scene.Dispose();

    [Test]
    public void Rejects_an_attestation_key_that_the_quoting_enclave_did_not_vouch_for()
    {
        using var forger = SimulatedIntelPki.NewKey();
        var genuine = _scene.Quote.Certify();
        var forged = (_scene.Quote with { AttestationKey = forger }).Encode(SgxScene.Binding, genuine);

        Assert.That(Reasons(forged), Is.EqualTo(new[] { AppraisalReason.QeReportDataMismatch }));
    }

    [Test]
    public void Rejects_it_also_when_the_genuine_quote_is_known()
    {
        Assert.That(_scene.Reasons(), Is.Empty);

        Rejects_an_attestation_key_that_the_quoting_enclave_did_not_vouch_for();
    }

    [Test]
    public void Rejects_authentication_data_that_the_quoting_enclave_did_not_vouch_for() =>
        Rejects(_scene.Quote with { AuthenticationData = [1], QeReportData = VouchedFor(_scene.Quote) }, AppraisalReason.QeReportDataMismatch);

    [Test]
    public void Rejects_a_second_half_of_the_QE_report_data_that_is_not_zero()
    {
        var data = VouchedFor(_scene.Quote);
        data[63] = 1;

        Rejects(_scene.Quote with { QeReportData = data }, AppraisalReason.QeReportDataMismatch);
    }

    [Test]
    public void Accepts_authentication_data_of_any_length([Values(0, 1, 100, 1000)] int length)
    {
        _scene.Quote = _scene.Quote with { AuthenticationData = new byte[length] };

        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_a_QE_report_that_the_PCK_key_did_not_sign()
    {
        using var forger = SimulatedIntelPki.NewKey();

        Rejects(_scene.Quote with { PckKey = forger }, AppraisalReason.QeReportSignatureInvalid);
    }

    [Test]
    public void Rejects_a_quote_that_the_attestation_key_did_not_sign()
    {
        var quote = _scene.Quote.Encode(SgxScene.Binding);
        var other = _scene.Quote.Encode(new byte[64]);
        other.AsSpan(436, 64).CopyTo(quote.AsSpan(436));

        Assert.That(Reasons(quote), Is.EqualTo(new[] { AppraisalReason.QuoteSignatureInvalid }));
    }

    [Test]
    public void Rejects_the_replayed_quote_of_another_exchange() =>
        Assert.That(Reasons(_scene.Quote.Encode(SHA512.HashData("another"u8))), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));

    [Test]
    public void Refuses_a_debug_enclave()
    {
        using var scene = new SgxScene(new() { IsDebug = true });

        var findings = scene.Appraise().Findings;
        Assert.That(findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SgxDebugEnclave }));
        Assert.That(findings[0].Kind, Is.EqualTo(FindingKind.Refused));
    }

    [Test]
    public void Reports_key_separation_and_sharing()
    {
        using var scene = new SgxScene(new()
        {
            IsKss = true,
            ConfigId = new Measurement(SHA512.HashData("configuration"u8)),
            ConfigSvn = 3,
            IsvFamilyId = Measurement.Parse("000102030405060708090a0b0c0d0e0f"),
            IsvExtProdId = Measurement.Parse("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"),
        });

        var result = scene.Appraise();
        var claims = (SgxClaims)result.Claims!;
        Assert.Multiple(() =>
        {
            Assert.That(result.Findings, Is.Empty);
            Assert.That(claims.IsKss, Is.True);
            Assert.That(claims.ConfigId, Is.EqualTo(scene.Sgx.Settings.ConfigId));
            Assert.That(claims.ConfigSvn, Is.EqualTo(3));
            Assert.That(claims.IsvFamilyId, Is.EqualTo(scene.Sgx.Settings.IsvFamilyId));
            Assert.That(claims.IsvExtProdId, Is.EqualTo(scene.Sgx.Settings.IsvExtProdId));
        });
    }

    [TestCase(20, AppraisalReason.QuoteMalformed)] // reserved
    [TestCase(96, AppraisalReason.QuoteMalformed)]
    [TestCase(160, AppraisalReason.QuoteMalformed)]
    [TestCase(262, AppraisalReason.QuoteMalformed)]
    [TestCase(303, AppraisalReason.QuoteMalformed)]
    public void Rejects_reserved_bytes_that_are_set(int offset, AppraisalReason reason)
    {
        _scene.Quote = _scene.Quote with { Enclave = _scene.Quote.Enclave with { Edit = report => report[offset] = 1 } };

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { reason }));
    }

    [TestCase(0, (byte)2, AppraisalReason.QuoteVersionUnsupported)]
    [TestCase(0, (byte)6, AppraisalReason.QuoteVersionUnsupported)]
    [TestCase(2, (byte)3, AppraisalReason.AttestationKeyTypeUnsupported)]
    [TestCase(4, (byte)0x81, AppraisalReason.TeeTypeMismatch)]
    [TestCase(12, (byte)0, AppraisalReason.QeVendorUnknown)]
    public void Rejects_another_header(int offset, byte value, AppraisalReason reason) =>
        Rejects(_scene.Quote with { EditHeader = header => header[offset] = value }, reason);

    [Test]
    public void Rejects_other_certification_data_by_name([Values(1, 2, 3, 4, 6, 7)] int type) =>
        Rejects(_scene.Quote with { CertificationDataType = (ushort)type }, AppraisalReason.CertificationDataUnsupported);

    private void Rejects(SimulatedQuote quote, AppraisalReason reason)
    {
        _scene.Quote = quote;

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { reason }));
    }

    private AppraisalReason[] Reasons(byte[] quote) => [.. _scene.Appraise(quote).Findings.Select(f => f.Reason)];

    /// <summary>The report data that the genuine quoting enclave puts into its report: bytes 320 to 383 of it.</summary>
    private static byte[] VouchedFor(SimulatedQuote quote) => quote.Certify()[320..384];
}
