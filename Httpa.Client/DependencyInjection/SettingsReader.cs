using System.Globalization;
using Httpa.Client.Crypto;
using Httpa.Verifiers;
using Microsoft.Extensions.Configuration;

namespace Httpa.Client.DependencyInjection;

/// <summary>Reads a section of settings, strictly: a key that nobody knows is a fault, since a misspelt rule that is skipped is worse than none. Never throws on what it reads.</summary>
/// <param name="section">The section.</param>
/// <param name="faults">Takes what is wrong, each with the path of its key.</param>
internal sealed class SettingsReader(IConfigurationSection section, ICollection<string> faults)
{
    private readonly Dictionary<string, IConfigurationSection> _left = section.GetChildren().ToDictionary(c => c.Key, StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _known = [];

    public void Boolean(string key, Action<bool> set) => Read(key, "true or false", set, bool.TryParse);

    public void Number(string key, Action<int> set) =>
        Read(key, "a whole number", set, (string? text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    public void Duration(string key, Action<TimeSpan> set) =>
        Read(key, "a duration such as 00:00:30", set, (string? text, out TimeSpan value) => TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value));

    public void Text(string key, Action<string> set) =>
        Read(key, "text", set, (string? text, out string? value) => !string.IsNullOrWhiteSpace(value = text));

    /// <summary>Bytes in hexadecimal.</summary>
    public void Bytes(string key, Action<byte[]> set) => Read(key, "bytes in hexadecimal", set, (string? text, out byte[]? value) =>
    {
        var isHex = text is not null && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
        value = isHex ? Convert.FromHexString(text!) : null;
        return isHex;
    });

    /// <summary>A protocol by its token.</summary>
    public void Protocol(string key, Action<HttpaProtocol> set) => Read(key, "httpa/1 or openhttpa", set, (string? text, out HttpaProtocol value) =>
        (value = text switch { "httpa/1" => HttpaProtocol.Httpa1, "openhttpa" => HttpaProtocol.OpenHttpa, _ => default }) != default);

    /// <summary>A list in place of what <paramref name="target"/> holds.</summary>
    public void Texts(string key, IList<string> target)
    {
        if (Take(key) is not { } list) return;
        target.Clear();
        foreach (var item in List(list)) Read(item, "text", target.Add, (string? text, out string? value) => !string.IsNullOrWhiteSpace(value = text));
    }

    public void Suites(string key, Action<IReadOnlyList<CipherSuite>> set)
    {
        if (Take(key) is not { } list) return;
        var suites = new List<CipherSuite>();
        foreach (var item in List(list))
            Read(item, "one of " + string.Join(", ", CipherSuite.All), suites.Add, (string? text, out CipherSuite? value) => CipherSuite.TryFind(text ?? "", out value));
        set(suites);
    }

    /// <summary>A policy: written out under the key, or in the file that <c>KeyFile</c> names.</summary>
    public void Policy(string key, Action<AttestationPolicy> set)
    {
        if (Take(key) is { } inline) Try("", () => set(PolicySettings.Read(inline)));
        Text(key + "File", path => Try($"{section.Path}:{key}File: ", () => set(AttestationPolicy.Parse(File.ReadAllBytes(path)))));
    }

    /// <summary>A section of its own.</summary>
    public void Section(string key, Action<SettingsReader> read)
    {
        if (Take(key) is not { } child) return;
        if (!string.IsNullOrEmpty(child.Value)) faults.Add($"{child.Path} must be a section.");
        var reader = new SettingsReader(child, faults);
        read(reader);
        reader.End();
    }

    /// <summary>A list of sections.</summary>
    public void Sections(string key, Action<SettingsReader> read)
    {
        if (Take(key) is not { } list) return;
        foreach (var item in List(list))
        {
            var reader = new SettingsReader(item, faults);
            read(reader);
            reader.End();
        }
    }

    /// <summary>Names the keys that nobody asked for.</summary>
    public void End()
    {
        foreach (var unknown in _left.Values) faults.Add($"{unknown.Path} is unknown; known are {string.Join(", ", _known)}.");
    }

    private delegate bool Parser<T>(string? text, out T? value);

    private IConfigurationSection? Take(string key)
    {
        _known.Add(key);
        return _left.Remove(key, out var child) ? child : null;
    }

    private void Read<T>(string key, string expected, Action<T> set, Parser<T> parse)
    {
        if (Take(key) is { } child) Read(child, expected, set, parse);
    }

    private void Read<T>(IConfigurationSection child, string expected, Action<T> set, Parser<T> parse)
    {
        if (!child.GetChildren().Any() && parse(child.Value, out var value)) set(value!);
        else faults.Add($"{child.Path} must be {expected}.");
    }

    private List<IConfigurationSection> List(IConfigurationSection list)
    {
        var items = list.GetChildren().ToList();
        if (!string.IsNullOrEmpty(list.Value) || items.Where((item, i) => item.Key != i.ToString(CultureInfo.InvariantCulture)).Any())
            faults.Add($"{list.Path} must be a list.");
        return items;
    }

    private void Try(string where, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is PolicyFormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            faults.Add(where + e.Message);
        }
    }
}
