using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Protocol;

/// <summary>The client's half of the attest exchange (HTTPA/1, section 2). Dates are whole seconds; the random is 32 bytes.</summary>
internal sealed record ClientHello(
    string Version, IReadOnlyList<string> Versions, string Origin, DateTimeOffset Date, ReadOnlyMemory<byte> Random,
    IReadOnlyList<string> CipherSuites, IReadOnlyList<string> EvidenceTypes)
{
    public const int RandomLength = 32;

    private static readonly string[] Names =
    [
        FieldName.Version, FieldName.Versions, FieldName.Origin, FieldName.Date, FieldName.Random, FieldName.CipherSuites, FieldName.EvidenceTypes,
    ];

    public static ReadOnlySpan<string> FieldNames => Names;

    /// <summary>Name and value of each field in the order of the profile.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields() =>
    [
        new(FieldName.Version, Version),
        new(FieldName.Versions, StructuredFields.FormatTokens(Versions)),
        new(FieldName.Origin, StructuredFields.FormatString(Origin)),
        new(FieldName.Date, StructuredFields.FormatDate(Date)),
        new(FieldName.Random, StructuredFields.FormatBytes(Random.Span)),
        new(FieldName.CipherSuites, StructuredFields.FormatTokens(CipherSuites)),
        new(FieldName.EvidenceTypes, StructuredFields.FormatTokens(EvidenceTypes)),
    ];

    public static bool TryParse(AttestFields fields, [NotNullWhen(true)] out ClientHello? hello, out string problem)
    {
        hello = null;
        var reader = new FieldReader(fields);
        var version = reader.Token(FieldName.Version);
        var versions = reader.Tokens(FieldName.Versions);
        var origin = reader.String(FieldName.Origin);
        var date = reader.Date(FieldName.Date);
        var random = reader.Bytes(FieldName.Random, RandomLength, RandomLength);
        var suites = reader.Tokens(FieldName.CipherSuites);
        var types = reader.Tokens(FieldName.EvidenceTypes);
        if (!reader.Succeeded(out problem)) return false;

        hello = new ClientHello(version, versions, origin, date, random, suites, types);
        return true;
    }
}
