using System.Net.Http.Headers;
using System.Text;
using Httpa.TestServer;
using NUnit.Framework;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>A watchman that cannot see proves nothing: what is not sealed is found.</summary>
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal sealed class WireCaptureTests
{
    private const string Marker = "PLAINTEXT-MARKER";

    [Test]
    public void Finds_a_text_in_every_form([Values(0, 1, 2, 3)] int before)
    {
        var text = new string('x', before) + Marker + "y";
        foreach (var form in (byte[][])[Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text), Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))])
        {
            var capture = new WireCapture();
            capture.Add(form.AsSpan(0, 5));
            capture.Add(form.AsSpan(5));
            Assert.That(capture.Holds(Marker));
        }
    }

    [TestCase("field")]
    [TestCase("body")]
    [TestCase("query")]
    [TestCase("answer")]
    public async Task Finds_what_an_ordinary_client_sends(string where, CancellationToken cancellationToken)
    {
        await using var server = await HttpaTestServer.StartAsync(
            new HttpaTestServerOptions { Configure = o => o with { UnprotectedPaths = ["/echo"] } }, cancellationToken);
        await using var proxy = new HttpProxy(server);
        if (where == "answer") proxy.AlterAnswers(ExchangeKind.Sealed, answer => answer.Add("X-Private", Marker));
        var transport = (SocketsHttpHandler)server.CreateTransport();
        transport.ConnectCallback = (_, token) => proxy.DialAsync(token);
        using var client = new HttpClient(transport) { BaseAddress = server.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, where == "query" ? $"/echo?{Marker}" : "/echo")
        {
            Content = new StringContent(where == "body" ? Marker : "nothing"),
        };
        if (where == "field") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Marker);
        using var response = await client.SendAsync(request, cancellationToken);
        Assert.That(response.IsSuccessStatusCode && proxy.Capture.Holds(Marker));
    }
}
