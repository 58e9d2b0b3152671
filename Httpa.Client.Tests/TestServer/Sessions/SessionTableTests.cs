using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.TestServer;
using Httpa.TestServer.Sessions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer.Sessions;

internal sealed class SessionTableTests
{
    private static readonly CipherSuite Suite = CipherSuite.X25519Aes256Gcm;

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Lets_pending_sessions_up_to_the_bound_in_and_finds_each_until_it_ends()
    {
        using var table = CreateTable(maxPending: 2, maxLive: 10);
        var (first, second, third) = (CreatePending(), CreatePending(), CreatePending());

        Assert.That(table.TryAdd(first) && table.TryAdd(second), Is.True);
        Assert.That(table.IsFull, Is.True);
        Assert.That(table.TryAdd(third), Is.False);
        Assert.That(table.TryFindPending(first.Terms.Id.Span, out var found), Is.True);
        Assert.That(found, Is.SameAs(first));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(table.TryFindPending(first.Terms.Id.Span, out _), Is.False);
        Assert.That(table.IsFull, Is.False);
        third.End();
    }

    [Test]
    public void Finds_room_for_every_pending_session_that_goes_live_and_for_no_further_one()
    {
        using var table = CreateTable(maxPending: 10, maxLive: 2);
        var (first, second) = (CreatePending(), CreatePending());

        Assert.That(table.TryAdd(first) && table.TryAdd(second), Is.True);
        Assert.That(table.IsFull, Is.True);
        Assert.That(table.TryGoLive(first, CreateLive(first.Terms, out _)), Is.True);
        Assert.That(table.TryGoLive(second, CreateLive(second.Terms, out _)), Is.True);
        Assert.That(table.IsFull, Is.True, "both are live");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(table.IsFull, Is.False);
        first.End();
        second.End();
    }

    [Test]
    public void Erases_the_keys_of_a_session_at_its_end_without_being_asked()
    {
        using var table = CreateTable();
        var pending = CreatePending();
        table.TryAdd(pending);
        table.TryGoLive(pending, CreateLive(pending.Terms, out var key));
        pending.End();

        _time.Advance(TimeSpan.FromHours(1));

        Assert.That(key.IsErased, Is.True);
        Assert.That(table.Enter(pending.Terms.Id.Span, out _), Is.EqualTo(Refusal.UnknownSession));
    }

    [Test]
    public void Erases_the_keys_of_a_session_in_use_when_the_last_exchange_has_left()
    {
        using var table = CreateTable();
        var pending = CreatePending();
        table.TryAdd(pending);
        table.TryGoLive(pending, CreateLive(pending.Terms, out var key));
        pending.End();
        Assert.That(table.Enter(pending.Terms.Id.Span, out var session), Is.Null);

        _time.Advance(TimeSpan.FromHours(1));
        var whileInUse = key.IsErased;
        session!.Leave();

        Assert.That(whileInUse, Is.False);
        Assert.That(key.IsErased, Is.True);
    }

    [Test]
    public void Erases_everything_when_it_is_closed_and_takes_nothing_any_more()
    {
        var table = CreateTable();
        var (pending, late) = (CreatePending(), CreatePending());
        table.TryAdd(pending);
        table.TryAdd(late);
        table.TryGoLive(pending, CreateLive(pending.Terms, out var key));

        table.Dispose();

        Assert.That(key.IsErased, Is.True);
        Assert.That(late.HasEnded, Is.True);
        Assert.That(table.TryAdd(CreatePending()), Is.False);
        Assert.That(table.TryGoLive(late, CreateLive(late.Terms, out var lateKey)), Is.False);
        Assert.That(lateKey.IsErased, Is.True);
    }

    [Test]
    public void Ends_a_session_whose_block_budget_is_used_up()
    {
        using var table = CreateTable();
        var pending = CreatePending();
        table.TryAdd(pending);
        var key = new DirectionKey(new ErasableKey(), new byte[AeadKey.NonceLength], blockLimit: 0);
        table.TryGoLive(pending, new LiveSession(pending.Terms, key, new DirectionKey(new ErasableKey(), new byte[AeadKey.NonceLength])));
        pending.End();

        Assert.That(table.Enter(pending.Terms.Id.Span, out _), Is.EqualTo(Refusal.ExpiredSession));
        Assert.That(table.Enter(pending.Terms.Id.Span, out _), Is.EqualTo(Refusal.UnknownSession));
    }

    private SessionTable CreateTable(int maxPending = 10, int maxLive = 10) => new(new HttpaServerOptions
    {
        Tee = new BindingTee(),
        Origins = ["https://api.example.com"],
        TimeProvider = _time,
        MaxPendingSessions = maxPending,
        MaxLiveSessions = maxLive,
    });

    private PendingSession CreatePending()
    {
        var id = Guid.NewGuid().ToByteArray();
        var terms = new SessionTerms(id, "https://api.example.com", Suite, _time.GetTimestamp(), TimeSpan.FromHours(1), _time.GetUtcNow() + TimeSpan.FromHours(1));
        return new PendingSession(terms, new AttestedOffer(Suite.GenerateKeyPair(), new byte[48], new byte[32], new byte[32], []));
    }

    private static LiveSession CreateLive(SessionTerms terms, out ErasableKey key)
    {
        key = new ErasableKey();
        var iv = new byte[AeadKey.NonceLength];
        return new LiveSession(terms, new DirectionKey(key, iv), new DirectionKey(new ErasableKey(), iv));
    }

    private sealed class ErasableKey : AeadKey
    {
        public bool IsErased { get; private set; }

        public override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination) =>
            throw new NotSupportedException();

        public override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) =>
            throw new NotSupportedException();

        public override void Dispose() => IsErased = true;
    }
}
