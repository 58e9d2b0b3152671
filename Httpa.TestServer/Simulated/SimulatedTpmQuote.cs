using System.Buffers.Binary;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a TPM's quote (TPMS_ATTEST). Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedTpmQuote
{
    public uint Magic { get; init; } = 0xff544347;

    public ushort Type { get; init; } = 0x8018;

    public byte Safe { get; init; } = 1;

    public ushort Bank { get; init; } = 0x000b;

    public uint BankCount { get; init; } = 1;

    public required IReadOnlyList<int> Pcrs { get; init; }

    public required byte[] PcrDigest { get; init; }

    /// <summary>The quote around data of its caller.</summary>
    public byte[] Encode(ReadOnlySpan<byte> extraData)
    {
        var select = new byte[3];
        foreach (var index in Pcrs) select[index / 8] |= (byte)(1 << (index % 8));
        return
        [
            .. Number(Magic, 4), .. Number(Type, 2),
            .. Number(34, 2), .. Number(0x000b, 2), .. new byte[32], // qualifiedSigner: algorithm and hash
            .. Number((uint)extraData.Length, 2), .. extraData,
            .. new byte[8], .. Number(7, 4), .. Number(0, 4), Safe, // clock, resets, restarts
            .. Number(0x20200312, 4), .. Number(0x00120003, 4), // firmwareVersion
            .. Number(BankCount, 4), .. Number(Bank, 2), 3, .. select,
            .. Number((uint)PcrDigest.Length, 2), .. PcrDigest,
        ];
    }

    private static byte[] Number(uint value, int length)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes[(4 - length)..];
    }
}
