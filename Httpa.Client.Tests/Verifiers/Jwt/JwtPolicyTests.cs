using System.Security.Cryptography;
using System.Text;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Jwt;

[Parallelizable(ParallelScope.All)]
internal sealed class JwtPolicyTests
{
    // RFC 7515, appendix A.2 and A.3: the public parts.
    private const string Rsa = """
        "kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
        """;

    private const string Ec = """
        "kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        """;

    private static string Spki => JwtKey.ParseSet(Encoding.UTF8.GetBytes($$$"""{"keys":[{{{{Rsa}}}}]}"""))[0].SubjectPublicKeyInfo.ToString();

    private static JwtIssuer Good
    {
        get
        {
            using var service = new SimulatedJwtIssuer();
            return service.PolicyEntry;
        }
    }

    [Test]
    public void Reads_keys_as_services_publish_them()
    {
        var policy = AttestationPolicy.Parse(Encoding.UTF8.GetBytes($$$"""
            {"name":"x","jwt":{"issuers":[{"issuer":"https://service.invalid","profile":"Ear","keys":[
              {{{{Rsa}}},"alg":"PS384","kid":"1","use":"sig","key_ops":["verify"],"x5t":"ignored","x5c":["ignored"]},
              {{{{Ec}}},"alg":"ES256"}]}]}}
            """));
        var keys = policy.Jwt!.Issuers[0].Keys;
        Assert.That(keys.Select(k => (k.KeyId, k.Algorithm)), Is.EqualTo(new (string?, JwtAlgorithm)[] { ("1", JwtAlgorithm.PS384), (null, JwtAlgorithm.ES256) }));
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(keys[0].SubjectPublicKeyInfo.Bytes.Span, out _);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(keys[1].SubjectPublicKeyInfo.Bytes.Span, out _);
        Assert.That((rsa.KeySize, ecdsa.KeySize), Is.EqualTo((2048, 256)));
    }

    [TestCase("{_r_}", Description = "no algorithm")]
    [TestCase("""{_r_,"alg":"ES256"}""")]
    [TestCase("""{_r_,"alg":"none"}""")]
    [TestCase("""{_r_,"alg":"HS256"}""")]
    [TestCase("""{_r_,"alg":"RS256","d":"AQAB"}""", Description = "a private key")]
    [TestCase("""{_r_,"alg":"RS256","use":"enc"}""")]
    [TestCase("""{_r_,"alg":"RS256","kid":7}""")]
    [TestCase("""{_e_,"alg":"ES384"}""")]
    [TestCase("""{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA","alg":"ES256"}""")]
    [TestCase("""{"kty":"oct","k":"AAAA","alg":"RS256"}""", Description = "a symmetric key")]
    [TestCase("""{"kty":"RSA","n":"AQAB","e":"AQAB","alg":"RS256"}""", Description = "too small")]
    [TestCase("""{"alg":"RS256","spki":"3000"}""")]
    [TestCase("""{_r_,"alg":"RS256","spki":"_s_"}""", Description = "two keys")]
    [TestCase("""{"alg":"RS256","spki":"not hexadecimal"}""")]
    public void A_key_that_cannot_verify_is_a_format_error(string key)
    {
        var file = $$$"""{"name":"x","jwt":{"issuers":[{"keys":[{{{key.Replace("_r_", Rsa, StringComparison.Ordinal).Replace("_e_", Ec, StringComparison.Ordinal).Replace("_s_", Spki, StringComparison.Ordinal)}}}]}]}}""";
        var wrong = Assert.Throws<PolicyFormatException>(() => AttestationPolicy.Parse(Encoding.UTF8.GetBytes(file)));
        Assert.That(wrong.Path, Does.StartWith("$.jwt.issuers[0].keys[0]"));
    }

    [Test]
    public void Reads_a_published_set_and_gives_each_key_its_one_algorithm()
    {
        var keys = JwtKey.ParseSet(Encoding.UTF8.GetBytes($$$"""{"keys":[{{{{Rsa}}}},{{{{Ec}}},"kid":"e"},{{{{Rsa}}},"alg":"RS512","kid":"r"}]}"""));
        Assert.That(keys.Select(k => k.Algorithm), Is.EqualTo(new[] { JwtAlgorithm.RS256, JwtAlgorithm.ES256, JwtAlgorithm.RS512 }));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"keys":{}}""")]
    [TestCase("""{"keys":[{"kty":"oct","k":"AAAA"}]}""")]
    [TestCase("""{"keys":[1]}""")]
    public void What_is_no_set_of_public_keys_is_a_format_error(string json) =>
        Assert.That(() => JwtKey.ParseSet(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<FormatException>());

    [Test]
    public void An_RSA_exponent_of_one_or_an_even_one_is_no_key()
    {
        foreach (var exponent in new[] { "AQ", "Ag", "AQAA" })
        {
            var json = $$$"""{"keys":[{{{{Rsa.Replace("AQAB", exponent, StringComparison.Ordinal)}}}}]}""";
            Assert.That(() => JwtKey.ParseSet(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<FormatException>(), exponent);
        }
    }

    [Test]
    public void A_good_policy_has_no_problems_and_is_written_and_read_again()
    {
        var policy = new AttestationPolicy { Name = "x", Jwt = new JwtPolicy { Issuers = [Good with { Audience = "a", AcceptsMissingExpiry = true, CertificateRoots = [new(new byte[32])] }] } };
        var read = AttestationPolicy.Parse(policy.ToJson());
        Assert.That(read.Problems, Is.Empty);
        Assert.That(read.ToJson(), Is.EqualTo(policy.ToJson()));
    }

    private static IEnumerable<TestCaseData> Bad =>
    [
        Case("no service", new JwtPolicy(), "jwt.issuers names no service"),
        Case("twice", new JwtPolicy { Issuers = [Good, Good] }, "twice"),
        Case("no profile", One(Good with { Profile = null }), "jwt.issuers[0].profile"),
        Case("no issuer", One(Good with { Issuer = null, Profile = JwtProfile.ConfidentialSpace }), "jwt.issuers[0].issuer"),
        Case("no key", One(Good with { Keys = [] }), "jwt.issuers[0].keys"),
        Case("key id twice", One(Good with { Keys = [.. Good.Keys, .. Good.Keys] }), "twice"),
        Case("key of another kind", One(Good with { Keys = [Good.Keys[0] with { Algorithm = JwtAlgorithm.RS256 }] }), "does not go with its algorithm"),
        Case("root", One(Good with { CertificateRoots = [new(new byte[20])] }), "jwt.issuers[0].certificateRoots"),
        Case("age", One(Good with { MaxAge = TimeSpan.Zero }), "jwt.issuers[0].maxAge"),
        Case("skew", One(Good with { ClockSkew = TimeSpan.FromHours(1) }), "jwt.issuers[0].clockSkew"),
        Case("path", One(Good with { Claims = [.. Good.Claims, new("status", ReferenceValue.AnyOf<string>("x"))] }), "no JSON Pointer"),
        Case("two rules", One(Good with { Claims = [.. Good.Claims, .. Good.Claims] }), "two rules"),
        Case("nothing stated", One(Good with { Claims = [] }), "/submods/*/ear.appraisal-policy-id"),
        Case("all unchecked", One(Good with { Claims = [new("/submods/*/ear.appraisal-policy-id", ReferenceValue.Unchecked<string>("why"))] }), "any TEE of anyone"),
        Case("azure without build", One(Good with { Profile = JwtProfile.MicrosoftAzureAttestation, Claims = [new("/x-ms-attestation-type", ReferenceValue.AnyOf<string>("sgx"))] }), "/x-ms-sgx-mrenclave"),
        Case("azure of an unknown kind", One(Good with { Profile = JwtProfile.MicrosoftAzureAttestation, Claims = [new("/x-ms-attestation-type", ReferenceValue.AnyOf<string>("tpm"))] }), "without rules"),
    ];

    [TestCaseSource(nameof(Bad))]
    public void Names_what_makes_a_policy_unusable(JwtPolicy policy, string problem) =>
        Assert.That(new AttestationPolicy { Name = "x", Jwt = policy }.Problems, Has.Some.Contains(problem));

    [Test]
    public void Warns_of_what_is_not_checked()
    {
        var policy = One(Good with { Claims = [.. Good.Claims, new("/submods/*/ear.status", ReferenceValue.Unchecked<string>("our own rules follow"))] });
        Assert.That(new AttestationPolicy { Name = "x", Jwt = policy }.Warnings, Has.Some.Contains("ear.status").And.Some.Contains("our own rules follow"));
    }

    private static IEnumerable<TestCaseData> Less =>
    [
        Weaker(JwtProfile.Ear, "/submods/*/ear.status", "warning"),
        Weaker(JwtProfile.ConfidentialSpace, "/dbgstat", "enabled"),
        Weaker(JwtProfile.MicrosoftAzureAttestation, "/x-ms-sgx-is-debuggable", "true"),
        Weaker(JwtProfile.MicrosoftAzureAttestation, "/x-ms-isolation-tee/x-ms-sevsnpvm-is-debuggable", "true"),
    ];

    [TestCaseSource(nameof(Less))]
    public void Warns_of_claims_that_may_be_less_than_the_profile_demands(JwtProfile profile, string path, string value)
    {
        JwtClaimRule[] rules = [new("/x-ms-attestation-type", ReferenceValue.AnyOf<string>("sgx")), new(path, ReferenceValue.AnyOf<string>(value))];
        Assert.That(Warnings(Good with { Profile = profile, Claims = rules }), Has.Some.Contains(path).And.Some.Contains(value));
    }

    [Test]
    public void Warns_of_tokens_without_an_end() => Assert.That(Warnings(Good with { AcceptsMissingExpiry = true }).Single(), Does.StartWith("jwt.issuers[0].acceptsMissingExpiry"));

    [Test]
    public void Does_not_warn_of_an_identity_that_the_policy_states()
    {
        JwtClaimRule[] rules = [new("/x-ms-attestation-type", ReferenceValue.AnyOf<string>("sevsnpvm")), new("/x-ms-sevsnpvm-hostdata", ReferenceValue.AnyOf<string>(new string('a', 64)))];
        Assert.That(Warnings(Good with { Profile = JwtProfile.MicrosoftAzureAttestation, Claims = rules }), Is.Empty);
    }

    private static IReadOnlyList<string> Warnings(JwtIssuer issuer) => new AttestationPolicy { Name = "x", Jwt = One(issuer) }.Warnings;

    private static TestCaseData Weaker(JwtProfile profile, string path, string value) => new(profile, path, value);

    private static JwtPolicy One(JwtIssuer issuer) => new() { Issuers = [issuer] };

    private static TestCaseData Case(string name, JwtPolicy policy, string problem) => new TestCaseData(policy, problem).SetArgDisplayNames(name);
}
