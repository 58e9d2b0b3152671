namespace Httpa.Client.Protocol;

/// <summary>Reads required fields one by one and keeps the first problem: the caller asks once, at the end.</summary>
internal ref struct FieldReader(AttestFields fields)
{
    private string? _problem;

    public string Token(string name) => StructuredFields.TryParseToken(fields[name], out var token) ? token : Fail(name, "");

    public IReadOnlyList<string> Tokens(string name) => StructuredFields.TryParseTokens(fields[name], out var tokens) ? tokens : Fail<IReadOnlyList<string>>(name, []);

    public string String(string name) => StructuredFields.TryParseString(fields[name], out var text) ? text : Fail(name, "");

    public DateTimeOffset Date(string name) => StructuredFields.TryParseDate(fields[name], out var date) ? date : Fail(name, date);

    public bool Boolean(string name) => StructuredFields.TryParseBoolean(fields[name], out var flag) ? flag : Fail(name, false);

    public byte[] Bytes(string name, int minLength, int maxLength) =>
        StructuredFields.TryParseBytes(fields[name], minLength, maxLength, out var bytes) ? bytes : Fail<byte[]>(name, []);

    public readonly bool Succeeded(out string problem)
    {
        problem = _problem ?? "";
        return _problem is null;
    }

    private T Fail<T>(string name, T nothing)
    {
        _problem ??= fields[name] is null ? $"{name} is missing" : $"{name} is not of the form that it is defined to have";
        return nothing;
    }
}
