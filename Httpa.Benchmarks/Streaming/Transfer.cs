using Httpa.Benchmarks.Peers;

namespace Httpa.Benchmarks.Streaming;

/// <summary>Moves bytes to a service or from it: the same code for both sides.</summary>
/// <param name="Up">To the service.</param>
/// <param name="Bytes">How many.</param>
internal sealed record Transfer(bool Up, long Bytes)
{
    private const int BlockLength = 64 * 1024;
    private const int WarmUps = 8;

    /// <summary>Moves the bytes once.</summary>
    public Task RunAsync(HttpClient client) => Up ? UploadAsync(client) : DownloadAsync(client);

    /// <summary>Moves the bytes with a client that does nothing else in its process.</summary>
    /// <returns>What the transfer used; the connection, the session and the compilation of the code came before.</returns>
    public async Task<Usage> RunAloneAsync(ServiceAddress service)
    {
        using var client = service.CreateClient(System.Net.HttpVersion.Version11);
        for (var i = 0; i < WarmUps; i++) await (this with { Bytes = 8 * BlockLength }).RunAsync(client);
        var before = Usage.Now();
        await RunAsync(client);
        return Usage.Now().Since(before);
    }

    private async Task UploadAsync(HttpClient client)
    {
        using var content = new StreamContent(new Zeros(Bytes));
        using var response = await client.PostAsync(new Uri(Endpoints.Sink, UriKind.Relative), content);
        RequireAll(long.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(), System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task DownloadAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri($"{Endpoints.Source}/{Bytes}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[BlockLength];
        var total = 0L;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0) total += read;
        RequireAll(total);
    }

    private void RequireAll(long total)
    {
        if (total != Bytes) throw new InvalidDataException($"{total} of {Bytes} bytes arrived.");
    }

    /// <summary>A body of a known length that costs next to nothing to read.</summary>
    private sealed class Zeros(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length { get; } = length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, Length - Position);
            buffer[..count].Clear();
            Position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
