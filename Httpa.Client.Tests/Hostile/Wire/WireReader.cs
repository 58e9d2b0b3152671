using System.Globalization;
using System.Text;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>Reads HTTP/1.1 messages from a connection, whole, and captures every byte.</summary>
/// <param name="connection">The connection.</param>
/// <param name="capture">Gets every byte.</param>
/// <param name="onChunk">Hears of each chunk of a chunked body.</param>
internal sealed class WireReader(Stream connection, WireCapture capture, Action? onChunk = null)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next request; null when the connection ended before it.</summary>
    public Task<WireMessage?> ReadRequestAsync(CancellationToken cancellationToken) => ReadAsync(_ => false, cancellationToken);

    /// <summary>The answer to a request with this method.</summary>
    public Task<WireMessage?> ReadAnswerAsync(string method, CancellationToken cancellationToken) =>
        ReadAsync(status => method == "HEAD" || status is 204 or 304, cancellationToken);

    private async Task<WireMessage?> ReadAsync(Func<int, bool> isBodyless, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(cancellationToken) is not { Length: > 0 } startLine) return null;
        var fields = new List<KeyValuePair<string, string>>();
        string? line;
        while ((line = await ReadLineAsync(cancellationToken)) is { Length: > 0 })
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            fields.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        var isAnswer = startLine.StartsWith("HTTP/", StringComparison.Ordinal);
        if (isAnswer && isBodyless(int.Parse(startLine.Split(' ')[1], CultureInfo.InvariantCulture))) return new WireMessage { StartLine = startLine, Fields = fields };

        var length = Take(fields, "Content-Length");
        var isChunked = Take(fields, "Transfer-Encoding") is not null;
        var framing = isChunked ? WireFraming.Chunked : length is not null ? WireFraming.Length : WireFraming.None;
        var (body, isCut) = framing switch
        {
            WireFraming.Chunked => await ReadChunksAsync(cancellationToken),
            WireFraming.Length => await ReadBytesAsync(int.Parse(length!, CultureInfo.InvariantCulture), cancellationToken),
            _ => ([], false),
        };
        return new WireMessage { StartLine = startLine, Fields = fields, Body = body, Framing = framing, IsCut = isCut };
    }

    private static string? Take(List<KeyValuePair<string, string>> fields, string name)
    {
        var index = fields.FindIndex(f => f.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index < 0) return null;
        var value = fields[index].Value;
        fields.RemoveAt(index);
        return value;
    }

    private async Task<(byte[] Body, bool IsCut)> ReadChunksAsync(CancellationToken cancellationToken)
    {
        var body = new List<byte>();
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } size)
        {
            var length = int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var (chunk, isCut) = await ReadBytesAsync(length, cancellationToken);
            body.AddRange(chunk);
            onChunk?.Invoke();
            if (isCut || await ReadLineAsync(cancellationToken) is null) break;
            if (length == 0) return ([.. body], false);
        }

        return ([.. body], true);
    }

    private async Task<(byte[] Bytes, bool IsCut)> ReadBytesAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>(length);
        while (bytes.Count < length)
        {
            if (_start == _end && !await FillAsync(cancellationToken)) return ([.. bytes], true);
            var count = Math.Min(length - bytes.Count, _end - _start);
            bytes.AddRange(_buffer.AsSpan(_start, count));
            _start += count;
        }

        return ([.. bytes], false);
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken)) return null;
            var next = (char)_buffer[_start++];
            if (next == '\n') return line.ToString().TrimEnd('\r');
            line.Append(next);
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        int read;
        try
        {
            read = await connection.ReadAsync(_buffer, cancellationToken);
        }
        catch (IOException)
        {
            read = 0; // reset by the peer: as good as an end here
        }

        capture.Add(_buffer.AsSpan(0, read));
        (_start, _end) = (0, read);
        return read > 0;
    }
}
