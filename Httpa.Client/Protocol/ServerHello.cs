using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Protocol;

/// <summary>The service's half of the attest exchange, without its body (HTTPA/1, section 2). The session id is 16 to 32 bytes.</summary>
internal sealed record ServerHello(
    string Version, DateTimeOffset Date, ReadOnlyMemory<byte> Random, string CipherSuite, ReadOnlyMemory<byte> SessionId,
    DateTimeOffset Expires, bool ClientEvidenceRequired)
{
    public const int RandomLength = 32;
    public const int MinSessionIdLength = 16;
    public const int MaxSessionIdLength = 32;

    private static readonly string[] Names =
    [
        FieldName.Version, FieldName.Date, FieldName.Random, FieldName.CipherSuite, FieldName.SessionId, FieldName.Expires, FieldName.ClientEvidence,
    ];

    public static ReadOnlySpan<string> FieldNames => Names;

    /// <summary>Name and value of each field in the order of the profile.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields() =>
    [
        new(FieldName.Version, Version),
        new(FieldName.Date, StructuredFields.FormatDate(Date)),
        new(FieldName.Random, StructuredFields.FormatBytes(Random.Span)),
        new(FieldName.CipherSuite, CipherSuite),
        new(FieldName.SessionId, StructuredFields.FormatBytes(SessionId.Span)),
        new(FieldName.Expires, StructuredFields.FormatDate(Expires)),
        new(FieldName.ClientEvidence, StructuredFields.FormatBoolean(ClientEvidenceRequired)),
    ];

    public static bool TryParse(AttestFields fields, [NotNullWhen(true)] out ServerHello? hello, out string problem)
    {
        hello = null;
        var reader = new FieldReader(fields);
        var version = reader.Token(FieldName.Version);
        var date = reader.Date(FieldName.Date);
        var random = reader.Bytes(FieldName.Random, RandomLength, RandomLength);
        var suite = reader.Token(FieldName.CipherSuite);
        var sessionId = reader.Bytes(FieldName.SessionId, MinSessionIdLength, MaxSessionIdLength);
        var expires = reader.Date(FieldName.Expires);
        var clientEvidence = reader.Boolean(FieldName.ClientEvidence);
        if (!reader.Succeeded(out problem)) return false;

        hello = new ServerHello(version, date, random, suite, sessionId, expires, clientEvidence);
        return true;
    }
}
