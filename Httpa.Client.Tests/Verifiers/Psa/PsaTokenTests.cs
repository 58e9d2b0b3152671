using System.Formats.Cbor;
using System.Security.Cryptography;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Psa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Psa;

/// <summary>What a token must be, by the rules of its profile.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PsaTokenTests
{
    private static readonly Dictionary<long, Action<CborWriter>> Foreign = new()
    {
        [2397] = w => w.WriteByteString(new byte[32]),
        [-75008] = w => w.WriteByteString(new byte[32]),
        [-75007] = w => w.WriteInt32(1),
        [-75000] = w => w.WriteTextString("PSA_IOT_PROFILE_1"),
    };

    private static IEnumerable<TestCaseData> WrongClaims =>
    [
        Wrong("nonce too short", c => c.With(10, new byte[31])),
        Wrong("nonce between lengths", c => c.With(10, new byte[33])),
        Wrong("nonce as text", c => c.With(10, new string('x', 32))),
        Wrong("several nonces", c => c.With(10, w =>
        {
            w.WriteStartArray(1);
            w.WriteByteString(new byte[64]);
            w.WriteEndArray();
        })),
        Wrong("instance id without its type", c => c.With(256, new byte[32])),
        Wrong("instance id of another type", c => c.With(256, new byte[33])),
        Wrong("implementation id too long", c => c.With(2396, new byte[33])),
        Wrong("client id 0", c => c.With(2394, 0)),
        Wrong("client id beyond 32 bits", c => c.With(2394, 1L << 31)),
        Wrong("client id as text", c => c.With(2394, "1")),
        Wrong("lifecycle beyond 16 bits", c => c.With(2395, 0x13000)),
        Wrong("lifecycle below 0", c => c.With(2395, -1)),
        Wrong("boot seed too short", c => c.With(268, new byte[7])),
        Wrong("boot seed too long", c => c.With(268, new byte[33])),
        Wrong("certification reference of another form", c => c.With(2398, "1234567890123")),
        Wrong("no software components", c => c.Without(2399)),
        Wrong("an empty list of software components", c => c.With(2399, (IReadOnlyList<SoftwareComponent>)[])),
        Wrong("a component with a short measurement", c => c.With(2399, (IReadOnlyList<SoftwareComponent>)[new() { MeasurementValue = new(new byte[20]), SignerId = new(new byte[32]) }])),
        Wrong("a component without a signer", c => c.With(2399, w =>
        {
            w.WriteStartArray(1);
            w.WriteStartMap(1);
            w.WriteInt32(2);
            w.WriteByteString(new byte[32]);
            w.WriteEndMap();
            w.WriteEndArray();
        })),
        Wrong("a profile that is no text", c => c.With(265, 1)),
        Wrong("the oldest profile under the newer key", c => c.With(265, "PSA_IOT_PROFILE_1")),
        Wrong("no nonce", c => c.Without(10)),
        Wrong("no instance id", c => c.Without(256)),
        Wrong("no implementation id", c => c.Without(2396)),
        Wrong("no client id", c => c.Without(2394)),
        Wrong("no lifecycle", c => c.Without(2395)),
        Wrong("no profile", c => c.Without(265)),
        .. Foreign.Select(f => Wrong($"the claim {f.Key} of another profile", c => c.With(f.Key, f.Value))),
    ];

    [TestCaseSource(nameof(WrongClaims))]
    public void Rejects_a_token_with(Func<SimulatedClaims, SimulatedClaims> change)
    {
        using var device = new PsaScene();
        var result = device.Authenticate(change(device.Claims));
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.ArmClaimsInvalid }));
        Assert.That(result.Findings[0].Kind, Is.EqualTo(FindingKind.NotGenuine));
    }

    [Test]
    public void Leaves_claims_of_somebody_else_alone()
    {
        using var device = new PsaScene();
        Assert.That(device.Authenticate(device.Claims.With(-70001, "mine")).Findings, Is.Empty);
    }

    [Test]
    public void Rejects_a_claim_that_stands_twice_in_two_forms()
    {
        using var device = new PsaScene();
        byte[] claims = [.. device.Claims.Encode()];
        claims[0]++; // one more entry of the map: the client id again, as 9 bytes
        byte[] twice = [.. claims, 0x1b, 0, 0, 0, 0, 0, 0, 0x09, 0x5a, 0x01];
        var result = device.Authenticate(SimulatedCose.Sign(device.Device.Key, twice));
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.ArmTokenMalformed }));
    }

    [Test]
    public void Reads_numbers_that_are_longer_than_need_be()
    {
        using var device = new PsaScene();
        var claims = device.Claims.Without(2394).Encode();
        claims[0]++;
        byte[] longer = [.. claims, 0x1b, 0, 0, 0, 0, 0, 0, 0x09, 0x5a, 0x3a, 0, 0, 0, 0]; // 2394: -1
        Assert.That(((PsaClaims)device.Authenticate(SimulatedCose.Sign(device.Device.Key, longer)).Claims!).ClientId, Is.EqualTo(-1));
    }

    [Test]
    public void Reads_the_second_profile()
    {
        using var device = new PsaScene(new() { Profile = "http://arm.com/psa/2.0.0" });
        var result = device.Authenticate(device.Claims);
        Assert.That(result.Findings, Is.Empty);
        Assert.That(((PsaClaims)result.Claims!).BootSeed, Is.EqualTo(device.Device.Settings.BootSeed));
        Assert.That(device.Authenticate(device.Claims.With(268, new byte[32])).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmClaimsInvalid));
    }

    [TestCase(null)]
    [TestCase("PSA_IOT_PROFILE_1")]
    public void Reads_the_first_profile_named_or_not(string? profile)
    {
        using var device = new PsaScene();
        var claims = FirstProfile(device).With(-75006, device.Device.Settings.SoftwareComponents);
        if (profile is not null) claims.With(-75000, profile);
        var result = device.Authenticate(claims);
        Assert.That(result.Findings, Is.Empty);
        Assert.That(((PsaClaims)result.Claims!).Profile, Is.EqualTo("PSA_IOT_PROFILE_1"));
        Assert.That(result.Claims.Describe(), Has.Member(KeyValuePair.Create("certificationReference", "1234567890123")));
    }

    [Test]
    public void Rejects_a_newer_profile_under_the_oldest_key_and_a_first_profile_without_boot_seed()
    {
        using var device = new PsaScene();
        var claims = FirstProfile(device).With(-75006, device.Device.Settings.SoftwareComponents);
        Assert.That(device.Authenticate(claims.With(-75000, "tag:psacertified.org,2023:psa#tfm")).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmClaimsInvalid));
        Assert.That(device.Authenticate(claims.Without(-75000).Without(-75004)).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmClaimsInvalid));
    }

    [Test]
    public void Rejects_a_token_that_has_components_and_says_that_it_has_none()
    {
        using var device = new PsaScene();
        var claims = FirstProfile(device).With(-75006, device.Device.Settings.SoftwareComponents).With(-75007, 1);
        Assert.That(device.Authenticate(claims).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmClaimsInvalid));
    }

    [Test]
    public void Refuses_a_token_without_measurements_unless_the_policy_says_otherwise()
    {
        using var device = new PsaScene();
        var result = device.Authenticate(FirstProfile(device).With(-75007, 1));
        Assert.That(result.Findings, Is.Empty);
        Assert.That(Judge(device.Policy), Is.EqualTo(new[] { AppraisalReason.PsaSoftwareNotMeasured }));
        Assert.That(Judge(device.Policy with { DangerousAllowNoMeasurements = true }), Is.Empty);

        List<AppraisalReason> Judge(PsaPolicy policy)
        {
            var findings = new List<Finding>();
            PsaAppraisal.Appraise((PsaClaims)result.Claims!, policy, findings);
            return [.. findings.Select(f => f.Reason)];
        }
    }

    [Test]
    public void Rejects_an_algorithm_that_is_not_protected()
    {
        using var device = new PsaScene();
        var message = new SimulatedCose { Payload = device.Claims.Encode(), Algorithm = null, UnprotectedAlgorithm = -7, Tag = 18 };
        Assert.That(device.Authenticate(message.Sign(device.Device.Key)).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmTokenMalformed));
    }

    [TestCase(null)]
    [TestCase(17UL)]
    [TestCase(61UL)]
    public void Rejects_a_signed_token_without_its_tag(ulong? tag)
    {
        using var device = new PsaScene();
        var message = new SimulatedCose { Payload = device.Claims.Encode(), Algorithm = -7, Tag = tag };
        Assert.That(device.Authenticate(message.Sign(device.Device.Key)).Findings.Single().Reason, Is.EqualTo(tag == 17 ? AppraisalReason.ArmAlgorithmUnsupported : AppraisalReason.ArmTokenMalformed));
    }

    [TestCase(-35, AppraisalReason.ArmSignatureInvalid)] // of another curve
    [TestCase(-36, AppraisalReason.ArmSignatureInvalid)]
    [TestCase(-37, AppraisalReason.ArmAlgorithmUnsupported)] // RSA
    [TestCase(-8, AppraisalReason.ArmAlgorithmUnsupported)]
    [TestCase(5, AppraisalReason.ArmAlgorithmUnsupported)] // an authentication code
    [TestCase(0, AppraisalReason.ArmAlgorithmUnsupported)]
    public void Rejects_an_algorithm_that_is_not_the_one_of_the_key(int algorithm, AppraisalReason reason)
    {
        using var device = new PsaScene();
        var message = new SimulatedCose { Payload = device.Claims.Encode(), Algorithm = algorithm, Tag = 18 };
        Assert.That(device.Authenticate(message.Sign(device.Device.Key)).Findings.Single().Reason, Is.EqualTo(reason));
    }

    [TestCase("nistP256")]
    [TestCase("nistP384")]
    [TestCase("nistP521")]
    public void Verifies_signatures_on_each_curve(string curve)
    {
        using var device = new PsaScene();
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var policy = device.Policy with { Keys = [device.Policy.Keys[0] with { PublicKey = new Measurement(key.ExportSubjectPublicKeyInfo()) }] };
        Assert.That(device.Authenticate(SimulatedCose.Sign(key, device.Claims.Encode()), policy).Findings, Is.Empty);
        Assert.That(device.Authenticate(SimulatedCose.Sign(key, device.Claims.Encode())).Findings.Single().Reason, Is.EqualTo(AppraisalReason.ArmSignatureInvalid));
    }

    private static SimulatedClaims FirstProfile(PsaScene device) => new SimulatedClaims()
        .With(-75008, PsaScene.Binding).With(-75009, device.Device.InstanceId.Bytes.ToArray()).With(-75003, device.Device.Settings.ImplementationId.Bytes.ToArray())
        .With(-75001, -1).With(-75002, 0x3000).With(-75004, new byte[32]).With(-75005, "1234567890123").With(-75010, "verifier.example");

    private static TestCaseData Wrong(string name, Func<SimulatedClaims, SimulatedClaims> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
