using System.Diagnostics;
using System.Diagnostics.Metrics;
using Httpa.Client.Sessions;

namespace Httpa.Client.Diagnostics;

/// <summary>The activity source and the meter <c>Httpa.Client</c>.</summary>
internal static class ClientTelemetry
{
    public const string Name = "Httpa.Client";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> HandshakeDuration =
        Meter.CreateHistogram<double>("httpa.handshake.duration", "s", "Duration of handshakes, successful or not.");
    private static readonly UpDownCounter<int> LiveSessions = Meter.CreateUpDownCounter<int>("httpa.sessions.active", "{session}", "Live sessions.");
    private static readonly Counter<long> Verdicts =
        Meter.CreateCounter<long>("httpa.verdicts", "{verdict}", "Verdicts on evidence, by reason.");
    private static readonly Counter<long> ShadowVerdicts =
        Meter.CreateCounter<long>("httpa.shadow.verdicts", "{verdict}", "Verdicts of shadow policies, by how they compare with the one that counts.");
    private static readonly Counter<long> SealedBytes = Meter.CreateCounter<long>("httpa.sealed.bytes", "By", "Sealed bytes sent as request bodies.");

    private static readonly Counter<long> CacheReads =
        Meter.CreateCounter<long>("httpa.endorsements.cache", "{read}", "Reads of the endorsement cache: hit, refresh (a hit that is renewed in the background), miss, refused.");
    private static readonly Histogram<double> FetchDuration =
        Meter.CreateHistogram<double>("httpa.endorsements.fetch.duration", "s", "Duration of fetches from vendors' services, all attempts together.");

    /// <summary>Starts a span; null when nobody listens.</summary>
    public static Activity? Start(string span, string origin)
    {
        var activity = Source.StartActivity(span, ActivityKind.Client);
        activity?.SetTag("server.address", origin);
        return activity;
    }

    public static void HandshakeEnded(TimeSpan duration, string? error)
    {
        if (HandshakeDuration.Enabled) HandshakeDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("error.type", error));
    }

    public static void SessionBegan() => LiveSessions.Add(1);

    public static void SessionEnded() => LiveSessions.Add(-1);

    /// <summary>Counts a verdict; the reason is null for an acceptance.</summary>
    public static void Judged(string evidenceType, string? reason)
    {
        if (!Verdicts.Enabled) return;
        Verdicts.Add(1, new("httpa.tee.type", evidenceType), new("httpa.verdict", reason is null ? "accepted" : "rejected"), new("httpa.reason", reason));
    }

    /// <summary>Counts the verdict of a shadow policy, and notes on the activity where it differs.</summary>
    public static void ShadowJudged(string policy, ShadowOutcome outcome, string reasons)
    {
        var name = outcome switch { ShadowOutcome.WouldReject => "would-reject", ShadowOutcome.WouldAccept => "would-accept", _ => "agrees" };
        if (ShadowVerdicts.Enabled) ShadowVerdicts.Add(1, new("httpa.policy.name", policy), new("httpa.shadow.outcome", name));
        if (outcome == ShadowOutcome.Agrees) return;
        Activity.Current?.AddEvent(new ActivityEvent("httpa.shadow", tags: new ActivityTagsCollection
        {
            ["httpa.policy.name"] = policy,
            ["httpa.shadow.outcome"] = name,
            ["httpa.reason"] = reasons,
        }));
    }

    public static void Sealed(long bytes) => SealedBytes.Add(bytes);

    public static void CacheRead(string result) => CacheReads.Add(1, new KeyValuePair<string, object?>("httpa.cache.result", result));

    /// <summary>Records a fetch; the outcome is the last status, or a word where there was none.</summary>
    public static void Fetched(string host, string outcome, TimeSpan duration)
    {
        if (FetchDuration.Enabled) FetchDuration.Record(duration.TotalSeconds, new("server.address", host), new("httpa.fetch.outcome", outcome));
    }
}
