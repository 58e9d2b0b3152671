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
            if (!IsOne(name)) continue;
            if (!IsDefined(name, defined, out problem)) return false;
            foreach (var value in values)
            {
                if (!found.TryAdd(name, value, out problem)) return false;
            }
        }

        fields = found;
        problem = "";
        return true;
    }

    /// <summary>True for the name of an Attest-* field.</summary>
    public static bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a name that the message defines.</summary>
    public static bool IsDefined(string name, ReadOnlySpan<string> defined, out string problem)
    {
        problem = "";
        foreach (var one in defined)
        {
            if (one.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return Fail($"a field that the message does not define: '{Shorten(name)}'", out problem);
    }

    /// <summary>Takes one line of a field that is defined. False when it is too long, or there was one before.</summary>
    public bool TryAdd(string name, string value, out string problem)
    {
        if (value.Length > MaxValueLength) return Fail($"{name} has more than {MaxValueLength} characters", out problem);
        if (this[name] is not null) return Fail($"{name} stands twice", out problem);
        _fields.Add(new(name, value));
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
