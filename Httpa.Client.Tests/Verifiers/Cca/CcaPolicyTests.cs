using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cca;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Cca;

/// <summary>The member <c>cca</c> of a policy: its file, and what is wrong with it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CcaPolicyTests
{
    private static readonly ReferenceValue<Measurement> Anything = ReferenceValue.Unchecked<Measurement>("a test");

    [Test]
    public void What_was_written_is_read_again()
    {
        using var realm = new CcaScene();
        var full = realm.Policy with
        {
            RealmInitialMeasurement = ReferenceValue.AnyOf(new Measurement(new byte[32]), new Measurement(new byte[48]), new Measurement(new byte[64])),
            RealmInstanceId = ReferenceValue.AnyOf(new Measurement(new byte[33])),
            RealmHashAlgorithm = ReferenceValue.AnyOf<string>("sha-512"),
            RealmPublicKeyHashAlgorithm = ReferenceValue.AnyOf<string>("sha-256"),
            RealmDevicesTokenHash = Anything,
            RequirePrivateMemoryEncryption = true,
            AllowLiveFirmwareActivation = true,
            SecurityLifecycle = ReferenceValue.AnyOf<ushort>(0x3003),
            PlatformConfig = ReferenceValue.AnyOf(new Measurement(Array.Empty<byte>()), new Measurement(new byte[] { 0xcf })),
            PlatformHashAlgorithm = ReferenceValue.AnyOf<string>("sha-256"),
            VerificationService = ReferenceValue.AnyOf<string>("https://verifier.example"),
        };
        foreach (var policy in new[] { full, realm.Policy, new CcaPolicy() })
        {
            var written = new AttestationPolicy { Name = "x", Cca = policy }.ToJson();
            var read = AttestationPolicy.Parse(written).Cca!;
            Assert.That(new AttestationPolicy { Name = "x", Cca = read }.ToJson(), Is.EqualTo(written));
            foreach (var property in typeof(CcaPolicy).GetProperties().Where(p => p.PropertyType.Name.StartsWith("ReferenceValue", StringComparison.Ordinal) || p.PropertyType == typeof(bool)))
                Assert.That(property.GetValue(read), Is.EqualTo(property.GetValue(policy)), property.Name);
            Assert.That(read.Keys, Is.EqualTo(policy.Keys));
        }
    }

    [TestCase("""{"realmInitialMeasurement":{"anyOf":["00"]}}""", "realmInitialMeasurement.anyOf[0]")]
    [TestCase("""{"realmPersonalizationValue":{"anyOf":["00"]}}""", "realmPersonalizationValue.anyOf[0]")]
    [TestCase("""{"realmInstanceId":{"anyOf":["00"]}}""", "realmInstanceId.anyOf[0]")]
    [TestCase("""{"platformConfig":{"anyOf":["0"]}}""", "platformConfig.anyOf[0]")]
    [TestCase("""{"keys":{}}""", "keys")]
    [TestCase("""{"clientId":{"anyOf":[1]}}""", "clientId")]
    public void Says_where_a_file_is_wrong(string file, string path)
    {
        var wrong = Assert.Throws<PolicyFormatException>(() => AttestationPolicy.Parse(Encoding.UTF8.GetBytes($$"""{"name":"x","cca":{{file}}}""")));
        Assert.That(wrong.Path, Is.EqualTo("$.cca." + path));
    }

    [Test]
    public void A_policy_for_one_realm_has_no_problems_and_no_warnings()
    {
        using var realm = new CcaScene();
        var policy = new AttestationPolicy { Name = "x", Cca = realm.Policy };
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.Warnings, Is.Empty);
    }

    [Test]
    public void Finds_each_problem()
    {
        using var realm = new CcaScene();
        var good = realm.Policy;
        Assert.Multiple(() =>
        {
            Problems(new CcaPolicy(), "cca.keys", "cca.realmInitialMeasurement", "cca.softwareComponents");
            Problems(good with { Keys = [good.Keys[0] with { PublicKey = new Measurement(new byte[1]) }] }, "cca.keys[0].publicKey");
            Problems(good with { RealmInitialMeasurement = Wrong }, "cca.realmInitialMeasurement");
            Problems(good with { RealmExtensibleMeasurement0 = Wrong }, "cca.realmExtensibleMeasurement0");
            Problems(good with { RealmExtensibleMeasurement3 = Wrong }, "cca.realmExtensibleMeasurement3");
            Problems(good with { RealmPersonalizationValue = Wrong }, "cca.realmPersonalizationValue");
            Problems(good with { RealmInstanceId = Wrong }, "cca.realmInstanceId");
            Problems(good with { RealmDevicesTokenHash = Wrong }, "cca.realmDevicesTokenHash");
            Problems(good with { ImplementationId = Wrong }, "cca.implementationId");
            Problems(good with { SoftwareComponents = new SoftwareComponentsPolicy() }, "cca.softwareComponents");
            Problems(
                good with
                {
                    RealmInitialMeasurement = Anything,
                    RealmExtensibleMeasurement0 = Anything,
                    RealmExtensibleMeasurement1 = Anything,
                    RealmExtensibleMeasurement2 = Anything,
                    RealmExtensibleMeasurement3 = Anything,
                },
                "cca");
            Problems(
                good with
                {
                    RealmInitialMeasurement = Anything,
                    RealmExtensibleMeasurement0 = null,
                    RealmExtensibleMeasurement1 = null,
                    RealmExtensibleMeasurement2 = null,
                    RealmExtensibleMeasurement3 = null,
                },
                "cca");
        });

        static void Problems(CcaPolicy policy, params string[] paths) => Assert.That(new AttestationPolicy { Name = "x", Cca = policy }.Problems.Select(p => p.Split(' ')[0]), Is.EqualTo(paths));
    }

    [Test]
    public void Warns_of_what_is_not_checked()
    {
        using var realm = new CcaScene();
        var policy = realm.Policy with
        {
            RealmInitialMeasurement = Anything,
            RealmExtensibleMeasurement2 = Anything,
            RealmPersonalizationValue = Anything,
            RealmDevicesTokenHash = Anything,
            AllowLiveFirmwareActivation = true,
            SoftwareComponents = SoftwareComponentsPolicy.Unchecked("a test"),
            SecurityLifecycle = ReferenceValue.Unchecked<ushort>("a test"),
        };
        Assert.That(new AttestationPolicy { Name = "x", Cca = policy }.Warnings.Select(w => w.Split(' ')[0]), Is.EqualTo(new[]
        {
            "cca.softwareComponents", "cca.securityLifecycle", "cca.realmInitialMeasurement", "cca.realmExtensibleMeasurement2", "cca.realmPersonalizationValue",
            "cca.realmDevicesTokenHash", "cca.allowLiveFirmwareActivation",
        }));
    }

    private static ReferenceValue<Measurement> Wrong => ReferenceValue.AnyOf(new Measurement(new byte[20]));
}
