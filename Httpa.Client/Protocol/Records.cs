using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Crypto;

namespace Httpa.Client.Protocol;

// Sealed messages of HTTPA/1, section 4.

/// <summary>One direction's AEAD key, its iv and its budget of AES blocks (2^34, HTTPA/1 section 4). Safe for concurrent use.</summary>
internal sealed class DirectionKey : IDisposable
{
    public DirectionKey(AeadKey key, ReadOnlySpan<byte> iv) => throw new NotImplementedException();

    /// <summary>True when the block budget is used up: the session must end.</summary>
    public bool IsExhausted => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}

/// <summary>ctx: what every record 0 of a message is bound to.</summary>
internal static class MessageContext
{
    public static byte[] ForRequest(ReadOnlySpan<byte> sessionId, string method, string origin, string target) => throw new NotImplementedException();

    public static byte[] ForResponse(ReadOnlySpan<byte> sessionId, string method, string origin, string target) => throw new NotImplementedException();
}

/// <summary>Seals the records of one message, in order. Made once a message; never started again; one thread at a time.</summary>
internal sealed class RecordSealer
{
    public const int HeaderLength = 4;
    public const int MaxPlaintext = 65_536;

    /// <param name="key">The direction's key.</param>
    /// <param name="sequence">n, below 2^48.</param>
    /// <param name="context">ctx.</param>
    /// <param name="padTo">Pads every record's plaintext to a multiple of this many bytes; 0 for none.</param>
    public RecordSealer(DirectionKey key, ulong sequence, ReadOnlyMemory<byte> context, int padTo = 0) => throw new NotImplementedException();

    /// <summary>True after a final record; a call of Seal then throws InvalidOperationException.</summary>
    public bool IsComplete => throw new NotImplementedException();

    /// <summary>The bytes that <see cref="TrySeal"/> writes for content of this length.</summary>
    public int SealedLength(int contentLength) => throw new NotImplementedException();

    /// <summary>Writes one whole record (u32 h || ciphertext). False when the block budget would be passed: nothing was sealed and the session must end.</summary>
    public bool TrySeal(ReadOnlySpan<byte> content, bool final, Span<byte> destination, out int written) => throw new NotImplementedException();

    /// <summary>The outer Content-Length of a message with full, unpadded records; the spec's formula (bodyLength > 0).</summary>
    public static long MessageLength(int headLength, long bodyLength) => throw new NotImplementedException();
}

/// <summary>Opens the records of one message, in order.</summary>
internal sealed class RecordOpener
{
    public RecordOpener(DirectionKey key, ulong sequence, ReadOnlyMemory<byte> context) => throw new NotImplementedException();

    /// <summary>True after the final record: anything more is trailing data.</summary>
    public bool IsComplete => throw new NotImplementedException();

    /// <summary>Reads a record's header (4 bytes): the length of the ciphertext that follows. False when it is not a valid header: bad seal.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out int ciphertextLength) => throw new NotImplementedException();

    /// <summary>Opens one record. False = bad seal (and the opener stays failed). Plaintext needs ciphertext.Length - 16 bytes; contentLength excludes padding.</summary>
    public bool TryOpen(ReadOnlySpan<byte> header, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext, out int contentLength) => throw new NotImplementedException();
}

/// <summary>The head of a message: u32 age or u16 status, then the application's fields (HTTPA/1, section 4, "Head").</summary>
internal sealed class MessageHead
{
    /// <summary>Names that a head must not have: connection, keep-alive, proxy-*, te, trailer, transfer-encoding, upgrade, host, expect, attest-*, :*.</summary>
    public static bool IsForbidden(string name) => throw new NotImplementedException();

    /// <summary>Encodes a request head. Fields keep their order; names are made lower case. ArgumentException for a field that the profile forbids (which one, why).</summary>
    public static byte[] EncodeRequest(uint age, IReadOnlyCollection<KeyValuePair<string, string>> fields) => throw new NotImplementedException();

    public static byte[] EncodeResponse(int status, IReadOnlyCollection<KeyValuePair<string, string>> fields) => throw new NotImplementedException();

    public static bool TryDecodeRequest(ReadOnlySpan<byte> head, out uint age, [NotNullWhen(true)] out List<KeyValuePair<string, string>>? fields, out string problem) => throw new NotImplementedException();

    public static bool TryDecodeResponse(ReadOnlySpan<byte> head, out int status, [NotNullWhen(true)] out List<KeyValuePair<string, string>>? fields, out string problem) => throw new NotImplementedException();
}

/// <summary>The Attest-* fields of sealed requests and responses.</summary>
internal static class SealedFields
{
    public const string MediaType = "application/httpa-sealed";
    public static ReadOnlySpan<string> FieldNames => throw new NotImplementedException(); // attest-session-id, attest-sequence, attest-seal, attest-error
    public static string FormatBytes(ReadOnlySpan<byte> value) => throw new NotImplementedException();          // :base64:
    public static bool TryParseBytes(string? value, int minLength, int maxLength, [NotNullWhen(true)] out byte[]? bytes) => throw new NotImplementedException();
    public static bool TryParseSequence(string? value, out ulong sequence) => throw new NotImplementedException(); // sf-integer in [0, 2^48)
}
