using System.Security.Cryptography.X509Certificates;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Sgx;

/// <summary>Certificates that are signed all right, but stand in the wrong place or under the wrong root.</summary>
[TestFixture]
internal sealed class SgxCertificatePathTests
{
    private SgxScene _scene = null!;

    [SetUp]
    public void MakeScene() => _scene = new SgxScene();

    [TearDown]
    public void DisposeScene() => _scene.Dispose();

    private SimulatedIntelPki Pki => _scene.Pki;

    [Test]
    public void Rejects_a_simulated_platform_unless_the_policy_names_its_root()
    {
        _scene.Policy = _scene.Policy with { Sgx = _scene.Policy.Sgx! with { DangerousTrustedRoots = [] } };

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.UntrustedRoot }));
    }

    [Test]
    public void Rejects_a_root_that_has_the_name_but_not_the_key()
    {
        using var other = new SimulatedSgx(_scene.Sgx.Settings);
        _scene.Policy = other.CreatePolicy();

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.UntrustedRoot }));
    }

    [Test]
    public void Rejects_a_trusted_root_that_did_not_sign_the_rest()
    {
        using var other = new SimulatedSgx(_scene.Sgx.Settings);
        _scene.Quote = _scene.Quote with { PckChain = [.. _scene.Quote.PckChain.Take(2), other.Pki.Root.Encode()] };
        _scene.Policy = other.CreatePolicy();

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.PckChainInvalid }));
    }

    [Test]
    public void Rejects_endorsements_under_another_root_that_is_trusted_too()
    {
        using var other = new SimulatedSgx(_scene.Sgx.Settings);
        _scene.Policy = _scene.Policy with { Sgx = _scene.Policy.Sgx! with { DangerousTrustedRoots = [_scene.Sgx.RootSpkiSha256, other.RootSpkiSha256] } };
        Assert.That(_scene.Reasons(), Is.Empty);

        foreach (var name in other.Endorsements.Names)
        {
            other.Endorsements.TryGet(name, out var content);
            _scene.Replace(name, content.ToArray());
        }

        Assert.That(_scene.Reasons(), Is.Not.Empty.And.All.EqualTo(AppraisalReason.CrlIssuerMismatch));
    }

    [Test]
    public void Rejects_endorsements_under_two_roots_even_when_both_are_trusted()
    {
        using var other = new SimulatedSgx(_scene.Sgx.Settings);
        _scene.Policy = _scene.Policy with { Sgx = _scene.Policy.Sgx! with { DangerousTrustedRoots = [_scene.Sgx.RootSpkiSha256, other.RootSpkiSha256] } };
        var caOfOther = (Pki.PckCa with { IssuerKey = other.Pki.Root.Key }).Encode();
        _scene.Replace("pck_crl_issuer_chain", SgxScene.Chain(caOfOther, other.Pki.Root.Encode()));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.PckCrlIssuerChainInvalid }));
    }

    [Test]
    public void Accepts_the_chain_in_any_order()
    {
        _scene.Quote = _scene.Quote with { PckChain = [.. _scene.Quote.PckChain.Reverse()] };

        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_a_chain_with_a_certificate_twice([Values(0, 1, 2)] int which) =>
        RejectsChain([.. _scene.Quote.PckChain, _scene.Quote.PckChain[which]]);

    [TestCase(0, 1)]
    [TestCase(0, 2)]
    [TestCase(1, 0)]
    [TestCase(1, 2)]
    [TestCase(2, 0)]
    [TestCase(2, 1)]
    public void Rejects_a_chain_with_a_certificate_in_place_of_another(int place, int which)
    {
        var chain = _scene.Quote.PckChain.ToArray();
        chain[place] = chain[which];

        RejectsChain(chain, AppraisalReason.PckChainInvalid);
    }

    [Test]
    public void Rejects_a_chain_with_a_certificate_that_does_not_belong_to_it() => RejectsChain([.. _scene.Quote.PckChain, Pki.TcbSigning.Encode()]);

    [Test]
    public void Rejects_a_chain_that_lacks_a_certificate([Values(0, 1, 2)] int which) =>
        RejectsChain([.. _scene.Quote.PckChain.Where((_, i) => i != which)]);

    [Test]
    public void Rejects_a_TCB_signing_certificate_as_PCK_certificate()
    {
        var leaf = Pki.TcbSigning with { IssuerCommonName = Pki.PckCaName, IssuerKey = Pki.PckCaKey };
        _scene.Quote = _scene.Quote with { PckChain = [leaf.Encode(), .. _scene.Quote.PckChain.Skip(1)], PckKey = Pki.TcbSigningKey };

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.PckChainInvalid }));
    }

    [Test]
    public void Rejects_a_PCK_certificate_that_the_root_issued_itself()
    {
        var leaf = Pki.Pck with { IssuerCommonName = SimulatedIntelPki.RootName, IssuerKey = Pki.RootKey };
        RejectsChain([leaf.Encode(), .. _scene.Quote.PckChain.Skip(1)], AppraisalReason.PckChainInvalid);
    }

    [Test]
    public void Rejects_a_PCK_certificate_without_the_SGX_extension() =>
        RejectsCertificates(() => _scene.ReplaceCertificates(pck: Pki.Pck with { Extra = [] }), AppraisalReason.PckExtensionInvalid);

    [Test]
    public void Rejects_an_SGX_extension_with_fifteen_components()
    {
        var extension = Pki.PckExtension with { Components = [.. Pki.PckExtension.Components.Take(15)] };

        RejectsCertificates(() => _scene.ReplaceCertificates(pck: Pki.Pck with { Extra = [extension.Encode()] }), AppraisalReason.PckExtensionInvalid);
    }

    [Test]
    public void Accepts_an_unknown_extension_that_is_not_critical()
    {
        _scene.ReplaceCertificates(pck: Pki.Pck with { Extra = [.. Pki.Pck.Extra, new X509Extension("1.3.6.1.4.1.99999.1", [5, 0], critical: false)] });

        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_an_unknown_critical_extension()
    {
        X509Extension[] critical = [new("1.3.6.1.4.1.99999.1", [5, 0], critical: true)];

        Assert.Multiple(() =>
        {
            Assert.That(With(s => s.ReplaceCertificates(pck: Pki.Pck with { Extra = [.. Pki.Pck.Extra, .. critical] })), Is.EqualTo(new[] { AppraisalReason.PckChainMalformed }), "PCK");
            Assert.That(With(s => s.ReplaceCertificates(pckCa: Pki.PckCa with { Extra = critical })), Is.EqualTo(new[] { AppraisalReason.PckChainMalformed }), "PCK CA");
            Assert.That(With(s => s.ReplaceCertificates(tcbSigning: Pki.TcbSigning with { Extra = critical })), Is.EqualTo(new[] { AppraisalReason.TcbSigningChainMalformed }), "TCB signing");
            Assert.That(With(s => s.ReplaceCertificates(root: Pki.Root with { Extra = critical })), Is.EqualTo(new[] { AppraisalReason.PckChainMalformed }), "root");
        });
    }

    [Test]
    public void Rejects_a_PCK_CA_that_is_no_CA() => RejectsPckCa(Pki.PckCa with { IsCa = false, PathLength = null });

    [Test]
    public void Rejects_a_PCK_CA_that_may_not_sign_certificates() => RejectsPckCa(Pki.PckCa with { KeyUsage = X509KeyUsageFlags.CrlSign });

    [Test]
    public void Rejects_a_PCK_CA_that_may_not_sign_lists() => RejectsPckCa(Pki.PckCa with { KeyUsage = X509KeyUsageFlags.KeyCertSign });

    [Test]
    public void Rejects_a_PCK_CA_of_another_name()
    {
        var ca = Pki.PckCa with { CommonName = "Intel SGX Other CA" };
        _scene.ReplaceCertificates(pck: Pki.Pck with { IssuerCommonName = ca.CommonName }, pckCa: ca)
            .Replace("pck_crl", (_scene.Sgx.PckCrl with { IssuerCommonName = ca.CommonName }).Encode());

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.PckChainInvalid }));
    }

    [Test]
    public void Rejects_a_PCK_certificate_that_may_not_sign() =>
        Assert.That(With(s => s.ReplaceCertificates(pck: Pki.Pck with { KeyUsage = X509KeyUsageFlags.KeyEncipherment })), Is.EqualTo(new[] { AppraisalReason.PckChainInvalid }));

    [Test]
    public void Rejects_a_certificate_signed_by_a_key_that_only_has_the_right_name()
    {
        using var forger = SimulatedIntelPki.NewKey();

        RejectsCertificates(
            () => _scene.ReplaceCertificates(pck: Pki.Pck with { IssuerKey = forger, AuthorityKey = Pki.PckCaKey }), AppraisalReason.CertificateSignatureInvalid);
    }

    [Test]
    public void Rejects_the_PCK_CA_in_place_of_the_TCB_signing_certificate()
    {
        _scene.Replace("tcb_signing_chain", SgxScene.Chain(_scene.Quote.PckChain[1], _scene.Quote.PckChain[2]))
            .Replace("tcb_info", _scene.Sgx.TcbInfo.Sign(Pki.PckCaKey))
            .Replace("qe_identity", _scene.Sgx.QeIdentity.Sign(Pki.PckCaKey));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TcbSigningChainInvalid }));
    }

    [Test]
    public void Rejects_the_PCK_certificate_in_place_of_the_TCB_signing_certificate()
    {
        _scene.Replace("tcb_signing_chain", SgxScene.Chain(_scene.Quote.PckChain))
            .Replace("tcb_info", _scene.Sgx.TcbInfo.Sign(Pki.PckKey))
            .Replace("qe_identity", _scene.Sgx.QeIdentity.Sign(Pki.PckKey));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TcbSigningChainMalformed }));
    }

    [Test]
    public void Rejects_a_TCB_signing_chain_with_a_further_certificate()
    {
        _scene.Replace("tcb_signing_chain", SgxScene.Chain(Pki.TcbSigning.Encode(), _scene.Quote.PckChain[1], _scene.Quote.PckChain[2]));

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.TcbSigningChainMalformed }));
    }

    [Test]
    public void Accepts_a_client_platform_of_the_Processor_CA()
    {
        using var scene = new SgxScene(new() { UsesProcessorCa = true });

        Assert.That(scene.Reasons(), Is.Empty);
    }

    private void RejectsPckCa(SimulatedCertificate ca)
    {
        _scene.ReplaceCertificates(pckCa: ca);

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.PckChainInvalid }));
    }

    private void RejectsChain(IReadOnlyList<byte[]> chain, AppraisalReason reason = AppraisalReason.PckChainMalformed)
    {
        _scene.Quote = _scene.Quote with { PckChain = chain };

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { reason }));
    }

    private void RejectsCertificates(Action replace, AppraisalReason reason)
    {
        replace();

        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { reason }));
    }

    private AppraisalReason[] With(Func<SgxScene, SgxScene> change)
    {
        var (quote, endorsements) = (_scene.Quote, _scene.Endorsements);
        var reasons = change(_scene).Reasons();
        _scene.Quote = quote;
        _scene.Endorsements = endorsements;
        return reasons;
    }
}
