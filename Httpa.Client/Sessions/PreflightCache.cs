namespace Httpa.Client.Sessions;

/// <summary>Remembers a positive preflight of one origin for as long as its answer allowed (HTTPA/1, section 1). Negative ones are not kept.</summary>
internal sealed class PreflightCache
{
    private sealed record Answer(long Since, TimeSpan MaxAge);

    private volatile Answer? _answer;

    public bool IsFresh(TimeProvider clock) => _answer is { } answer && clock.GetElapsedTime(answer.Since) < answer.MaxAge;

    public void Keep(TimeProvider clock, TimeSpan maxAge) => _answer = new Answer(clock.GetTimestamp(), maxAge);

    public void Forget() => _answer = null;
}
