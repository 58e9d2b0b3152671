using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Protocol;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// The Attest-* fields of one message. Those that OpenHTTPA does not define are passed over, since nothing protects them and nothing relies on them; a field of one
/// value that stands twice is malformed, and the lines of a list are one list.
/// </summary>
internal sealed class OpenHttpaFields
{
    /// <summary>The longest value in characters: a few quotes, each with its certificates.</summary>
    public const int MaxValueLength = 128 * 1024;

    private static readonly string[] Lists =
    [
        OpenHttpaNames.Quotes, OpenHttpaNames.SupportedCipherSuites, OpenHttpaNames.SupportedVersions, OpenHttpaNames.CipherSuites, OpenHttpaNames.Versions,
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private string? _problem;

    /// <summary>The value; null when the field is absent.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Takes all fields of a message.</summary>
    public static bool TryRead(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers, [NotNullWhen(true)] out OpenHttpaFields? fields, out string problem)
    {
        fields = null;
        problem = "";
        var read = new OpenHttpaFields();
        foreach (var (name, values) in headers)
        {
            if (!AttestFields.IsOne(name)) continue;
            var lines = values.ToArray();
            if (lines.Length == 0) continue;
            problem = lines.Length > 1 && !Lists.Contains(name, StringComparer.OrdinalIgnoreCase) || read._values.ContainsKey(name) ? $"{name.ToLowerInvariant()} stands twice" : "";
            var value = string.Join(", ", lines);
            if (value.Length > MaxValueLength) problem = $"{name.ToLowerInvariant()} has more than {MaxValueLength} characters";
            if (problem.Length > 0) return false;
            read._values[name] = value;
        }

        fields = read;
        return true;
    }

    /// <summary>A byte sequence of exactly so many bytes.</summary>
    public byte[] Bytes(string name, int length) => Bytes(name, length, length);

    /// <summary>A byte sequence within lengths.</summary>
    public byte[] Bytes(string name, int minLength, int maxLength) =>
        StructuredFields.TryParseBytes(this[name], minLength, maxLength, out var bytes) ? bytes : Fail<byte[]>(name, []);

    /// <summary>A token.</summary>
    public string Token(string name) => StructuredFields.TryParseToken(this[name], out var token) ? token : Fail(name, "");

    /// <summary>A list of tokens or strings.</summary>
    public IReadOnlyList<string> Tokens(string name) =>
        StructuredList.TryParse(this[name], out var members) && members.All(m => m is [{ Bytes: null }])
            ? [.. members.Select(m => m[0].Token ?? m[0].Text ?? "")]
            : Fail<IReadOnlyList<string>>(name, []);

    /// <summary>Notes that a field is not of its form.</summary>
    public T Fail<T>(string name, T nothing)
    {
        _problem ??= this[name] is null ? $"{name} is missing" : $"{name} is not of the form that it is defined to have";
        return nothing;
    }

    /// <summary>True when every field that was asked for was of its form.</summary>
    public bool Succeeded(out string problem)
    {
        problem = _problem ?? "";
        return _problem is null;
    }
}
