using System.Text;
using System.Text.Json;
using Httpa.Client.Crypto;
using Httpa.Client.OpenHttpa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

[Parallelizable(ParallelScope.All)]
internal sealed class OpenHttpaKeyScheduleTests
{
    private static readonly (string Name, string Label)[] Labels =
    [
        ("master_secret", "master secret"), ("resumption_master_secret", "res master"), ("client_write_key", "client write key"), ("client_write_iv", "client write iv"),
        ("server_write_key", "server write key"), ("server_write_iv", "server write iv"), ("client_mac_key", "client mac key"), ("server_mac_key", "server mac key"),
    ];

    [Test]
    public void Gives_the_known_answer_of_the_reference()
    {
        var vector = OpenHttpaVectors.Part("session_key_schedule_kat");
        using var schedule = new OpenHttpaKeySchedule(vector.Hex("combined_secret"), vector.Hex("transcript_hash"));
        AssertKeys(schedule, vector.GetProperty("expected"));
        var more = vector.GetProperty("additional_outputs");
        Assert.That(Expand(schedule, "res master", 48), Is.EqualTo(more.Hex("resumption_master_secret")));
        Assert.That(Extract(vector.Hex("combined_secret")), Is.EqualTo(more.Hex("hkdf_extract_prk")));
    }

    [Test]
    public void Does_not_give_the_keys_of_older_stages()
    {
        var old = OpenHttpaVectors.Part("old_label_as_salt_schedule_negative");
        using var schedule = new OpenHttpaKeySchedule(old.Hex("combined_secret"), old.Hex("transcript_hash"));
        Assert.That(Expand(schedule, "client write key", 32), Is.Not.EqualTo(old.Hex("obsolete_client_write_key")));
    }

    [Test]
    public void Gives_what_the_code_gives_for_the_inputs_of_the_draft_and_not_what_the_draft_says()
    {
        var draft = OpenHttpaVectors.Part("draft_01_test_vectors");
        var published = draft.GetProperty("published");
        using var schedule = new OpenHttpaKeySchedule(published.Hex("combined_hybrid_secret"), published.Hex("transcript_hash"));
        AssertKeys(schedule, draft.GetProperty("current_code_output_for_same_inputs"));
        foreach (var (name, label) in Labels.Where(l => published.TryGetProperty(l.Name, out _)))
            Assert.That(Expand(schedule, label, published.Hex(name).Length), Is.Not.EqualTo(published.Hex(name)), name);
    }

    [Test]
    public void Combines_two_secrets_with_what_they_come_from()
    {
        var vector = OpenHttpaVectors.Part("hybrid_combiner");
        var publics = new HybridPublics(
            vector.Repeated("ecdhe_pk_client"), vector.Repeated("ecdhe_pk_server"), vector.Repeated("mlkem_ek_client"), vector.Repeated("mlkem_ct"));
        var combined = Combine(vector.Repeated("ecdhe_ss"), vector.Repeated("mlkem_ss"), publics);
        Assert.Multiple(() =>
        {
            Assert.That(combined, Is.EqualTo(vector.Hex("combined_secret")));
            var other = Enumerable.Repeat((byte)9, 32).ToArray();
            Assert.That(Combine(vector.Repeated("ecdhe_ss"), other, publics), Is.EqualTo(vector.Hex("combined_secret_if_mlkem_ss_is_09*32")));
        });
        using var schedule = new OpenHttpaKeySchedule(combined, new byte[48]);
        AssertKeys(schedule, vector.GetProperty("session_keys_with_zero_transcript"));
    }

    [Test]
    public void The_whole_session_has_its_secrets_and_keys()
    {
        var (inputs, secrets) = (OpenHttpaVectors.Session("inputs"), OpenHttpaVectors.Session("secrets"));
        using var client = HybridKeyPair.Import(inputs.Hex("client_x25519_private"), inputs.Hex("client_mlkem768_seed"));
        using var server = HybridKeyPair.Import(inputs.Hex("server_x25519_private"), inputs.Hex("server_mlkem768_seed"));
        Assert.That(client.Share.X25519.ToArray(), Is.EqualTo(OpenHttpaVectors.ClientShare().X25519.ToArray()));
        Assert.That(client.Share.MLKemKey.ToArray(), Is.EqualTo(OpenHttpaVectors.ClientShare().MLKemKey.ToArray()));
        Assert.That(server.Share.X25519.ToArray(), Is.EqualTo(OpenHttpaVectors.ServerShare().X25519.ToArray()));
        Assert.That(server.Share.MLKemKey.ToArray(), Is.EqualTo(OpenHttpaVectors.ServerShare().MLKemKey.ToArray()));

        var combined = new byte[32];
        Assert.That(client.TryAgree(OpenHttpaVectors.ServerShare().Vouched, combined), Is.True);
        Assert.That(combined, Is.EqualTo(secrets.Hex("combined_secret")));
        using var schedule = new OpenHttpaKeySchedule(combined, OpenHttpaTranscript.Hash(OpenHttpaVectors.Client(), OpenHttpaVectors.Server()));
        AssertKeys(schedule, secrets.GetProperty("session_keys"));
        Assert.That(Extract(combined), Is.EqualTo(secrets.Hex("session_prk")));
    }

    [Test]
    public void Both_sides_agree()
    {
        using var client = HybridKeyPair.Generate();
        using var server = HybridKeyPair.Generate();
        var (ours, theirs) = (new byte[32], new byte[32]);
        var share = server.TryAnswer(client.Share, theirs);
        Assert.That(client.TryAgree(share!.Vouched, ours), Is.True);
        Assert.That(ours, Is.EqualTo(theirs).And.Not.EqualTo(new byte[32]));
    }

    [Test]
    public void Shares_that_no_honest_side_sends_agree_on_nothing()
    {
        using var pair = HybridKeyPair.Generate();
        var share = OpenHttpaVectors.ServerShare();
        Assert.Multiple(() =>
        {
            Assert.That(pair.TryAgree((share with { X25519 = new byte[32] }).Vouched, new byte[32]), Is.False, "a point of small order");
            Assert.That(pair.TryAgree(share.Vouched.AsMemory(1), new byte[32]), Is.False, "a short ciphertext");
            Assert.That(pair.TryAnswer(OpenHttpaVectors.ClientShare() with { X25519 = new byte[32] }, new byte[32]), Is.Null);
            Assert.That(pair.TryAnswer(OpenHttpaVectors.ClientShare() with { MLKemKey = Enumerable.Repeat((byte)0xff, 1184).ToArray() }, new byte[32]), Is.Null, "coefficients over q");
        });
    }

    /// <summary>0-RTT is never used; its schedule is the same machinery under another prefix and salt, which shows that the machinery is right.</summary>
    [TestCase("zero_rtt_key_schedule")]
    [TestCase("full_session")]
    public void The_schedule_of_0RTT_is_the_same_machinery(string part)
    {
        var vector = OpenHttpaVectors.Part(part);
        var (secret, salt, keys) = part == "full_session"
            ? (vector.GetProperty("secrets").GetProperty("session_keys").Hex("resumption_master_secret"), vector.GetProperty("zero_rtt_followup").Hex("salt"), vector.GetProperty("zero_rtt_followup").GetProperty("keys"))
            : (vector.Hex("resumption_master_secret"), vector.Hex("rtt0_salt"), vector.GetProperty("derived"));
        var prk = new byte[48];
        Sha384Kdf.Extract(salt, secret, prk);
        foreach (var (name, label) in Labels)
        {
            var key = new byte[keys.Hex(name).Length];
            Sha384Kdf.Expand(prk, [.. Encoding.ASCII.GetBytes($"openhttpa_v2_0rtt{label}\0"), .. salt], key);
            Assert.That(key, Is.EqualTo(keys.Hex(name)), name);
        }

        if (part == "full_session") return;
        Assert.That(prk, Is.EqualTo(vector.Hex("hkdf_extract_prk")));
        Assert.That(System.Security.Cryptography.SHA384.HashData(salt), Is.EqualTo(vector.Hex("stored_transcript_hash")));
    }

    private static void AssertKeys(OpenHttpaKeySchedule schedule, JsonElement expected) => Assert.Multiple(() =>
    {
        foreach (var (name, label) in Labels.Where(l => expected.TryGetProperty(l.Name, out _)))
            Assert.That(Expand(schedule, label, expected.Hex(name).Length), Is.EqualTo(expected.Hex(name)), name);
    });

    private static byte[] Expand(OpenHttpaKeySchedule schedule, string label, int length)
    {
        var key = new byte[length];
        schedule.Expand(Encoding.ASCII.GetBytes(label), key);
        return key;
    }

    private static byte[] Extract(byte[] combined)
    {
        var prk = new byte[48];
        Sha384Kdf.Extract(new byte[48], combined, prk);
        return prk;
    }

    private static byte[] Combine(byte[] ecdhe, byte[] mlKem, HybridPublics publics)
    {
        var combined = new byte[32];
        OpenHttpaKeySchedule.Combine([.. ecdhe, .. mlKem], publics, combined);
        return combined;
    }
}
