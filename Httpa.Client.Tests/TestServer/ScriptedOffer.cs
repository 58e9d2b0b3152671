using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

/// <summary>A service's answer to ATTEST.</summary>
internal sealed class ScriptedOffer
{
    private ScriptedOffer(ClientHello hello, ServerHello serverHello, byte[] body, EvidenceBody evidence)
    {
        Hello = hello;
        ServerHello = serverHello;
        Body = body;
        Evidence = evidence;
        H1 = AttestTranscript.H1(hello, serverHello, evidence.PublicKey.Span);
    }

    public ClientHello Hello { get; }

    public ServerHello ServerHello { get; }

    public byte[] Body { get; }

    public EvidenceBody Evidence { get; }

    public byte[] H1 { get; }

    public CipherSuite Suite => CipherSuite.All.Single(s => s.Token == ServerHello.CipherSuite);

    public static async Task<ScriptedOffer> ReadAsync(ClientHello hello, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Assert.That(AttestFields.TryRead(response.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value)), ServerHello.FieldNames, out var fields, out _), Is.True);
        Assert.That(ServerHello.TryParse(fields!, out var serverHello, out _), Is.True);
        Assert.That(EvidenceBody.TryParse(body, out var evidence, out _), Is.True);
        return new ScriptedOffer(hello, serverHello!, body, evidence!);
    }

    /// <summary>A session request with a fresh secret.</summary>
    public ScriptedAttempt Attempt()
    {
        var secret = RandomNumberGenerator.GetBytes(KeySchedule.PreSessionSecretLength);
        Assert.That(Suite.TrySeal(Evidence.PublicKey.Span, KeySchedule.ClientSecretInfo(H1), secret, out var sealedSecret), Is.True);
        var schedule = new KeySchedule(H1, Hello.Random.Span, ServerHello.Random.Span, Body, sealedSecret, [], secret);
        return new ScriptedAttempt(this, schedule, new SessionRequest("httpa/1", ServerHello.SessionId, sealedSecret, schedule.ClientBinder()));
    }
}

/// <summary>One session request and the secrets behind it.</summary>
internal sealed record ScriptedAttempt(ScriptedOffer Offer, KeySchedule Schedule, SessionRequest Request) : IDisposable
{
    /// <summary>Holds the service's binder against its answer and derives the keys.</summary>
    public ScriptedSession Establish(HttpResponseMessage response, string origin)
    {
        response.EnsureSuccessStatusCode();
        Assert.That(AttestFields.TryRead(response.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value)), SessionResponse.FieldNames, out var fields, out _), Is.True);
        Assert.That(SessionResponse.TryParse(fields!, out var answer, out _), Is.True);
        Schedule.Establish(answer!.Random.Span, [], []);
        Assert.That(Schedule.ServerBinderMatches(answer.Binder.Span), Is.True);
        var (client, service) = Schedule.DeriveTrafficKeys(Offer.Suite);
        return new ScriptedSession(Request.SessionId.ToArray(), origin, client, service);
    }

    public void Dispose() => Schedule.Dispose();
}
