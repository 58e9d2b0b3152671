using System.Globalization;
using System.Net;
using Httpa.Client.Protocol;

namespace Httpa.Client.Sessions;

/// <summary>What the unsealed answers of the handshake have in common.</summary>
internal static class Answer
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <summary>All fields of an answer.</summary>
    public static IEnumerable<KeyValuePair<string, IEnumerable<string>>> Fields(HttpResponseMessage response) =>
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Select(f => new KeyValuePair<string, IEnumerable<string>>(f.Key, f.Value));

    /// <summary>True for a status that something on the way gives when it is down or busy.</summary>
    public static bool IsUnavailable(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>The failure that such a status stands for.</summary>
    public static HttpaUnavailableException Unavailable(HttpResponseMessage response, string origin, TimeProvider clock, bool requestSent) => new(
        $"{origin}, or something before it, answered {(int)response.StatusCode} unsealed. "
        + (requestSent ? "The request may have been processed." : "Nothing was sent to it.") + " Retry later.",
        response.StatusCode, RetryAfter(response, clock), requestSent);

    /// <summary>The value of <c>Attest-Error</c> if it is a known kind of word; untrusted.</summary>
    public static string Error(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(FieldName.Error, out var values) && values.Count == 1 && values.ToString() is var word
        && word.Length <= 40 && word.All(c => char.IsAsciiLetterLower(c) || c == '-')
            ? word
            : "";

    /// <summary>Reads a body of the handshake, at most <see cref="EvidenceBody.MaxLength"/> bytes.</summary>
    public static async ValueTask<byte[]> ReadBodyAsync(HttpResponseMessage response, Wire wire, CancellationToken cancellationToken) =>
        await BoundedBody.ReadAsync(response, EvidenceBody.MaxLength, wire.Async, cancellationToken).ConfigureAwait(false) ?? throw TooLarge(wire);

    /// <summary>How long an answer asks to wait; at most an hour, and null when it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        if (response.Headers.RetryAfter is not { } field) return null;
        var wait = field.Delta ?? field.Date - clock.GetUtcNow();
        if (wait is not { } asked) return null;
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestRetryAfter ? LongestRetryAfter : asked;
    }

    private static HttpaProtocolException TooLarge(Wire wire) => new(ProtocolReason.BodyTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"{wire.Origin} answered ATTEST with more than {EvidenceBody.MaxLength} bytes."));
}
