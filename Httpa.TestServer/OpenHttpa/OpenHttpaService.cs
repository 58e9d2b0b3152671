using System.Collections.Concurrent;
using System.Security.Cryptography;
using Httpa.Client.OpenHttpa;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>The service side of OpenHTTPA without HTTP: the preflight, the handshake, and the sessions that come of it.</summary>
internal sealed class OpenHttpaService(HttpaServerOptions options, ILogger logger) : IDisposable
{
    private readonly Challenges _challenges = new(RandomNumberGenerator.GetBytes(32));
    private readonly ConcurrentDictionary<string, TrustedSession> _sessions = new(StringComparer.Ordinal);
    private readonly OpenHttpaClientAppraisal _clients = new(options);

    public HttpaServerOptions Options { get; } = options;

    public ILogger Logger { get; } = logger;

    public PreflightAnswer Preflight() => new(_challenges.Make(Options.TimeProvider.GetUtcNow()), [OpenHttpaNames.Suite], [OpenHttpaNames.Version]);

    /// <summary>Answers ATTEST: with the service's half, or with why not.</summary>
    public async ValueTask<(AttestAnswer? Answer, PlainAnswer? Refusal)> AttestAsync(OpenHttpaFields fields, CancellationToken cancellationToken)
    {
        if (!AttestRequest.TryParse(fields, out var request, out var problem)) return (null, PlainAnswer.BadHeaders(problem));
        if (_challenges.Refusal(request.Half.Challenge.Span, Options.TimeProvider.GetUtcNow()) is { } stale) return (null, PlainAnswer.BadChallenge(stale));
        var (client, refusal) = await _clients.JudgeAsync(request, cancellationToken).ConfigureAwait(false);
        if (refusal is not null) return (null, refusal);
        if (_sessions.Count >= Options.MaxLiveSessions) EndOld();
        if (_sessions.Count >= Options.MaxLiveSessions) return (null, PlainAnswer.RegistryFull);

        using var pair = HybridKeyPair.Generate();
        var combined = new byte[OpenHttpaKeySchedule.CombinedLength];
        if (pair.TryAnswer(request.Half.Share, combined) is not { } share) return (null, PlainAnswer.Failed("key exchange error: invalid client key share"));
        var half = new ServerHalf(RandomNumberGenerator.GetBytes(OpenHttpaTranscript.RandomLength), share);
        var hash = OpenHttpaTranscript.Hash(request.Half, half);
        var session = Establish(combined, hash, client);
        var quote = await Options.Tee.ProduceEvidenceAsync(OpenHttpaTranscript.ServerReportData(hash), cancellationToken).ConfigureAwait(false);
        _sessions[session.BaseId] = session;
        Log.TrustedSessionLive(Logger, client is not null);
        return (new AttestAnswer(half, session.BaseId, (long)Options.SessionLifetime.TotalSeconds, [Quote.Of(quote.Evidence)], Options.OpenHttpa.Identity?.Sign(hash)), null);
    }

    /// <summary>A session that is live.</summary>
    public TrustedSession? Find(string baseId)
    {
        if (!_sessions.TryGetValue(baseId, out var session)) return null;
        if (!IsOver(session)) return session;
        End(session);
        return null;
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values) End(session);
    }

    private TrustedSession Establish(byte[] combined, byte[] transcriptHash, AttestationResult? client)
    {
        using var schedule = new OpenHttpaKeySchedule(combined, transcriptHash);
        CryptographicOperations.ZeroMemory(combined);
        return new TrustedSession(Guid.NewGuid().ToString("D"), schedule.DeriveKeys()) { Began = Options.TimeProvider.GetTimestamp(), Client = client };
    }

    private bool IsOver(TrustedSession session) => Options.TimeProvider.GetElapsedTime(session.Began) >= Options.SessionLifetime;

    private void EndOld()
    {
        foreach (var session in _sessions.Values.Where(IsOver)) End(session);
    }

    private void End(TrustedSession session)
    {
        _sessions.TryRemove(new(session.BaseId, session));
        session.Dispose();
    }
}
