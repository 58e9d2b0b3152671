using Httpa.Client.Origins;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Origins;

[Parallelizable(ParallelScope.All)]
internal sealed class OriginPatternTests
{
    [TestCase("https://api.example", "https://api.example")]
    [TestCase("HTTPS://API.Example/", "https://api.example")]
    [TestCase("https://api.example.", "https://api.example")]
    [TestCase("https://api.example:443", "https://api.example")]
    [TestCase("https://api.example.:8443", "https://api.example:8443")]
    [TestCase("https://bücher.example", "https://xn--bcher-kva.example")]
    [TestCase("https://[::1]:8443", "https://[::1]:8443")]
    [TestCase("https://*.Bank.example", "https://*.bank.example")]
    [TestCase("https://*.bank.example:8443", "https://*.bank.example:8443")]
    [TestCase("*", "*")]
    public void Reads_an_origin(string text, string expected)
    {
        Assert.That(OriginPattern.TryParse(text, out var pattern));
        Assert.That(pattern.ToString(), Is.EqualTo(expected));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("api.example")]
    [TestCase("http://api.example")]
    [TestCase("https://api.example/v1")]
    [TestCase("https://api.example?q")]
    [TestCase("https://api.example/?")]
    [TestCase("https://api.example/#")]
    [TestCase("https://user@api.example")]
    [TestCase("https://*")]
    [TestCase("https://*.")]
    [TestCase("https://*.1.2.3")]
    [TestCase("https://*.[::1]")]
    [TestCase("https://*.*.bank.example")]
    [TestCase("https://api.*.example")]
    [TestCase("https://*bank.example")]
    [TestCase("*.bank.example")]
    public void Refuses_what_is_no_origin(string? text) => Assert.That(OriginPattern.TryParse(text, out _), Is.False);
}
