using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Jwt;

/// <summary>The form of a token. All tokens here are signed by the right key, unless the form does not allow that.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class JwtTokenTests
{
    private const string Header = """{"alg":"ES256","kid":"simulated-1","typ":"JWT"}""";

    [TestCase("""{"alg":"ES256","kid":"simulated-1"}""")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","typ":"jwt"}""")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","typ":"eat+jwt"}""")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","jku":"https://attacker.invalid/keys","x5u":"https://attacker.invalid/x","jwk":{"kty":"EC"}}""", Description = "keys that nobody looks at")]
    public void Accepts_other_headers(string header)
    {
        using var scene = new JwtScene();
        Assert.That(scene.Reasons(Sign(scene, header)), Is.Empty);
    }

    [TestCase("""{"kid":"simulated-1"}""")]
    [TestCase("""{"alg":1,"kid":"simulated-1"}""")]
    [TestCase("""{"alg":"ES256","kid":1}""")]
    [TestCase("""{"alg":"ES256","kid":null}""")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","kid":"simulated-1"}""", Description = "twice")]
    [TestCase("""{"alg":"none","alg":"ES256","kid":"simulated-1"}""", Description = "twice")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","typ":"at+jwt"}""", Description = "a token of another purpose (RFC 8725, section 3.11)")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","typ":1}""")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","cty":"JWT"}""", Description = "a token in the token")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","x5c":"MIIB"}""")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1","x5c":["MII-"]}""", Description = "base64url where base64 belongs")]
    [TestCase("""{"alg":"ES256","kid":"simulated-1"},""")]
    [TestCase("""["ES256"]""")]
    [TestCase("")]
    public void Rejects_malformed_headers(string header)
    {
        using var scene = new JwtScene();
        Assert.That(scene.Reasons(Sign(scene, header)), Is.EqualTo(new[] { AppraisalReason.JwtMalformed }));
    }

    [TestCase("none")]
    [TestCase("None")]
    [TestCase("NONE")]
    public void Rejects_a_token_that_says_that_it_is_not_signed(string algorithm)
    {
        using var scene = new JwtScene();
        scene.Header["alg"] = algorithm;
        var token = Encoding.ASCII.GetString(scene.Service.Sign(scene.Claims, scene.Header));
        Assert.Multiple(() =>
        {
            Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtUnsigned }));
            Assert.That(scene.Reasons(Encoding.ASCII.GetBytes(token[..(token.LastIndexOf('.') + 1)])), Is.EqualTo(new[] { AppraisalReason.JwtUnsigned }));
        });
    }

    [TestCase("HS256")]
    [TestCase("HS512")]
    [TestCase("EdDSA")]
    [TestCase("ES256K")]
    [TestCase("es256")]
    [TestCase("")]
    [TestCase("7", Description = "the number of ES256 in our own list")]
    public void Rejects_algorithms_that_are_not_on_the_list(string algorithm)
    {
        using var scene = new JwtScene();
        scene.Header["alg"] = algorithm;
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtAlgorithmRefused }));
    }

    [TestCase("""["exp"]""")]
    [TestCase("[]")]
    [TestCase("null")]
    public void Rejects_critical_parameters(string critical)
    {
        using var scene = new JwtScene();
        scene.Header["crit"] = JsonNode.Parse(critical);
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtCriticalHeader }));
    }

    [TestCase("""{"iss":1}""")]
    [TestCase("""{"aud":1}""")]
    [TestCase("""{"aud":[1]}""")]
    [TestCase("""{"iat":"1772366400"}""")]
    [TestCase("""{"iat":1772366400.5}""", Description = "EAT allows no fractions (RFC 9711, section 4.3.1)")]
    [TestCase("""{"exp":-1}""")]
    [TestCase("""{"exp":1e30}""")]
    [TestCase("""{"exp":253402300800}""", Description = "the year 10000")]
    [TestCase("""{"nbf":null}""")]
    [TestCase("""{"exp":1,"exp":2}""")]
    [TestCase("""{"a":"\ud800","\ud800":1}""", Description = "half a surrogate pair")]
    [TestCase("[]")]
    [TestCase("{} ,")]
    public void Rejects_malformed_claims(string claims)
    {
        using var scene = new JwtScene();
        var token = scene.Service.Sign(Encoding.UTF8.GetBytes(Header), Encoding.UTF8.GetBytes(claims));
        Assert.That(scene.Reasons(token), Is.EqualTo(new[] { AppraisalReason.JwtMalformed }));
    }

    [Test]
    public void Rejects_claims_that_are_not_UTF_8()
    {
        using var scene = new JwtScene();
        var token = scene.Service.Sign(Encoding.UTF8.GetBytes(Header), [.. "{\"a\":\""u8, 0xff, .. "\"}"u8]);
        Assert.That(scene.Reasons(token), Is.EqualTo(new[] { AppraisalReason.JwtMalformed }));
    }

    [Test]
    public void Claims_of_half_a_surrogate_pair_are_shown_as_they_stand()
    {
        using var scene = new JwtScene();
        var claims = Encoding.UTF8.GetBytes("""{"a":"\ud800"}""");
        scene.Policy = scene.Policy with { Issuer = null };
        var result = scene.Appraise(scene.Service.Sign(Encoding.UTF8.GetBytes(Header), claims));
        Assert.That(result.Claims!.Describe().ToDictionary()["a"], Is.EqualTo("\"\\ud800\""));
    }

    [Test]
    public void Rejects_other_encodings_of_the_same_token()
    {
        using var scene = new JwtScene();
        var token = Encoding.ASCII.GetString(scene.Service.Sign(scene.Claims, scene.Header));
        var parts = token.Split('.');
        string[] others =
        [
            token + "=", token + "\n", " " + token, token + ".", token + "." + parts[2], parts[0] + "." + parts[1], parts[0], ".", "..", "...", token.Replace('.', ','),
            // The last character of 64 bytes has bits that say nothing.
            token[..^1] + (char)(token[^1] + 1),
            $"{Convert.ToBase64String(Base64Url.DecodeFromChars(parts[0]))}.{parts[1]}.{parts[2]}",
            $"""{"{"}"payload":"{parts[1]}","protected":"{parts[0]}","signature":"{parts[2]}"{"}"}""",
        ];
        foreach (var other in others) Assert.That(scene.Reasons(Encoding.ASCII.GetBytes(other)), Is.EqualTo(new[] { AppraisalReason.JwtMalformed }), other);
    }

    [Test]
    public void Rejects_a_token_that_is_too_long()
    {
        using var scene = new JwtScene();
        scene.Claims["long"] = new string('x', JwtToken.MaxLength);
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.JwtMalformed }));
    }

    [Test]
    public void Rejects_a_detached_bundle_by_name()
    {
        using var scene = new JwtScene();
        var bundle = $"""[["JWT","{Encoding.ASCII.GetString(scene.Service.Sign(scene.Claims, scene.Header))}"],{"{}"}]""";
        Assert.That(scene.Reasons(Encoding.ASCII.GetBytes(bundle)), Is.EqualTo(new[] { AppraisalReason.JwtDetachedClaims }));
    }

    private static byte[] Sign(JwtScene scene, string header) => scene.Service.Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(scene.Claims.ToJsonString()));
}
