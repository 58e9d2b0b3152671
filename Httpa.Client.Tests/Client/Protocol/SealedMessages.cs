using System.Text;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;

namespace Httpa.Client.Tests.Client.Protocol;

/// <summary>Keys, sealers and openers that belong together, for tests of sealed messages.</summary>
internal static class SealedMessages
{
    public static readonly byte[] Context = Encoding.UTF8.GetBytes("a context");
    public static readonly byte[] Head = [0, 0, 0, 1];

    public static DirectionKey NewKey(CipherSuite? suite = null, long blockLimit = DirectionKey.DefaultBlockLimit) => new(
        (suite ?? CipherSuite.X25519Aes256Gcm).CreateAeadKey([.. Enumerable.Range(1, 32).Select(i => (byte)i)]),
        [.. Enumerable.Range(60, 12).Select(i => (byte)i)], blockLimit);

    public static RecordSealer NewSealer(DirectionKey? key = null, int padTo = 0, ulong sequence = 5) => new(key ?? NewKey(), sequence, Context, padTo);
    public static RecordOpener NewOpener(DirectionKey? key = null, ulong sequence = 5) => new(key ?? NewKey(), sequence, Context);

    /// <summary>Seals each content as a record; the last is final.</summary>
    public static byte[] SealAll(RecordSealer sealer, params IReadOnlyList<byte[]> contents)
    {
        var message = new MemoryStream();
        for (var i = 0; i < contents.Count; i++) message.Write(SealOne(sealer, contents[i], i == contents.Count - 1));
        return message.ToArray();
    }

    public static byte[] SealOne(RecordSealer sealer, ReadOnlySpan<byte> content, bool final)
    {
        var record = new byte[sealer.SealedLength(content.Length)];
        return sealer.TrySeal(content, final, record, out var written) && written == record.Length
            ? record
            : throw new InvalidOperationException("Not sealed.");
    }
}

/// <summary>Gives at most so many bytes a read, as a network does.</summary>
internal sealed class TricklingStream(byte[] bytes, int atMost) : MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true)
{
    public int Reads { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        Reads++;
        var count = (int)Math.Min(Math.Min(buffer.Length, atMost), Length - Position);
        GetBuffer().AsSpan((int)Position, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
}
