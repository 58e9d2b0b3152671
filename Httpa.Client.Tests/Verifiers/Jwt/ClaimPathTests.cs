using System.Text.Json;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Jwt;

[Parallelizable(ParallelScope.All)]
internal sealed class ClaimPathTests
{
    private const string Claims = """
        {"text":"a","number":3,"big":1.50,"flag":true,"nothing":null,"list":["a","b"],"object":{"x":1, "y":2},"a/b":"slash","a~b":"tilde","":"empty",
         "mods":{"one":{"s":"ok"},"two":{"s":"ok"}},"mixed":{"one":{"s":"ok"},"two":{"s":"bad"},"three":{}},"none":{}}
        """;

    [TestCase("/text", "a")]
    [TestCase("/number", "3")]
    [TestCase("/big", "1.50")]
    [TestCase("/flag", "true")]
    [TestCase("/nothing", "null")]
    [TestCase("/list", """["a","b"]""")]
    [TestCase("/list/0", "a")]
    [TestCase("/list/?", "b")]
    [TestCase("/object", """{"x":1, "y":2}""")]
    [TestCase("/a~1b", "slash")]
    [TestCase("/a~0b", "tilde")]
    [TestCase("/", "empty")]
    [TestCase("/mods/*/s", "ok")]
    [TestCase("/mixed/?/s", "ok")]
    public void Accepts(string path, string value) => Assert.That(Judge(path, value), Is.Null);

    [TestCase("/text", "A", "a")]
    [TestCase("/Text", "a", "absent")]
    [TestCase("/text/more", "a", "absent")]
    [TestCase("/list/2", "a", "absent")]
    [TestCase("/list/00", "a", "absent")]
    [TestCase("/list/-1", "a", "absent")]
    [TestCase("/list/*", "a", "b")]
    [TestCase("/list/?", "c", "a, b")]
    [TestCase("/list", "a", """["a","b"]""")]
    [TestCase("/mixed/*/s", "ok", "bad, absent")]
    [TestCase("/none/*", "ok", "absent")]
    [TestCase("/none/?", "ok", "absent")]
    [TestCase("/text/*", "a", "absent")]
    public void Refuses_and_says_what_it_found(string path, string value, string found) => Assert.That(Judge(path, value), Is.EqualTo(found));

    [TestCase("")]
    [TestCase("text")]
    [TestCase("/a~b")]
    [TestCase("/a~")]
    [TestCase("/a~2")]
    public void Is_no_path(string path) => Assert.That(ClaimPath.TryParse(path, out _), Is.False);

    [TestCase("/mods/*/s", "ok")]
    [TestCase("/mixed/*/s", "ok", "bad")]
    [TestCase("/missing")]
    public void Finds_the_different_values(string path, params string[] values)
    {
        using var claims = JsonDocument.Parse(Claims);
        Assert.That(ClaimPath.Find(path, claims.RootElement), Is.EqualTo(values));
    }

    [Test]
    public void Shortens_what_it_found()
    {
        using var claims = JsonDocument.Parse($"{{\"long\":\"{new string('x', 5000)}\"}}");
        Assert.That(ClaimPath.TryParse("/long", out var path));
        Assert.That(path!.Show(claims.RootElement), Has.Length.LessThan(300));
    }

    private static string? Judge(string text, string value)
    {
        using var claims = JsonDocument.Parse(Claims);
        return ClaimPath.TryParse(text, out var path) ? path.Judge(claims.RootElement, ReferenceValue.AnyOf<string>(value)) : "no path";
    }
}
