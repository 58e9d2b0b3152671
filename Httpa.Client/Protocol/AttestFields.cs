using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Protocol;

/// <summary>
/// The Attest-* fields of one message, read strictly: a field that stands twice (as two lines) or that the message does not define is malformed,
/// and so is a value over 16 KiB (HTTPA/1, sections 0 and 4).
/// </summary>
internal sealed class AttestFields
{
    /// <summary>The longest value in characters.</summary>
    public const int MaxValueLength = 16 * 1024;

    private const string Prefix = "attest-";

    private readonly List<KeyValuePair<string, string>> _fields = new(4); // few enough to search in order

    private AttestFields()
    {
    }

    /// <summary>The value as it stood on the wire; null when absent. The name's case does not matter.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var field in _fields)
            {
                if (field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return field.Value;
            }

            return null;
        }
    }

    /// <summary>Takes all fields of a message (others than Attest-* are passed over). <paramref name="defined"/> names the Attest-* fields that this message may have, lower case.</summary>
    public static bool TryRead(
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers, ReadOnlySpan<string> defined,
        [NotNullWhen(true)] out AttestFields? fields, out string problem)
    {
        fields = null;
        var found = new AttestFields();
        foreach (var (name, values) in headers)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (!defined.Contains(name, StringComparer.OrdinalIgnoreCase))
                return Fail($"a field that the message does not define: '{Shorten(name)}'", out problem);
            foreach (var value in values)
            {
                if (value.Length > MaxValueLength) return Fail($"{name} has more than {MaxValueLength} characters", out problem);
                if (found[name] is not null) return Fail($"{name} stands twice", out problem);
                found._fields.Add(new(name, value));
            }
        }

        fields = found;
        problem = "";
        return true;
    }

    private static bool Fail(string what, out string problem)
    {
        problem = what;
        return false;
    }

    /// <summary>A peer's text in our messages: short, and nothing that a terminal would act on.</summary>
    private static string Shorten(string name) => new([.. name.Take(64).Select(c => c is > ' ' and <= '~' ? c : '?')]);
}
