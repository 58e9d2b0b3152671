using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

public sealed class OriginTests
{
    [TestCase("https://api.example.com", "https://api.example.com")]
    [TestCase("https://API.Example.COM:443/path?q#f", "https://api.example.com")]
    [TestCase("https://api.example.com:8443/", "https://api.example.com:8443")]
    [TestCase("https://api.example.com:80/", "https://api.example.com:80")]
    [TestCase("https://bücher.example/", "https://xn--bcher-kva.example")]
    [TestCase("https://192.0.2.1/", "https://192.0.2.1")]
    [TestCase("https://[2001:DB8:0:0::1]:8443/", "https://[2001:db8::1]:8443")]
    [TestCase("https://[::1]/", "https://[::1]")]
    public void An_origin_is_lower_case_with_A_labels_and_a_port_unless_443(string uri, string origin) =>
        Assert.That(Origin.Of(new Uri(uri)), Is.EqualTo(origin));

    [TestCase("http://api.example.com/")]
    [TestCase("https://user@api.example.com/")]
    [TestCase("https://user:secret@api.example.com/")]
    [TestCase("https://[fe80::1%25eth0]/")]
    [TestCase("wss://api.example.com/")]
    public void Other_uris_have_no_origin(string uri) => Assert.That(() => Origin.Of(new Uri(uri)), Throws.ArgumentException);

    [Test]
    public void A_relative_uri_has_no_origin() => Assert.That(() => Origin.Of(new Uri("/path", UriKind.Relative)), Throws.ArgumentException);

    [TestCase("https://a/", "/")]
    [TestCase("https://a", "/")]
    [TestCase("https://a/v1/models?limit=2&q=%2F#fragment", "/v1/models?limit=2&q=%2F")]
    [TestCase("https://a/?q=%41", "/?q=A", Description = "what needs no escape has none")]
    [TestCase("https://a/b c?d=é", "/b%20c?d=%C3%A9")]
    [TestCase("https://a/b/../c", "/c")]
    [TestCase("https://a/?", "/?")]
    public void A_target_is_path_and_query_as_they_go_on_the_wire(string uri, string target) => Assert.That(Origin.TargetOf(new Uri(uri)), Is.EqualTo(target));

    [Test]
    public void A_path_has_no_query() => Assert.That(Origin.PathOf(new Uri("https://a/v1/infer?model=m")), Is.EqualTo("/v1/infer"));

    [Test]
    public void A_target_that_no_request_line_carries_is_refused()
    {
        var raw = new Uri("https://a/b c", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        Assert.That(() => Origin.TargetOf(raw), Throws.ArgumentException);
    }
}
