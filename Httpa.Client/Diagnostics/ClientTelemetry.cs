using System.Diagnostics;
using System.Diagnostics.Metrics;

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
    private static readonly Counter<long> SealedBytes = Meter.CreateCounter<long>("httpa.sealed.bytes", "By", "Sealed bytes sent as request bodies.");

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

    public static void Sealed(long bytes) => SealedBytes.Add(bytes);
}
