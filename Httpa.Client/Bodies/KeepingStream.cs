namespace Httpa.Client.Bodies;

/// <summary>Passes sealed bytes on to the connection and keeps a copy. Does not own the connection's stream.</summary>
internal sealed class KeepingStream(Stream destination, KeptBytes kept) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        kept.Add(buffer);
        destination.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        kept.Add(buffer.Span);
        return destination.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush() => destination.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => destination.FlushAsync(cancellationToken);
}
