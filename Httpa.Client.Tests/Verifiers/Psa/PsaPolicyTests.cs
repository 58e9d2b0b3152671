using System.Security.Cryptography;
using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Psa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Psa;

/// <summary>The member <c>psa</c> of a policy: its file, and what is wrong with it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PsaPolicyTests
{
    private const string Id = "01fa58755f658627ce5460f29b75296713248cae7ad9e2984b90280efcbcb50248";
    private const string Jwk = """{"kty":"EC","crv":"P-256","x":"eeupDov0UKZ1FXatRZmwet-TjaO7C9F9ADbtSaLQ_D8","y":"v836iVa1aL_bhnPmSNi1jZKZVbFKJsMIDzQRfZcdaGQ"}""";

    [Test]
    public void What_was_written_is_read_again()
    {
        using var device = new PsaScene();
        using var sharing = new PsaScene(new() { IsSymmetric = true });
        var full = device.Policy with
        {
            Keys = [device.Policy.Keys[0] with { ImplementationId = new Measurement(new byte[32]) }, device.Policy.Keys[0] with { NotBefore = null, NotAfter = null }],
            DangerousSymmetricKeys = sharing.Policy.DangerousSymmetricKeys,
            SecurityLifecycle = ReferenceValue.AnyOf<ushort>(0x3000, 0x4000),
            BootSeed = ReferenceValue.AnyOf(new Measurement(new byte[8]), new Measurement(new byte[32])),
            CertificationReference = ReferenceValue.AnyOf<string>("1234567890123-12345"),
            VerificationService = ReferenceValue.Unchecked<string>("a test"),
            Profile = ReferenceValue.AnyOf<string>("tag:example.com,2026:psa"),
            DangerousAllowNoMeasurements = true,
        };
        PsaPolicy[] policies = [full, device.Policy, full with { SoftwareComponents = SoftwareComponentsPolicy.Unchecked("a test") }, full with { SoftwareComponents = null }, new()];
        foreach (var policy in policies)
        {
            var written = new AttestationPolicy { Name = "x", Psa = policy }.ToJson();
            var read = AttestationPolicy.Parse(written);
            Assert.That(read.ToJson(), Is.EqualTo(written));
            Assert.That(read.Psa!.Keys, Is.EqualTo(policy.Keys));
            Assert.That(read.Psa.DangerousSymmetricKeys, Is.EqualTo(policy.DangerousSymmetricKeys));
            Assert.That(read.Psa.ClientId, Is.EqualTo(policy.ClientId));
            Assert.That(read.Psa.SoftwareComponents?.Components ?? [], Is.EqualTo(policy.SoftwareComponents?.Components ?? []));
        }
    }

    [Test]
    public void Reads_a_public_key_in_each_form()
    {
        var spki = ArmAttestationKey.ReadPublicKey(Encoding.UTF8.GetBytes(Jwk));
        foreach (var form in new[] { Jwk, $"\"{spki}\"", $"\"{Convert.ToBase64String(spki.Bytes.Span)}\"" })
            Assert.That(Parse($$"""{"keys":[{"instanceId":"{{Id}}","publicKey":{{form}}}]}""").Keys[0].PublicKey, Is.EqualTo(spki));
    }

    [TestCase("""{"keys":[{"publicKey":""" + Jwk + "}]}", "keys[0].instanceId")]
    [TestCase("""{"keys":[{"instanceId":"01","publicKey":""" + Jwk + "}]}", "keys[0].instanceId")]
    [TestCase("""{"keys":[{"instanceId":"ID"}]}""", "keys[0].publicKey")]
    [TestCase("""{"keys":[{"instanceId":"ID","publicKey":"00"}]}""", "keys[0].publicKey")]
    [TestCase("""{"keys":[{"instanceId":"ID","publicKey":"?"}]}""", "keys[0].publicKey")]
    [TestCase("""{"keys":[{"instanceId":"ID","publicKey":1}]}""", "keys[0].publicKey")]
    [TestCase("""{"keys":[{"instanceId":"ID","publicKey":{"kty":"EC"}}]}""", "keys[0].publicKey")]
    [TestCase("""{"keys":[{"instanceId":"ID","publicKey":JWK,"notAfter":"2026"}]}""", "keys[0].notAfter")]
    [TestCase("""{"keys":[{"instanceId":"ID","publicKey":JWK,"notAfter":"2026-01-01T00:00:00+01:00"}]}""", "keys[0].notAfter")]
    [TestCase("""{"keys":[{"instanceId":"ID","publicKey":JWK,"secret":"00"}]}""", "keys[0].secret")]
    [TestCase("""{"dangerousSymmetricKeys":[{"instanceId":"ID","secret":"00"}]}""", "dangerousSymmetricKeys[0].secret")]
    [TestCase("""{"clientId":{"anyOf":[2147483648]}}""", "clientId.anyOf[0]")]
    [TestCase("""{"clientId":{"atLeast":1}}""", "clientId.atLeast")]
    [TestCase("""{"bootSeed":{"anyOf":["00"]}}""", "bootSeed.anyOf[0]")]
    [TestCase("""{"softwareComponents":{}}""", "softwareComponents")]
    [TestCase("""{"softwareComponents":{"components":[{"measurementValue":{"anyOf":["00"]}}]}}""", "softwareComponents.components[0].measurementValue.anyOf[0]")]
    [TestCase("""{"softwareComponents":{"components":[],"unchecked":"x"}}""", "softwareComponents")]
    public void Says_where_a_file_is_wrong(string file, string path)
    {
        var json = file.Replace("\"ID\"", $"\"{Id}\"", StringComparison.Ordinal).Replace("JWK", Jwk, StringComparison.Ordinal);
        Assert.That(Assert.Throws<PolicyFormatException>(() => Parse(json)).Path, Is.EqualTo("$.psa." + path));
    }

    [Test]
    public void A_policy_for_one_device_has_no_problems_and_no_warnings()
    {
        using var device = new PsaScene();
        var policy = new AttestationPolicy { Name = "x", Psa = device.Policy };
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.Warnings, Is.Empty);
    }

    [Test]
    public void The_empty_policy_names_everything_that_is_missing() =>
        Assert.That(new AttestationPolicy { Name = "x", Psa = new PsaPolicy() }.Problems.Select(p => p.Split(' ')[0]), Is.EqualTo(new[] { "psa.keys", "psa.clientId", "psa.softwareComponents" }));

    [Test]
    public void Finds_each_problem()
    {
        using var device = new PsaScene();
        var (good, key, rule) = (device.Policy, device.Policy.Keys[0], new SoftwareComponentRule { MeasurementValue = ReferenceValue.AnyOf(new Measurement(new byte[32])) });
        Assert.Multiple(() =>
        {
            Problem(good with { Keys = [key, key] }, "psa.keys");
            Problem(good with { Keys = [key with { InstanceId = new Measurement(new byte[33]) }] }, "psa.keys[0].instanceId");
            Problem(good with { Keys = [key with { InstanceId = new Measurement(new byte[32]) }] }, "psa.keys[0].instanceId");
            Problem(good with { Keys = [key with { ImplementationId = new Measurement(new byte[33]) }] }, "psa.keys[0].implementationId");
            Problem(good with { Keys = [key with { PublicKey = new Measurement(new byte[65]) }] }, "psa.keys[0].publicKey");
            Problem(good with { Keys = [key with { PublicKey = Rsa() }] }, "psa.keys[0].publicKey");
            Problem(good with { Keys = [key with { NotBefore = key.NotAfter!.Value.AddSeconds(1) }] }, "psa.keys[0]");
            Problem(good with { DangerousSymmetricKeys = [new() { InstanceId = key.InstanceId, Secret = new Measurement(new byte[31]) }] }, "psa.dangerousSymmetricKeys[0].secret");
            Problem(good with { ClientId = ReferenceValue.AnyOf<int>(0) }, "psa.clientId");
            Problem(good with { BootSeed = ReferenceValue.AnyOf(new Measurement(new byte[33])) }, "psa.bootSeed");
            Problem(good with { SecurityLifecycle = ReferenceValue.AnyOf<ushort>(0x3000, 0x3000) }, "psa.securityLifecycle");
            Problem(good with { SoftwareComponents = new SoftwareComponentsPolicy() }, "psa.softwareComponents");
            Problem(good with { SoftwareComponents = SoftwareComponentsPolicy.Of([rule with { MeasurementValue = null }]) }, "psa.softwareComponents.components[0].measurementValue");
            Problem(good with { SoftwareComponents = SoftwareComponentsPolicy.Of([rule with { MeasurementValue = ReferenceValue.AnyOf(new Measurement(new byte[20])) }]) }, "psa.softwareComponents.components[0].measurementValue");
            Problem(good with { SoftwareComponents = SoftwareComponentsPolicy.Of([rule with { MeasurementValue = ReferenceValue.Unchecked<Measurement>("why") }]) }, "psa.softwareComponents.components[0]");
        });

        static void Problem(PsaPolicy policy, string path) => Assert.That(new AttestationPolicy { Name = "x", Psa = policy }.Problems.Select(p => p.Split(' ')[0]), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void Warns_of_what_is_dangerous_or_not_checked()
    {
        using var device = new PsaScene();
        var rule = new SoftwareComponentRule { MeasurementValue = ReferenceValue.Unchecked<Measurement>("why"), SignerId = ReferenceValue.AnyOf(new Measurement(new byte[32])) };
        var policy = device.Policy with
        {
            DangerousSymmetricKeys = [new() { InstanceId = device.Device.InstanceId, Secret = new Measurement(new byte[32]) }],
            ClientId = ReferenceValue.Unchecked<int>("why"),
            SecurityLifecycle = ReferenceValue.AnyOf<ushort>(0x3000, 0x4000),
            SoftwareComponents = SoftwareComponentsPolicy.Of([rule]),
            DangerousAllowNoMeasurements = true,
        };
        Assert.That(Warnings(policy), Is.EqualTo(new[]
        {
            "psa.dangerousSymmetricKeys[0]", "psa.softwareComponents.components[0].measurementValue", "psa.clientId", "psa.securityLifecycle", "psa.dangerousAllowNoMeasurements",
        }));
        Assert.That(Warnings(device.Policy with { SoftwareComponents = SoftwareComponentsPolicy.Unchecked("why") }), Is.EqualTo(new[] { "psa.softwareComponents" }));

        static IEnumerable<string> Warnings(PsaPolicy policy) => new AttestationPolicy { Name = "x", Psa = policy }.Warnings.Select(w => w.Split(' ')[0]);
    }

    private static PsaPolicy Parse(string psa) => AttestationPolicy.Parse(Encoding.UTF8.GetBytes($$"""{"name":"x","psa":{{psa}}}""")).Psa!;

    private static Measurement Rsa()
    {
        using var key = RSA.Create(2048);
        return new Measurement(key.ExportSubjectPublicKeyInfo());
    }
}
