using System.Net;
using Httpa.Client.Crypto;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client;

internal sealed class HttpaHandlerTests : ClientFixture
{
    [Test]
    public async Task Get_without_a_body_goes_through_the_whole_handshake()
    {
        Service.Application = r => new PlainAnswer(200, null, ("x-path", r.Target));
        using var response = await Get();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Headers.GetValues("x-path"), Is.EqualTo(new[] { "/v1/infer?model=m" }));
            Assert.That(Service.Kinds, Is.EqualTo(new[] { "OPTIONS", "ATTEST", "SESSION", "SEALED" }));
            Assert.That(response.GetAttestation()!.IsAccepted);
        });
    }

    [TestCaseSource(typeof(CipherSuite), nameof(CipherSuite.All))]
    public async Task Every_suite_carries_a_post(CipherSuite suite)
    {
        var client = Client(o => o.CipherSuites = [suite]);
        var text = await (await Post(client)).Content.ReadAsStringAsync();
        Assert.That(text, Is.EqualTo($"POST /v1/infer?model=m {Marker}"));
        AssertNothingPrivateOnTheWire();
    }
}
