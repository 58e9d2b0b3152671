using System.Diagnostics.CodeAnalysis;

namespace Httpa.Verifiers;

/// <summary>A measurement or an identifier: some bytes, written in lower-case hexadecimal.</summary>
public readonly struct Measurement : IEquatable<Measurement>
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Wraps the bytes; it does not copy them.</summary>
    /// <param name="bytes">The bytes.</param>
    public Measurement(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>True when every byte is zero.</summary>
    public bool IsZero => !_bytes.Span.ContainsAnyExcept((byte)0);

    /// <summary>Reads hexadecimal text.</summary>
    /// <param name="hex">Hexadecimal digits, two a byte.</param>
    /// <exception cref="FormatException">The text is not hexadecimal.</exception>
    public static Measurement Parse(string hex) =>
        TryParse(hex, out var measurement) ? measurement : throw new FormatException("A measurement is written in hexadecimal digits, two a byte.");

    /// <summary>Reads hexadecimal text.</summary>
    /// <param name="hex">Hexadecimal digits, two a byte.</param>
    /// <param name="measurement">The measurement, when the result is true.</param>
    public static bool TryParse([NotNullWhen(true)] string? hex, out Measurement measurement)
    {
        var valid = hex is not null && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit);
        measurement = valid ? new Measurement(Convert.FromHexString(hex!)) : default;
        return valid;
    }

    /// <summary>Equal when the bytes are.</summary>
    public static bool operator ==(Measurement left, Measurement right) => left.Equals(right);

    /// <summary>Different when the bytes are.</summary>
    public static bool operator !=(Measurement left, Measurement right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Measurement other) => _bytes.Span.SequenceEqual(other._bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Measurement other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes.Span);
}
