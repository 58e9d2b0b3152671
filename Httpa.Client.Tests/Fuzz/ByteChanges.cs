namespace Httpa.Client.Tests.Fuzz;

/// <summary>
/// Changes that formats with lengths, lists and nesting are sensitive to: runs of bytes that are left out, doubled, put in, moved, or overwritten by the values at which
/// lengths turn over. The same seed makes the same changes.
/// </summary>
internal sealed class ByteChanges(int seed)
{
    private const int MaxRun = 48;
    private const int MaxChanges = 3;

    // None that changes only the case of a letter, which says the same in some hexadecimal texts.
    private static readonly byte[] Flips = [0x01, 0x02, 0x10, 0x40, 0x80, 0xff];
    private static readonly byte[] Extremes = [0x00, 0x01, 0x7f, 0x80, 0x84, 0xff];

    private readonly Random _random = new(seed);

    /// <summary>Bytes that differ in one to three places.</summary>
    /// <param name="good">The bytes to change.</param>
    public byte[] Of(byte[] good)
    {
        var changed = good;
        while (IsSame(changed, good))
            for (var i = _random.Next(MaxChanges); i >= 0; i--) changed = Once(changed);
        return changed;
    }

    private byte[] Once(byte[] bytes)
    {
        if (bytes.Length == 0) return Noise();
        var at = _random.Next(bytes.Length);
        var end = Math.Min(at + 1 + _random.Next(MaxRun), bytes.Length);
        return _random.Next(6) switch
        {
            0 => [.. bytes[..at], .. bytes[end..]],
            1 => [.. bytes[..end], .. bytes[at..]],
            2 => [.. bytes[..at], .. Noise(), .. bytes[at..]],
            3 => [.. bytes[..at], .. Enumerable.Repeat(Extremes[_random.Next(Extremes.Length)], end - at), .. bytes[end..]],
            4 => [.. bytes[end..], .. bytes[..end]],
            _ => [.. bytes[..at], (byte)(bytes[at] ^ Flips[_random.Next(Flips.Length)]), .. bytes[(at + 1)..]],
        };
    }

    private byte[] Noise()
    {
        var noise = new byte[1 + _random.Next(MaxRun)];
        _random.NextBytes(noise);
        return noise;
    }

    /// <summary>A text may end with a line feed or a zero, or without.</summary>
    private static bool IsSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one.TrimEnd("\r\n\0"u8).SequenceEqual(other.TrimEnd("\r\n\0"u8));
}
