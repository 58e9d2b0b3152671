using System.Diagnostics;
using System.Net.Http.Headers;
using Httpa.Benchmarks.Peers;

namespace Httpa.Benchmarks.Requests;

/// <summary>A POST of 1 KB that is answered with 1 KB, its body read as a stream: the same code for both sides.</summary>
internal sealed class SmallPost(Side side)
{
    private const int BodyLength = 1024;

    private static readonly MediaTypeHeaderValue Binary = new("application/octet-stream");

    private readonly Uri _uri = new(side.Address.Base, Endpoints.Echo);
    private readonly byte[] _body = new byte[BodyLength];

    /// <summary>Sends requests one after the other and notes how long each took, in microseconds.</summary>
    public async Task SendAsync(double[] latencies)
    {
        var buffer = new byte[2 * BodyLength];
        for (var i = 0; i < latencies.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await SendOneAsync(buffer);
            latencies[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
    }

    /// <summary>Sends requests from several callers at once; all of them take microseconds.</summary>
    public async Task<double> SendAsync(int callers, int requestsEach)
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => SendAsync(new double[requestsEach]))));
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private async Task SendOneAsync(byte[] buffer)
    {
        using var content = new ByteArrayContent(_body);
        content.Headers.ContentType = Binary;
        using var request = new HttpRequestMessage(HttpMethod.Post, _uri)
        {
            Content = content,
            Version = side.Client.DefaultRequestVersion,
            VersionPolicy = side.Client.DefaultVersionPolicy,
        };
        using var response = await side.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var total = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0) total += read;
        if (!response.IsSuccessStatusCode || total != BodyLength) throw new InvalidDataException($"Answered {(int)response.StatusCode} with {total} bytes.");
    }
}
