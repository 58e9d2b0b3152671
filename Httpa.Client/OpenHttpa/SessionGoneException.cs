using System.Net;

namespace Httpa.Client.OpenHttpa;

/// <summary>A plain answer that says that the service does not know the session any more. Unauthenticated: at worst it costs a handshake. Never leaves the pipeline.</summary>
internal sealed class SessionGoneException(int status, string text) : Exception
{
    private static readonly string[] Words = ["Session not found or expired", "session has expired"];

    /// <summary>The status.</summary>
    public int Status { get; } = status;

    /// <summary>What it said, as <see cref="RefusalText"/> shows it.</summary>
    public string Text { get; } = text;

    /// <summary>The loss that an answer speaks of; null when it does not (openhttpa-rs extractors.rs and middleware.rs).</summary>
    public static SessionGoneException? From(HttpStatusCode status, string text) =>
        (status is HttpStatusCode.Unauthorized && text.Length == 0)
        || (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && Words.Any(w => text.Contains(w, StringComparison.Ordinal)))
            ? new SessionGoneException((int)status, text)
            : null;

    /// <summary>The failure when it happens to one request twice.</summary>
    public HttpaProtocolException Again(string origin) => new(ProtocolReason.SessionLost,
        $"{origin} refused the request again after a new session was made (unauthenticated status {Status}{Text}). In a fleet, balance by connection.", requestMayHaveBeenProcessed: true);
}
