using System.Net;
using System.Text;

namespace Httpa.Tool.Wire;

/// <summary>One request and its answer as whoever ends TLS sees them.</summary>
internal sealed class WireExchange
{
    private readonly List<byte> _answer = [];

    /// <summary>When it was sent, as a timestamp of the tap's clock.</summary>
    public required long Started { get; init; }

    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>Zero until the answer came.</summary>
    public HttpStatusCode Status { get; set; }

    public IReadOnlyList<KeyValuePair<string, string>> AnswerFields { get; set; } = [];

    /// <summary>The answer's body, as far as it was read.</summary>
    public byte[] AnswerBody => [.. _answer];

    public bool IsPreflight => Method == HttpMethod.Options;

    public bool IsAttest => Method.Method == "ATTEST" && Field("Attest-Session-ID") is null;

    public bool IsSession => Method.Method == "ATTEST" && Field("Attest-Session-ID") is not null;

    public bool IsSealed => Method.Method != "ATTEST" && Field("Attest-Sequence") is not null;

    /// <summary>True for a sealed request of OpenHTTPA.</summary>
    public bool IsTrusted => Method.Method != "ATTEST" && Field("Attest-Ticket") is not null;

    public string? Field(string name) => Find(Fields, name);

    public string? AnswerField(string name) => Find(AnswerFields, name);

    /// <summary>Notes bytes of the answer as they come.</summary>
    public void Append(ReadOnlySpan<byte> answer) => _answer.AddRange(answer);

    /// <summary>True when any of the words stands anywhere in the exchange: address, fields or bodies.</summary>
    public bool Shows(IEnumerable<string> words) => words.Any(word =>
        Uri.ToString().Contains(word, StringComparison.OrdinalIgnoreCase)
        || Fields.Concat(AnswerFields).Any(f => f.Value.Contains(word, StringComparison.OrdinalIgnoreCase))
        || Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0
        || AnswerBody.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0);

    private static string? Find(IEnumerable<KeyValuePair<string, string>> fields, string name) =>
        fields.FirstOrDefault(f => string.Equals(f.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
