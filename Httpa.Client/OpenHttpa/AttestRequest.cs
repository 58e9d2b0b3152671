using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Httpa.Client.Protocol;

namespace Httpa.Client.OpenHttpa;

/// <summary>The client's half of the handshake: ATTEST, all of it in fields (openhttpa-rs attest_headers.rs, AtHsRequestHeaders).</summary>
/// <param name="Half">Random, challenge and public keys.</param>
/// <param name="Date">The client's time, which nobody checks.</param>
/// <param name="Quotes">The client's own evidence; empty for none.</param>
internal sealed record AttestRequest(ClientHalf Half, DateTimeOffset Date, IReadOnlyList<Quote> Quotes)
{
    private const string Rfc3339 = "yyyy-MM-dd'T'HH:mm:ss'+00:00'";
    private const int MaxKeyShares = 16 * 1024;

    /// <summary>Name and value of each field.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields()
    {
        yield return new(OpenHttpaNames.Versions, OpenHttpaNames.Version);
        yield return new(OpenHttpaNames.CipherSuites, OpenHttpaNames.Suite);
        yield return new(OpenHttpaNames.Random, StructuredFields.FormatBytes(Half.Random.Span));
        yield return new(OpenHttpaNames.KeyShares, StructuredFields.FormatBytes(KeyShareJson.Write(Half.Share)));
        yield return new(OpenHttpaNames.PoliciesField, OpenHttpaNames.Policies);
        yield return new(OpenHttpaNames.Date, Date.UtcDateTime.ToString(Rfc3339, CultureInfo.InvariantCulture));
        yield return new(OpenHttpaNames.BaseCreation, "new");
        if (Quotes.Count > 0) yield return new(OpenHttpaNames.Quotes, Quote.ToField(Quotes));
        yield return new(OpenHttpaNames.Challenge, StructuredFields.FormatBytes(Half.Challenge.Span));
    }

    /// <summary>Reads the fields that the service acts on; the date and what nobody enforces are passed over.</summary>
    public static bool TryParse(OpenHttpaFields fields, [NotNullWhen(true)] out AttestRequest? request, out string problem)
    {
        request = null;
        if (!fields.Tokens(OpenHttpaNames.Versions).Contains(OpenHttpaNames.Version)) fields.Fail(OpenHttpaNames.Versions, 0);
        if (!fields.Tokens(OpenHttpaNames.CipherSuites).Contains(OpenHttpaNames.Suite)) fields.Fail(OpenHttpaNames.CipherSuites, 0);
        var random = fields.Bytes(OpenHttpaNames.Random, OpenHttpaTranscript.RandomLength);
        var challenge = fields.Bytes(OpenHttpaNames.Challenge, OpenHttpaTranscript.ChallengeLength);
        if (!KeyShareJson.TryParse(fields.Bytes(OpenHttpaNames.KeyShares, 1, MaxKeyShares), out ClientKeyShare? share)) fields.Fail(OpenHttpaNames.KeyShares, 0);
        IReadOnlyList<Quote>? quotes = [];
        if (fields[OpenHttpaNames.Quotes] is { } field && !Quote.TryParse(field, out quotes)) fields.Fail(OpenHttpaNames.Quotes, 0);
        if (!fields.Succeeded(out problem)) return false;
        request = new AttestRequest(new ClientHalf(random, challenge, share!), default, quotes!);
        return true;
    }
}
