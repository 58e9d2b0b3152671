using System.Net;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client;

/// <summary>What sealing a small request allocates over the same request in plain, on the way to the connection and back.</summary>
[NonParallelizable]
internal sealed class AllocationTests : ClientFixture
{
    [Test]
    public void A_warm_one_kilobyte_post_allocates_little_over_plain()
    {
        Service.Application = _ => new PlainAnswer(200, new string('x', 1024));
        var meter = new Meter { InnerHandler = Service };
        using var attested = new HttpClient(new HttpaHandler(Options(), meter));
        using var plain = new HttpClient(new Meter { InnerHandler = new PlainService() });
        Exchange(attested);
        Exchange(plain);
        var (a, p) = (Exchange(attested), Exchange(plain));
        TestContext.Out.WriteLine($"attested {a}, plain {p}");
        Assert.That(a - p, Is.LessThanOrEqualTo(4096));
    }

    private static long Exchange(HttpClient client)
    {
        var body = new byte[1024];
        var start = GC.GetAllocatedBytesForCurrentThread();
        Meter.Inside = 0;
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(body) };
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using var stream = response.Content.ReadAsStream();
            stream.CopyTo(Stream.Null);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - start - Meter.Inside) / 20;
    }

    /// <summary>Leaves out what the service allocates, save the serialisation of the request's body.</summary>
    private sealed class Meter : DelegatingHandler
    {
        [ThreadStatic]
        public static long Inside;

        private readonly MemoryStream _sent = new(8192);

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _sent.SetLength(0);
            request.Content?.CopyTo(_sent, null, cancellationToken);
            var start = GC.GetAllocatedBytesForCurrentThread();
            if (request.Content is not null) request.Content = new ByteArrayContent(_sent.ToArray());
            var response = base.Send(request, cancellationToken);
            Inside += GC.GetAllocatedBytesForCurrentThread() - start;
            return response;
        }
    }

    private sealed class PlainService : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(new byte[1024])), RequestMessage = request };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
