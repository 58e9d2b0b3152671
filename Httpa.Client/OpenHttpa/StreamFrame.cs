using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.Client.Crypto;

namespace Httpa.Client.OpenHttpa;

/// <summary>The head of a frame of a streamed body: u32be(length of the ciphertext with its tag) || u64be(counter). Nothing marks the last frame.</summary>
/// <param name="Length">The length of what follows, in bytes.</param>
/// <param name="Counter">The counter that it is sealed under.</param>
internal readonly record struct StreamFrame(uint Length, ulong Counter)
{
    /// <summary>The length of a head in bytes.</summary>
    public const int HeadLength = 12;

    /// <summary>The most that the reference takes and that is taken here: 16 MiB.</summary>
    public const int MaxLength = 16 << 20;

    /// <summary>True for a length that a sealed frame can have.</summary>
    public bool IsPossible => Length is >= AeadKey.TagLength and <= MaxLength;

    public static StreamFrame Read(ReadOnlySpan<byte> head) => new(BinaryPrimitives.ReadUInt32BigEndian(head), BinaryPrimitives.ReadUInt64BigEndian(head[4..]));

    public void WriteTo(Span<byte> head)
    {
        BinaryPrimitives.WriteUInt32BigEndian(head, Length);
        BinaryPrimitives.WriteUInt64BigEndian(head[4..], Counter);
    }
}

/// <summary>
/// The chain over the frames of one streamed body (openhttpa-rs, EncryptedStream): each frame's associated data holds a hash over the ciphertexts of those before it.
/// It begins with zeros for every body. One instance a body; not for concurrent use.
/// </summary>
/// <param name="key">The key of the body's direction.</param>
/// <param name="baseId">The session's base id as it stands in the request's field.</param>
internal sealed class FrameChain(CounterKey key, string baseId)
{
    private byte[] _hash = new byte[SHA384.HashSizeInBytes];

    /// <summary>The frame, head and all, under the next counter.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plaintext)
    {
        var frame = new byte[StreamFrame.HeadLength + plaintext.Length + AeadKey.TagLength];
        var ciphertext = frame.AsSpan(StreamFrame.HeadLength);
        var counter = key.SealNext(Aad, plaintext, ciphertext);
        new StreamFrame((uint)ciphertext.Length, counter).WriteTo(frame);
        Advance(ciphertext);
        return frame;
    }

    /// <summary>Opens what follows a frame's head. False when it does not open.</summary>
    public bool TryOpen(ulong counter, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        if (!key.TryOpen(counter, Aad, ciphertext, plaintext)) return false;
        Advance(ciphertext);
        return true;
    }

    private byte[] Aad => [.. OpenHttpaLabels.Sealed, .. System.Text.Encoding.ASCII.GetBytes(baseId), .. _hash];

    private void Advance(ReadOnlySpan<byte> ciphertext) => _hash = SHA384.HashData([.. _hash, .. ciphertext]);
}
