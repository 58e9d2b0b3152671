using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Jwt;

/// <summary>Whose key counts: the one that the policy gives the service, and no other.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class JwtTrustTests
{
    private static readonly SimulatedJwtSettings WithCertificates = new() { Profile = JwtProfile.ConfidentialSpace, UsesCertificates = true };

    [Test]
    public void Says_who_judged()
    {
        using var scene = new JwtScene();
        Assert.That(scene.Appraise().Items[0].JudgedBy, Is.EqualTo(scene.Service.Settings.Issuer));
    }

    [Test]
    public void Does_not_name_a_judge_whose_word_it_is_not()
    {
        using var scene = new JwtScene();
        scene.Policy = scene.Policy with { Issuer = "https://another.invalid" };
        Assert.That(scene.Appraise().Items[0].JudgedBy, Is.Null);
    }

    [Test]
    public void Trusts_nobody_without_a_policy()
    {
        using var scene = new JwtScene();
        var token = new EndorsedEvidence(new(EvidenceType.Jwt, scene.Service.Sign(scene.Claims)), Endorsements.None);
        var result = new JwtVerifier().Authenticate(token, null, scene.Time);
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.JwtKeyUnknown }));
    }

    [TestCase("https://attestation.simulated.invalid/")]
    [TestCase("https://attestation.test.simulated.invalid", Description = "a test ring (verifiers.md, E9)")]
    [TestCase("HTTPS://attestation.simulated.invalid")]
    [TestCase("")]
    [TestCase(null)]
    public void Rejects_another_issuer(string? issuer)
    {
        using var scene = new JwtScene();
        scene.Claims["iss"] = issuer;
        if (issuer is null) scene.Claims.Remove("iss");
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtIssuerUnknown }));
    }

    [Test]
    public void Keys_of_one_issuer_do_not_serve_another()
    {
        using var scene = new JwtScene();
        using var other = new SimulatedJwtIssuer(new() { Issuer = "https://other.invalid", KeyId = "other" });
        scene.Claims["iss"] = other.Settings.Issuer;
        var policy = new AttestationPolicy { Name = "both", Jwt = new JwtPolicy { Issuers = [scene.Policy, other.PolicyEntry] } };
        var result = scene.Appraise(scene.Service.Sign(scene.Claims), policy);
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.JwtKeyUnknown }));
    }

    [TestCase("simulated-2")]
    [TestCase("SIMULATED-1")]
    [TestCase("simulated-1 ")]
    public void Rejects_another_key_id(string id)
    {
        using var scene = new JwtScene();
        scene.Header["kid"] = id;
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtKeyUnknown }));
    }

    [Test]
    public void Rejects_a_token_that_does_not_name_its_key()
    {
        using var scene = new JwtScene();
        scene.Header.Remove("kid");
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtKeyIdMissing }));
    }

    [Test]
    public void Takes_a_key_without_an_id_for_tokens_without_one()
    {
        using var scene = new JwtScene();
        scene.Header.Remove("kid");
        scene.Policy = scene.Policy with { Keys = [scene.Service.Key with { KeyId = null }] };
        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_another_algorithm_than_the_key_s()
    {
        using var scene = new JwtScene();
        using var rsa = RSA.Create(2048);
        scene.Policy = scene.Policy with { Keys = [new() { KeyId = "simulated-1", Algorithm = JwtAlgorithm.PS256, SubjectPublicKeyInfo = new(rsa.ExportSubjectPublicKeyInfo()) }] };
        scene.Header["alg"] = "RS256";
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtAlgorithmRefused }));
    }

    [Test]
    public void Rejects_the_signature_of_another_key_of_the_same_id()
    {
        using var scene = new JwtScene();
        using var forger = new SimulatedJwtIssuer(scene.Service.Settings);
        Assert.That(scene.Reasons(forger.Sign(scene.Claims, scene.Header)), Is.EqualTo(new[] { AppraisalReason.JwtSignatureInvalid }));
    }

    [Test]
    public void Rejects_a_key_that_the_token_brings_along()
    {
        using var scene = new JwtScene();
        using var forger = new SimulatedJwtIssuer(scene.Service.Settings with { UsesCertificates = true });
        var header = (JsonObject)scene.Header.DeepClone();
        header["x5c"] = forger.Header["x5c"]!.DeepClone();
        header["alg"] = "RS256";
        Assert.That(scene.Reasons(forger.Sign(scene.Claims, header)), Is.EqualTo(new[] { AppraisalReason.JwtAlgorithmRefused }));
    }

    [Test]
    public void Accepts_a_chain_to_a_root_that_the_policy_names()
    {
        using var scene = new JwtScene(WithCertificates);
        Assert.That(scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Rejects_a_chain_to_another_root()
    {
        using var scene = new JwtScene(WithCertificates);
        scene.Policy = scene.Policy with { CertificateRoots = [new(SHA256.HashData("another root"u8))] };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtUntrustedRoot }));
    }

    [Test]
    public void Rejects_a_chain_where_the_policy_gives_nothing_to_verify_it_by()
    {
        using var scene = new JwtScene(WithCertificates);
        scene.Policy = scene.Policy with { CertificateRoots = [] };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtUntrustedRoot }));
    }

    [TestCase(0, 2, Description = "without the intermediate")]
    [TestCase(0, Description = "the leaf alone")]
    [TestCase(1, 0, 2, Description = "in another order")]
    [TestCase(0, 1, 1, 2, Description = "the intermediate twice")]
    public void Rejects_a_chain_of_other_parts(params int[] parts)
    {
        using var scene = new JwtScene(WithCertificates);
        var chain = scene.Header["x5c"]!.AsArray();
        scene.Header["x5c"] = new JsonArray([.. parts.Select(i => chain[i]!.DeepClone())]);
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtChainInvalid }));
    }

    [Test]
    public void Rejects_a_certificate_that_the_leaf_issued()
    {
        using var scene = new JwtScene(WithCertificates);
        using var pki = new SimulatedTokenPki(JwtScene.Issued);
        using var forged = RSA.Create(2048);
        using var leaf = X509CertificateLoader.LoadCertificate(pki.Chain[0]);
        var generator = X509SignatureGenerator.CreateForRSA(pki.LeafKey, RSASignaturePadding.Pkcs1);
        using var below = SimulatedTokenPki.Request("below the leaf", forged, ca: null).Create(leaf.SubjectName, generator, JwtScene.Issued.AddDays(-1), JwtScene.Issued.AddDays(1), [1]);
        scene.Header["x5c"] = new JsonArray([.. new[] { below.RawData }.Concat(pki.Chain).Select(der => JsonValue.Create(Convert.ToBase64String(der)))]);
        scene.Policy = scene.Policy with { CertificateRoots = [pki.RootSpkiSha256] };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtChainInvalid }));
    }

    [Test]
    public void Rejects_an_authority_that_signs_tokens_itself()
    {
        using var scene = new JwtScene(WithCertificates);
        var chain = scene.Header["x5c"]!.AsArray();
        scene.Header["x5c"] = new JsonArray(chain[1]!.DeepClone(), chain[2]!.DeepClone());
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtChainInvalid }));
    }

    [Test]
    public void Rejects_certificates_outside_their_validity()
    {
        using var scene = new JwtScene(WithCertificates);
        Assert.Multiple(() =>
        {
            Assert.That(scene.ReasonsAt(JwtScene.Issued.AddYears(2)), Does.Contain(AppraisalReason.JwtCertificateExpired));
            Assert.That(scene.ReasonsAt(JwtScene.Issued.AddYears(-2)), Does.Contain(AppraisalReason.JwtCertificateNotYetValid));
        });
    }

    [Test]
    public void A_second_token_costs_one_verification_and_no_import()
    {
        using var scene = new JwtScene(WithCertificates);
        var verifier = new JwtVerifier();
        var policy = scene.Service.CreatePolicy();
        verifier.Authenticate(Token(), policy, scene.Time);
        var (verifications, imports) = (verifier.Count.Verifications, verifier.Count.Imports);

        Assert.That(verifier.Authenticate(Token(), policy, scene.Time).IsGenuine);

        Assert.That((verifier.Count.Verifications - verifications, verifier.Count.Imports - imports), Is.EqualTo((1, 0)));

        EndorsedEvidence Token() => new(new(EvidenceType.Jwt, scene.Service.Sign(scene.Claims, scene.Header)), Endorsements.None);
    }
}
