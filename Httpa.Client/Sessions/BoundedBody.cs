namespace Httpa.Client.Sessions;

/// <summary>Reads an answer's body into memory, up to a limit.</summary>
internal static class BoundedBody
{
    private const int FirstGuess = 16 * 1024;

    /// <summary>The body; null when it is longer than the limit.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="limit">The most bytes that are taken.</param>
    /// <param name="async">False: everything happens before the call returns.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async ValueTask<byte[]?> ReadAsync(HttpResponseMessage response, int limit, bool async, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > limit) return null;
        using var cutOff = Synchronous.CutOff(response, async, cancellationToken);
        try
        {
            var body = await ReadToEndAsync(response, limit, async, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested(); // what was cut off may look like an end
            return body;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The read was cut off.", e, cancellationToken);
        }
    }

    private static async ValueTask<byte[]?> ReadToEndAsync(HttpResponseMessage response, int limit, bool async, CancellationToken cancellationToken)
    {
        var stream = async
            ? await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false)
            : response.Content.ReadAsStream(cancellationToken);
        var body = new byte[Math.Min(response.Content.Headers.ContentLength ?? FirstGuess, limit) + 1];
        var length = 0;
        while (true)
        {
            var read = async
                ? await stream.ReadAsync(body.AsMemory(length), cancellationToken).ConfigureAwait(false)
                : stream.Read(body, length, body.Length - length);
            if (read == 0) return body[..length];
            length += read;
            if (length > limit) return null;
            if (length == body.Length) Array.Resize(ref body, (int)Math.Min(body.Length * 2L, limit + 1L));
        }
    }
}
