using System.Globalization;
using System.Net;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;

namespace Httpa.Client.Sessions;

/// <summary>Asks whether an origin speaks HTTPA before anything else is said to it (HTTPA/1, section 1).</summary>
internal static class Preflight
{
    // Sorted, as CORS has it.
    private static readonly string AttestFieldNames = string.Join(", ", ClientHello.FieldNames.ToArray().Order(StringComparer.Ordinal));

    private static readonly TimeSpan DefaultMaxAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestMaxAge = TimeSpan.FromDays(1);

    /// <summary>Returns when ATTEST may be sent.</summary>
    public static async ValueTask PassAsync(ClientSettings settings, Wire wire, PreflightCache cache, CancellationToken cancellationToken)
    {
        if (settings.Options.SkipPreflight || cache.IsFresh(settings.Clock)) return;
        using var span = ClientTelemetry.Start("httpa.preflight", wire.Origin);
        using var response = await wire.SendAsync(HttpMethod.Options,
        [
            new(WireNames.RequestMethod, "ATTEST"),
            new(WireNames.RequestHeaders, AttestFieldNames),
            new(FieldName.Versions, string.Join(", ", settings.Versions)),
        ], cancellationToken).ConfigureAwait(false);

        if (Answer.IsUnavailable(response.StatusCode)) throw Answer.Unavailable(response, wire.Origin, settings.Clock, requestSent: false);
        RefuseUnlessAttestAllowed(response, wire.Origin);
        RefuseUnlessVersionAllowed(response, wire.Origin, settings);
        cache.Keep(settings.Clock, MaxAge(response));
        Log.PreflightPassed(settings.Logger, wire.Origin);
    }

    private static void RefuseUnlessAttestAllowed(HttpResponseMessage response, string origin)
    {
        var supported = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent
            && (Members(response, WireNames.AllowMethods).Contains("ATTEST") || response.Content.Headers.Allow.Contains("ATTEST"));
        if (!supported)
            throw new HttpaProtocolException(ProtocolReason.AttestNotSupported,
                $"{origin} does not allow ATTEST (status {(int)response.StatusCode} to OPTIONS), so it cannot be attested; nothing was sent to it. "
                + "Enable HTTPA there, and let proxies before it pass OPTIONS and ATTEST.");
    }

    private static void RefuseUnlessVersionAllowed(HttpResponseMessage response, string origin, ClientSettings settings)
    {
        if (!AttestFields.TryRead(Answer.Fields(response), [FieldName.Versions], out var fields, out var problem))
            throw new HttpaProtocolException(ProtocolReason.Malformed, $"The answer of {origin} to the preflight is malformed: {problem}");
        if (fields[FieldName.Versions] is not { } spoken) return;
        if (!StructuredFields.TryParseTokens(spoken, out var versions) || !versions.Intersect(settings.Versions).Any())
            throw new HttpaProtocolException(ProtocolReason.PreflightVersion,
                $"{origin} speaks none of the versions that this client allows ({string.Join(", ", settings.Versions)}). Update one of the two sides.");
    }

    /// <summary>An unreadable age is none: the answer is not kept.</summary>
    private static TimeSpan MaxAge(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues(WireNames.MaxAge, out var values)) return DefaultMaxAge;
        if (!uint.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.Zero;
        return seconds > LongestMaxAge.TotalSeconds ? LongestMaxAge : TimeSpan.FromSeconds(seconds);
    }

    private static IEnumerable<string> Members(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values)
            ? values.SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries))
            : [];
}
