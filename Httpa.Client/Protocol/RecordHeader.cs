using System.Buffers.Binary;
using Httpa.Client.Crypto;

namespace Httpa.Client.Protocol;

/// <summary>h, the four bytes in front of a record's ciphertext (HTTPA/1, section 4): bit 31 final, bit 30 padded, bits 29 to 17 zero, bits 16 to 0 the ciphertext's length.</summary>
internal readonly record struct RecordHeader(bool Final, bool Padded, int CiphertextLength)
{
    public const int Length = 4;
    public const int MinCiphertext = AeadKey.TagLength;
    public const int MaxCiphertext = RecordSealer.MaxPlaintext + AeadKey.TagLength;

    private const uint FinalBit = 1u << 31;
    private const uint PaddedBit = 1u << 30;
    private const uint LengthBits = (1u << 17) - 1;

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(
        destination, (uint)CiphertextLength | (Final ? FinalBit : 0) | (Padded ? PaddedBit : 0));

    /// <summary>False for other than 4 bytes, a reserved bit, or a length outside 16 to 65,552.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordHeader header)
    {
        header = default;
        if (bytes.Length != Length) return false;
        var h = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var length = (int)(h & LengthBits);
        if ((h & ~(FinalBit | PaddedBit | LengthBits)) != 0 || length is < MinCiphertext or > MaxCiphertext) return false;
        header = new RecordHeader((h & FinalBit) != 0, (h & PaddedBit) != 0, length);
        return true;
    }
}
