using Httpa.TestServer.Sealed;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer.Sealed;

internal sealed class RequestTargetTests
{
    [TestCase("/", "/", "")]
    [TestCase("/a%20b?c=%20d", "/a b", "?c=%20d")]
    [TestCase("/a%2Fb?", "/a%2Fb", "?")]
    [TestCase("/a?b?c", "/a", "?b?c")]
    [TestCase("/a..b/.c", "/a..b/.c", "")]
    [TestCase("*", "", "")]
    public void Reads_path_and_query(string raw, string path, string query)
    {
        Assert.That(RequestTarget.TryParse(raw, out var target), Is.True);
        Assert.That(target!.Path.Value, Is.EqualTo(path));
        Assert.That(target.Query.Value, Is.EqualTo(query));
    }

    [TestCase("https://localhost/")]
    [TestCase("localhost:443")]
    [TestCase("")]
    [TestCase("/a/../b")]
    [TestCase("/a/%2e%2E/b")]
    [TestCase("/./a")]
    [TestCase("/a/..")]
    public void Refuses_every_other_form_and_dot_segments(string raw) => Assert.That(RequestTarget.TryParse(raw, out _), Is.False);
}
