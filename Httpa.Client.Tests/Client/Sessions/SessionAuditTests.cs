using Httpa.Client.Crypto;
using Httpa.Client.Sessions;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Sessions;

/// <summary>Who is told of a session, and when.</summary>
internal sealed class SessionAuditTests : ClientFixture
{
    [Test]
    public async Task Is_told_of_each_session_before_any_request_uses_it()
    {
        var audit = new Recording(_ => Assert.That(Service.Count("SEALED"), Is.Zero));
        var client = Client(o => o.Audit = audit);
        await Get(client);
        await Get(client);
        var session = audit.Sessions.Single();
        Assert.Multiple(() =>
        {
            Assert.That((session.Origin, session.CipherSuite), Is.EqualTo(("https://api.example", CipherSuite.X25519Aes256Gcm.Token)));
            Assert.That(session.Attestation.PolicyName, Is.EqualTo("test"));
            Assert.That(session.Ends, Is.EqualTo(Clock.GetUtcNow() + Service.Lifetime));
        });
    }

    [Test]
    public async Task What_cannot_be_recorded_is_not_used([Values] bool async)
    {
        var store = new SessionStore();
        var client = Client(o => (o.Audit, o.SessionStore) = (new Recording(_ => throw new IOException("disk full")), store));
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        await Catch<IOException>(async () => _ = async ? await client.SendAsync(request) : client.Send(request));
        Assert.That((store.Count, Service.Count("SEALED")), Is.EqualTo((0, 0)));
    }

    [Test]
    public void An_audit_that_waits_cannot_serve_a_synchronous_request()
    {
        var client = Client(o => o.Audit = new Waiting());
        Assert.That(() => client.Send(new HttpRequestMessage(HttpMethod.Get, Url)), Throws.InstanceOf<NotSupportedException>());
    }

    private sealed class Recording(Action<EstablishedSession> record) : ISessionAudit
    {
        public List<EstablishedSession> Sessions { get; } = [];

        public ValueTask EstablishedAsync(EstablishedSession session, CancellationToken cancellationToken)
        {
            record(session);
            Sessions.Add(session);
            return default;
        }
    }

    private sealed class Waiting : ISessionAudit
    {
        public ValueTask EstablishedAsync(EstablishedSession session, CancellationToken cancellationToken) => new(new TaskCompletionSource().Task);
    }
}
