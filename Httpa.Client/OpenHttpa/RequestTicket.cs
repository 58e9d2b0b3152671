using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Httpa.Client.Crypto;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// Attest-Ticket of a trusted request: its counter, and the proof that whoever holds the session's keys wrote its head (openhttpa-rs trailers.rs). In base64 without
/// the colons of a Structured Field.
/// </summary>
/// <param name="Counter">The counter under which the body is sealed too.</param>
/// <param name="Mac">48 bytes.</param>
internal sealed record RequestTicket(ulong Counter, ReadOnlyMemory<byte> Mac)
{
    private const int MacLength = 48;
    private const int ModeOffset = 8;
    private const int MacOffset = 9;
    private const byte OneRoundTrip = 0x00; // 0x01 would be 0-RTT, which is never used

    /// <summary>HMAC-SHA-384 of u64be(counter) || header list.</summary>
    public static RequestTicket For(ulong counter, ReadOnlySpan<byte> headerList, ReadOnlySpan<byte> macKey)
    {
        var covered = new byte[sizeof(ulong) + headerList.Length];
        BinaryPrimitives.WriteUInt64BigEndian(covered, counter);
        headerList.CopyTo(covered.AsSpan(sizeof(ulong)));
        return new RequestTicket(counter, Sha384Kdf.Mac(macKey, covered));
    }

    /// <summary>The field's value: 76 characters.</summary>
    public string ToField()
    {
        var bytes = new byte[MacOffset + MacLength];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Counter);
        bytes[ModeOffset] = OneRoundTrip;
        Mac.Span.CopyTo(bytes.AsSpan(MacOffset));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads a field of the one form that a session without 0-RTT has.</summary>
    public static bool TryParse(string? field, [NotNullWhen(true)] out RequestTicket? ticket)
    {
        ticket = null;
        var bytes = new byte[MacOffset + MacLength];
        if (field is not { Length: 76 } || !Convert.TryFromBase64String(field, bytes, out var length) || length != bytes.Length || bytes[ModeOffset] != OneRoundTrip)
            return false;
        ticket = new RequestTicket(BinaryPrimitives.ReadUInt64BigEndian(bytes), bytes.AsMemory(MacOffset));
        return true;
    }

    /// <summary>True when the ticket is that of this head. Compares in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> headerList, ReadOnlySpan<byte> macKey) =>
        CryptographicOperations.FixedTimeEquals(For(Counter, headerList, macKey).Mac.Span, Mac.Span);
}
