using System.Formats.Cbor;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cca;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Cca;

/// <summary>What a token must be, by the rules of its profiles.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CcaTokenTests
{
    private static IEnumerable<TestCaseData> WrongPlatforms =>
    [
        Wrong("a challenge of no hash's length", c => c.With(10, new byte[33])),
        Wrong("implementation id too short", c => c.With(2396, new byte[31])),
        Wrong("instance id of another type", c => c.With(256, new byte[33])),
        Wrong("no configuration", c => c.Without(2401)),
        Wrong("configuration as text", c => c.With(2401, "x")),
        Wrong("no lifecycle", c => c.Without(2395)),
        Wrong("no hash algorithm", c => c.Without(2402)),
        Wrong("no software components", c => c.Without(2399)),
        Wrong("an empty list of software components", c => c.With(2399, (IReadOnlyList<SoftwareComponent>)[])),
        Wrong("no profile", c => c.Without(265)),
        Wrong("a boot seed, as PSA tokens have", c => c.With(268, new byte[32])),
        Wrong("a claim of the realm", c => c.With(44238, new byte[32])),
        Wrong("a client id, which only the newest profile has", c => c.With(2394, 1)),
    ];

    private static IEnumerable<TestCaseData> WrongRealms =>
    [
        Wrong("a challenge of 32 bytes", c => c.With(10, new byte[32])),
        Wrong("a personalization value of 32 bytes", c => c.With(44235, new byte[32])),
        Wrong("an initial measurement of 20 bytes", c => c.With(44238, new byte[20])),
        Wrong("three extensible measurements", c => c.With(44239, (IReadOnlyList<Measurement>)[.. Enumerable.Repeat(new Measurement(new byte[32]), 3)])),
        Wrong("five extensible measurements", c => c.With(44239, (IReadOnlyList<Measurement>)[.. Enumerable.Repeat(new Measurement(new byte[32]), 5)])),
        Wrong("an extensible measurement of 33 bytes", c => c.With(44239, (IReadOnlyList<Measurement>)[.. Enumerable.Repeat(new Measurement(new byte[33]), 4)])),
        Wrong("no hash algorithm", c => c.Without(44236)),
        Wrong("no key", c => c.Without(44237)),
        Wrong("no hash algorithm of the key", c => c.Without(44240)),
        Wrong("no instance id", c => c.Without(256)),
        Wrong("no memory encryption policy", c => c.Without(44243)),
        Wrong("a memory encryption policy that is none", c => c.With(44243, 2)),
        Wrong("a live activation policy that is none", c => c.With(44244, 2)),
        Wrong("a hash over devices of 20 bytes", c => c.With(44257, new byte[20])),
        Wrong("a claim of the platform", c => c.With(2396, new byte[32])),
    ];

    [TestCaseSource(nameof(WrongPlatforms))]
    public void Rejects_a_platform_token_with(Func<SimulatedClaims, SimulatedClaims> change)
    {
        using var realm = new CcaScene();
        Assert.That(realm.Reasons(realm.TokenOf(platform: change(realm.Platform))), Is.EqualTo(new[] { AppraisalReason.ArmClaimsInvalid }));
    }

    [TestCaseSource(nameof(WrongRealms))]
    public void Rejects_a_realm_token_with(Func<SimulatedClaims, SimulatedClaims> change)
    {
        using var realm = new CcaScene();
        Assert.That(realm.Reasons(realm.TokenOf(realm: change(realm.Claims))), Is.EqualTo(new[] { AppraisalReason.ArmClaimsInvalid }));
    }

    [TestCase("http://arm.com/CCA-SSD/1.0.0", null)]
    [TestCase("http://arm.com/CCA-SSD/1.0.0", "tag:arm.com,2023:realm#1.0.0")]
    [TestCase("tag:arm.com,2023:cca_platform#1.0.0", "tag:arm.com,2023:realm#1.0.0")]
    [TestCase("tag:arm.com,2023:cca_platform#1.0.0", "tag:arm.com,2024:realm#2.0.0")]
    [TestCase("tag:arm.com,2024:cca_platform#2.0.0", "tag:arm.com,2024:realm#2.0.0")]
    public void Reads_the_profiles_that_go_together_in_both_collections(string platform, string? profile)
    {
        using var realm = new CcaScene(new() { PlatformProfile = platform, RealmProfile = profile });
        foreach (var tag in new[] { 399UL, 907UL }) Assert.That(realm.Authenticate(realm.Token(tag: tag)).Findings, Is.Empty, $"tag {tag}");
    }

    [TestCase("tag:arm.com,2023:cca_platform#1.0.0", null)] // does not describe realms
    [TestCase("tag:arm.com,2023:cca_platform#1.0.0", "tag:arm.com,2025:realm#3.0.0")]
    [TestCase("tag:arm.com,2025:cca_platform#3.0.0", "tag:arm.com,2024:realm#2.0.0")]
    [TestCase("tag:arm.com,2024:realm#2.0.0", "tag:arm.com,2024:realm#2.0.0")]
    public void Rejects_profiles_that_are_unknown_or_do_not_go_together(string platform, string? profile)
    {
        using var realm = new CcaScene(new() { PlatformProfile = platform, RealmProfile = profile });
        Assert.That(realm.Reasons(realm.Token()), Is.EqualTo(new[] { AppraisalReason.CcaProfileUnsupported }));
    }

    [Test]
    public void Rejects_claims_of_newer_realms_in_older_ones()
    {
        using var realm = new CcaScene(new() { RealmProfile = "tag:arm.com,2023:realm#1.0.0" });
        Assert.That(realm.Reasons(realm.TokenOf(realm: realm.Claims.With(44243, 1))), Is.EqualTo(new[] { AppraisalReason.ArmClaimsInvalid }));
        Assert.That(realm.Reasons(realm.TokenOf(realm: realm.Claims.With(44244, 0))), Is.EqualTo(new[] { AppraisalReason.ArmClaimsInvalid }));
    }

    [Test]
    public void Rejects_another_client_than_the_platform()
    {
        using var realm = new CcaScene(new() { PlatformProfile = "tag:arm.com,2024:cca_platform#2.0.0" });
        Assert.That(realm.Reasons(realm.TokenOf(platform: realm.Platform.With(2394, 2))), Is.EqualTo(new[] { AppraisalReason.ArmClaimsInvalid }));
    }

    [TestCase(18UL)]
    [TestCase(398UL)]
    public void Rejects_another_tag(ulong tag)
    {
        using var realm = new CcaScene();
        Assert.That(realm.Reasons(realm.Token(tag: tag)), Is.EqualTo(new[] { AppraisalReason.ArmTokenMalformed }));
    }

    [Test]
    public void Rejects_a_token_that_stands_there_in_another_form()
    {
        using var realm = new CcaScene();
        byte[][] tokens =
        [
            Collection(907, (44234, w => w.WriteByteString(realm.Realm.PlatformToken)), (44241, w => w.WriteByteString(realm.Realm.PlatformToken))),
            Collection(399, (44234, w => w.WriteEncodedValue(realm.Realm.PlatformToken)), (44241, w => w.WriteByteString(realm.Realm.PlatformToken))),
            Collection(399, (44234, w => w.WriteByteString(realm.Realm.PlatformToken))),
            Collection(399, (44241, w => w.WriteByteString(realm.Realm.PlatformToken))),
        ];
        foreach (var token in tokens) Assert.That(realm.Reasons(token), Is.EqualTo(new[] { AppraisalReason.ArmTokenMalformed }));
    }

    [Test]
    public void Leaves_other_entries_of_the_collection_alone()
    {
        using var realm = new CcaScene();
        var claims = SimulatedCose.Sign(realm.Realm.RealmKey, realm.Claims.Encode());
        var token = Collection(399, (44234, w => w.WriteByteString(realm.Realm.PlatformToken)), (44241, w => w.WriteByteString(claims)), (44242, w => w.WriteByteString([1])));
        Assert.That(realm.Authenticate(token).Findings, Is.Empty);
    }

    [Test]
    public void Rejects_a_realm_in_the_place_of_the_platform()
    {
        using var realm = new CcaScene();
        var claims = SimulatedCose.Sign(realm.Realm.RealmKey, realm.Claims.Encode());
        Assert.That(realm.Reasons(realm.Token(platform: claims)), Is.EqualTo(new[] { AppraisalReason.CcaProfileUnsupported }));
        Assert.That(realm.Reasons(realm.Token(realm: realm.Realm.PlatformToken)), Is.EqualTo(new[] { AppraisalReason.CcaProfileUnsupported }));
    }

    [Test]
    public void Rejects_inner_tokens_that_are_no_messages()
    {
        using var realm = new CcaScene();
        var untagged = new SimulatedCose { Payload = realm.Claims.Encode(), Algorithm = -35 }.Sign(realm.Realm.RealmKey);
        Assert.That(realm.Reasons(realm.Token(platform: [1, 2, 3])), Is.EqualTo(new[] { AppraisalReason.ArmTokenMalformed }));
        Assert.That(realm.Reasons(realm.Token(realm: untagged)), Is.EqualTo(new[] { AppraisalReason.ArmTokenMalformed }));
        Assert.That(realm.Reasons(realm.Token(realm: [.. SimulatedCose.Sign(realm.Realm.RealmKey, realm.Claims.Encode()), 0])), Is.EqualTo(new[] { AppraisalReason.ArmTokenMalformed }));
    }

    private static byte[] Collection(ulong tag, params (int Key, Action<CborWriter> Write)[] entries)
    {
        var writer = new CborWriter();
        writer.WriteTag((CborTag)tag);
        writer.WriteStartMap(entries.Length);
        foreach (var (key, write) in entries)
        {
            writer.WriteInt32(key);
            write(writer);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static TestCaseData Wrong(string name, Func<SimulatedClaims, SimulatedClaims> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
