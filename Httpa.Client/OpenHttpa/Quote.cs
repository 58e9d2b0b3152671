using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Protocol;
using Httpa.Verifiers;

namespace Httpa.Client.OpenHttpa;

/// <summary>One entry of Attest-Quotes: an inner list of the type, the raw quote and where collateral may be found (openhttpa-rs attest_headers.rs).</summary>
/// <param name="Token">The type as it stands on the wire, such as <c>sev_snp</c>.</param>
/// <param name="Value">The vendor's bytes.</param>
/// <param name="Uris">Where the sender says that collateral is. Unauthenticated, and never fetched.</param>
/// <param name="Format">Null for the vendor's own form.</param>
internal sealed record Quote(string Token, ReadOnlyMemory<byte> Value, IReadOnlyList<string> Uris, string? Format = null)
{
    /// <summary>The most quotes of one message: a lead and 16 more.</summary>
    public const int MaxCount = 17;

    private const string Raw = "raw";
    private const string Unknown = "unknown";

    /// <summary>True for the vendor's own form: no other is defined closely enough to be verified.</summary>
    public bool IsRaw => Format is null or Raw;

    /// <summary>The evidence that the quote is; null for a type or a format that nothing here can judge.</summary>
    public Evidence? ToEvidence() => IsRaw && QuoteTypes.TypeOf(Token) is { } type ? new Evidence(type, Value) : null;

    /// <summary>The quote that carries evidence. Endorsements do not travel.</summary>
    public static Quote Of(Evidence evidence) => new(QuoteTypes.TokenOf(evidence.Type), evidence.Value, []);

    /// <summary>The field of several quotes.</summary>
    public static string ToField(IEnumerable<Quote> quotes) => string.Join(", ", quotes.Select(q => q.ToMember()));

    /// <summary>Reads the field. A list of another shape than one inner list a quote is malformed.</summary>
    public static bool TryParse(string? field, [NotNullWhen(true)] out IReadOnlyList<Quote>? quotes)
    {
        quotes = null;
        if (!StructuredList.TryParse(field, out var members) || members.Count > MaxCount) return false;
        var read = new List<Quote>(members.Count);
        foreach (var member in members)
        {
            if (member is not [var type, { Bytes: { } value } quote, ..]) return false;
            read.Add(new Quote(type.Token ?? Unknown, value, [.. member.Skip(2).Select(i => i.Text).OfType<string>()], quote.Format));
        }

        quotes = read;
        return true;
    }

    private string ToMember()
    {
        var format = Format is null ? "" : $";format={Format}";
        var uris = string.Concat(Uris.Select(uri => $" {StructuredFields.FormatString(uri)}"));
        return $"({StructuredList.FormatToken(Token)} {StructuredFields.FormatBytes(Value.Span)}{format}{uris})";
    }
}

/// <summary>How OpenHTTPA calls the types of evidence.</summary>
internal static class QuoteTypes
{
    private static readonly (string Token, EvidenceType Type)[] Table =
    [
        ("sev_snp", EvidenceType.Snp), ("aws_nitro", EvidenceType.Nitro), ("trustzone", EvidenceType.Psa), ("nvidia_gpu", EvidenceType.NvidiaGpu),
    ];

    /// <summary>Our type for a token; null for one that is no type of ours. Types that both call the same, and those that OpenHTTPA has no name for, keep theirs.</summary>
    public static EvidenceType? TypeOf(string token)
    {
        if (Table.FirstOrDefault(t => t.Token == token) is { Token: not null } known) return known.Type;
        return EvidenceType.TryParse(token, out var type) ? type : null;
    }

    /// <summary>The token of a type.</summary>
    public static string TokenOf(EvidenceType type) => Table.FirstOrDefault(t => t.Type == type).Token ?? type.Token;
}
