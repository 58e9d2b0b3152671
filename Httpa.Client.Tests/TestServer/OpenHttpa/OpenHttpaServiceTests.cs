using System.Text;
using Httpa.Client.OpenHttpa;
using Httpa.Client.Tests.Client.OpenHttpa;
using Httpa.TestServer;
using Httpa.TestServer.OpenHttpa;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer.OpenHttpa;

/// <summary>The service side by itself.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class OpenHttpaServiceTests
{
    [Test]
    public void Challenges_are_those_of_the_reference()
    {
        foreach (var vector in OpenHttpaVectors.Part("preflight_challenge").EnumerateArray())
        {
            var now = DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("unix_seconds").GetInt64());
            Assert.That(new Challenges(vector.Hex("challenge_key")).Make(now, vector.Hex("rand")), Is.EqualTo(vector.Hex("challenge")));
        }
    }

    [TestCase(0, null)]
    [TestCase(300, null)]
    [TestCase(301, "expired")]
    [TestCase(-1, "expired")]
    public void A_challenge_is_good_for_five_minutes(int age, string? refusal)
    {
        var challenges = new Challenges(new byte[32]);
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var problem = challenges.Refusal(challenges.Make(now), now.AddSeconds(age));
        Assert.That(problem, refusal is null ? Is.Null : Does.Contain(refusal));
    }

    [Test]
    public void A_challenge_of_another_service_is_refused()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        Assert.That(new Challenges([1]).Refusal(new Challenges([2]).Make(now), now), Does.Contain("signature"));
    }

    [Test]
    public void An_identity_signs_as_its_seed_says()
    {
        var inputs = OpenHttpaVectors.Session("inputs");
        var identity = ServiceIdentity.FromSeed(inputs.Hex("server_mldsa65_seed"));
        var hash = OpenHttpaVectors.Session("transcript").Hex("sha384");
        Assert.That(identity.PublicKey.ToArray(), Is.EqualTo(OpenHttpaVectors.Session("public").Hex("server_mldsa65_public")));
        Assert.That(Httpa.Client.Crypto.MLDsa65.Verify(identity.PublicKey.Span, hash, identity.Sign(hash)), Is.True);
    }

    [Test]
    public void W8_a_stranger_cannot_push_the_counter()
    {
        using var client = OpenHttpaVectors.Keys();
        using var session = Session();
        var (ticket, body) = Seal(client, "1");
        Assert.Multiple(() =>
        {
            Assert.That(session.TryOpen(new RequestTicket(ulong.MaxValue, new byte[48]), [], body, out _), Is.EqualTo(PlainAnswer.BadMac));
            Assert.That(session.TryOpen(ticket, [1], body, out _), Is.EqualTo(PlainAnswer.BadMac), "another head");
            Assert.That(session.TryOpen(ticket, [], new byte[20], out _), Is.EqualTo(PlainAnswer.BadSeal), "another body");
            Assert.That(session.TryOpen(ticket, [], body, out var plaintext), Is.Null);
            Assert.That(Encoding.UTF8.GetString(plaintext), Is.EqualTo("1"));
            Assert.That(session.TryOpen(ticket, [], body, out _), Is.EqualTo(PlainAnswer.Replayed));
        });
        session.Dispose();
        Assert.That(session.TryOpen(ticket, [], body, out _), Is.EqualTo(PlainAnswer.NoSession));
    }

    [Test]
    public async Task A_full_registry_takes_no_more_until_sessions_are_over()
    {
        var clock = new FakeTimeProvider();
        using var service = new OpenHttpaService(new HttpaServerOptions { Tee = new BindingTee(), Origins = [], MaxLiveSessions = 1, TimeProvider = clock }, NullLogger.Instance);
        var first = await Attest(service);
        Assert.That((await Attest(service)).Refusal, Is.EqualTo(PlainAnswer.RegistryFull));
        clock.Advance(TimeSpan.FromHours(2));
        Assert.That(service.Find(first.Answer!.BaseId), Is.Null);
        Assert.That((await Attest(service)).Answer, Is.Not.Null);
    }

    [TestCase("attest-random", ":AAAA:", 400)]
    [TestCase("attest-versions", "httpa/1", 400)]
    [TestCase("attest-cipher-suites", "X25519_AES256GCM_SHA384", 400)]
    [TestCase("attest-challenge", ":AAAA:", 400)]
    [TestCase("attest-quotes", "(mock ::)", 400)]
    public async Task ATTEST_with_another_field_is_refused(string name, string value, int status)
    {
        using var service = new OpenHttpaService(new HttpaServerOptions { Tee = new BindingTee(), Origins = [] }, NullLogger.Instance);
        Assert.That((await Attest(service, name, value)).Refusal!.Status, Is.EqualTo(status));
    }

    private static async Task<(AttestAnswer? Answer, PlainAnswer? Refusal)> Attest(OpenHttpaService service, string? changed = null, string? value = null)
    {
        using var keys = HybridKeyPair.Generate();
        var fields = new AttestRequest(new ClientHalf(new byte[32], service.Preflight().Challenge, keys.Share), DateTimeOffset.UnixEpoch, []).ToFields().ToDictionary(f => f.Key, f => f.Value);
        if (changed is not null) fields[changed] = value!;
        Assert.That(OpenHttpaFields.TryRead(fields.Select(f => KeyValuePair.Create(f.Key, (IEnumerable<string>)[f.Value])), out var read, out _), Is.True);
        return await service.AttestAsync(read!, CancellationToken.None);
    }

    private static TrustedSession Session() => new(OpenHttpaVectors.BaseId, OpenHttpaVectors.Keys()) { Began = 0, Client = null };

    private static (RequestTicket Ticket, byte[] Body) Seal(OpenHttpaKeys keys, string text)
    {
        var body = new byte[text.Length + 16];
        var counter = keys.Client.SealNext(Encoding.ASCII.GetBytes($"openhttpa:{OpenHttpaVectors.BaseId}"), Encoding.UTF8.GetBytes(text), body);
        return (RequestTicket.For(counter, [], keys.ClientMac), body);
    }
}
