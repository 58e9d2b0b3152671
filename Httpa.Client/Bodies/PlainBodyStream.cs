namespace Httpa.Client.Bodies;

/// <summary>Takes the caller's body on its way into the seal, and holds it to the length that it stated.</summary>
/// <param name="sealing">Seals what is written.</param>
/// <param name="length">The stated length; null for none.</param>
/// <param name="ignoreFlush">True when records must be full.</param>
internal sealed class PlainBodyStream(Stream sealing, long? length, bool ignoreFlush) : WriteOnlyStream
{
    private long _written;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Count(buffer.Length);
        sealing.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count(buffer.Length);
        return sealing.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush()
    {
        if (!ignoreFlush) sealing.Flush();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => ignoreFlush ? Task.CompletedTask : sealing.FlushAsync(cancellationToken);

    /// <summary>Refuses a body that ended before its stated length.</summary>
    public void RefuseShort()
    {
        if (length is { } stated && _written != stated) throw WrongLength();
    }

    private void Count(int count)
    {
        _written += count;
        if (_written > length) throw WrongLength();
    }

    private HttpRequestException WrongLength() => new($"The request's body has {_written} bytes so far; its Content-Length says {length}.");
}
