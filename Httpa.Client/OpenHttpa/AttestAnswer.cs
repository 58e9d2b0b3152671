using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;

namespace Httpa.Client.OpenHttpa;

/// <summary>The service's half of the handshake, all of it in fields (openhttpa-rs attest_headers.rs, AtHsResponseHeaders).</summary>
/// <param name="Half">Random and key share.</param>
/// <param name="BaseId">The session's name: a lower-case UUID with hyphens. Unauthenticated, and the associated data of all that is sealed.</param>
/// <param name="Expires">How many seconds the session lasts. Unauthenticated.</param>
/// <param name="Quotes">The service's evidence.</param>
/// <param name="Signature">The ML-DSA-65 signature over the transcript's hash; null when the service does not sign.</param>
internal sealed record AttestAnswer(ServerHalf Half, string BaseId, long Expires, IReadOnlyList<Quote> Quotes, byte[]? Signature)
{
    private const long MaxInteger = 999_999_999_999_999;
    private const int MaxKeyShare = 32 * 1024;

    /// <summary>The version that the service chose.</summary>
    public string Version { get; init; } = OpenHttpaNames.Version;

    /// <summary>The suite that the service chose.</summary>
    public string Suite { get; init; } = OpenHttpaNames.Suite;

    /// <summary>An integer of a Structured Field, which has 15 digits at most.</summary>
    public static string FormatSeconds(long seconds) => Math.Min(seconds, MaxInteger).ToString(CultureInfo.InvariantCulture);

    /// <summary>Name and value of each field.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields()
    {
        yield return new(OpenHttpaNames.VersionField, Version);
        yield return new(OpenHttpaNames.CipherSuite, Suite);
        yield return new(OpenHttpaNames.Random, StructuredFields.FormatBytes(Half.Random.Span));
        yield return new(OpenHttpaNames.KeyShare, StructuredFields.FormatBytes(KeyShareJson.Write(Half.Share, signs: Signature is not null)));
        yield return new(OpenHttpaNames.BaseId, BaseId);
        yield return new(OpenHttpaNames.Expires, FormatSeconds(Expires));
        if (Quotes.Count > 0) yield return new(OpenHttpaNames.Quotes, Quote.ToField(Quotes));
        if (Signature is not null) yield return new(OpenHttpaNames.ServerSignatures, StructuredFields.FormatBytes(Signature));
    }

    /// <summary>Reads the answer strictly: exact lengths, nothing that is missing replaced. Which version and suite it names is for the caller to judge.</summary>
    public static bool TryParse(OpenHttpaFields fields, [NotNullWhen(true)] out AttestAnswer? answer, out string problem)
    {
        answer = null;
        var (version, suite) = (fields.Token(OpenHttpaNames.VersionField), fields.Token(OpenHttpaNames.CipherSuite));
        var random = fields.Bytes(OpenHttpaNames.Random, OpenHttpaTranscript.RandomLength);
        if (!KeyShareJson.TryParse(fields.Bytes(OpenHttpaNames.KeyShare, 1, MaxKeyShare), out ServerKeyShare? share)) fields.Fail(OpenHttpaNames.KeyShare, 0);
        var baseId = fields[OpenHttpaNames.BaseId] is { Length: 36 } id && Guid.TryParseExact(id, "D", out var uuid) && uuid.ToString("D") == id ? id : fields.Fail(OpenHttpaNames.BaseId, "");
        var expires = StructuredFields.TryParseInteger(fields[OpenHttpaNames.Expires], out var seconds) ? seconds : fields.Fail(OpenHttpaNames.Expires, 0L);
        IReadOnlyList<Quote>? quotes = [];
        if (fields[OpenHttpaNames.Quotes] is { } field && !Quote.TryParse(field, out quotes)) fields.Fail(OpenHttpaNames.Quotes, 0);
        var signature = ReadSignature(fields);
        if (!fields.Succeeded(out problem)) return false;
        answer = new AttestAnswer(new ServerHalf(random, share!), baseId, expires, quotes!, signature) { Version = version, Suite = suite };
        return true;
    }

    /// <summary>The first of a list of signatures.</summary>
    private static byte[]? ReadSignature(OpenHttpaFields fields)
    {
        if (fields[OpenHttpaNames.ServerSignatures] is not { } field) return null;
        return StructuredList.TryParse(field, out var members) && members[0] is [{ Bytes: { Length: MLDsa65.SignatureLength } signature }]
            ? signature
            : fields.Fail<byte[]?>(OpenHttpaNames.ServerSignatures, null);
    }
}
