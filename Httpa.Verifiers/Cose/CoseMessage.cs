using System.Formats.Cbor;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Cose;

/// <summary>Whether the number of its type must stand before a COSE message (RFC 9052, section 2).</summary>
internal enum CoseTagging
{
    /// <summary>The tag must be there.</summary>
    Required,

    /// <summary>The tag may be missing; another one is refused all the same.</summary>
    Optional,
}

/// <summary>
/// What COSE_Sign1 and COSE_Mac0 have in common (RFC 9052, sections 4.2 and 6.2): an array of the protected header, the unprotected header, a content that
/// is attached, and the proof over the exact bytes of the first and the third. The algorithm stands in the protected header and only there; a critical
/// parameter, whichever it is, is one that nobody here understands.
/// </summary>
internal sealed class CoseMessage
{
    private const int MaxProtectedLength = 1024;
    private const int MaxProofLength = 1024;

    private readonly ReadOnlyMemory<byte> _protected;

    private CoseMessage(ReadOnlyMemory<byte> protectedBytes) => _protected = protectedBytes;

    /// <summary>The number of the algorithm.</summary>
    public required long Algorithm { get; init; }

    /// <summary>The key's identifier, from either header, so it may be unsigned: a hint which key to try, never a proof. Null when there is none.</summary>
    public required ReadOnlyMemory<byte>? KeyId { get; init; }

    /// <summary>The content, exactly as received.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The signature or the authentication code.</summary>
    public required ReadOnlyMemory<byte> Proof { get; init; }

    /// <summary>Reads a message; null when it is malformed.</summary>
    /// <param name="bytes">The message; nothing may follow it.</param>
    /// <param name="tag">The number of its type.</param>
    /// <param name="tagging">Whether the tag must be there.</param>
    /// <param name="numbers">How long numbers of the message and its headers may be.</param>
    public static CoseMessage? TryParse(ReadOnlyMemory<byte> bytes, ulong tag, CoseTagging tagging, CborNumbers numbers)
    {
        var cbor = new StrictCbor(bytes, numbers);
        if ((tagging == CoseTagging.Required || cbor.Next == CborReaderState.Tag) && cbor.ReadTag() != tag) cbor.Fail();
        if (cbor.ReadArray(4) != 4) cbor.Fail();
        var protectedBytes = cbor.ReadBytes(1, MaxProtectedLength);
        var unprotectedHeader = CoseHeader.Read(cbor);
        var payload = cbor.ReadBytes(1, bytes.Length);
        var proof = cbor.ReadBytes(1, MaxProofLength);
        cbor.EndArray();
        if (!cbor.IsComplete) return null;

        var inner = new StrictCbor(protectedBytes, numbers);
        var header = CoseHeader.Read(inner);
        if (!inner.IsComplete || !GoTogether(header, unprotectedHeader) || header.FindInteger(CoseHeader.Algorithm) is not { } algorithm) return null;
        var keyId = header.FindBytes(CoseHeader.KeyId) ?? unprotectedHeader.FindBytes(CoseHeader.KeyId);
        return new CoseMessage(protectedBytes) { Algorithm = algorithm, KeyId = keyId, Payload = payload, Proof = proof };
    }

    /// <summary>What the proof was made over (RFC 9052, sections 4.4 and 6.3), without data from outside the message.</summary>
    /// <param name="context">The name of the kind of message.</param>
    public byte[] Covered(string context)
    {
        var writer = new CborWriter(CborConformanceMode.Strict, initialCapacity: Payload.Length + _protected.Length + 32);
        writer.WriteStartArray(4);
        writer.WriteTextString(context);
        writer.WriteByteString(_protected.Span);
        writer.WriteByteString([]);
        writer.WriteByteString(Payload.Span);
        writer.WriteEndArray();
        return writer.Encode();
    }

    private static bool GoTogether(CoseHeader header, CoseHeader unprotectedHeader) =>
        !header.Overlaps(unprotectedHeader) && !header.Has(CoseHeader.Critical)
        && !unprotectedHeader.Has(CoseHeader.Critical) && !unprotectedHeader.Has(CoseHeader.Algorithm);
}
