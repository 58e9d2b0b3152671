using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Cose;

/// <summary>A content with one signature (RFC 9052, section 4.2; the signature algorithms of RFC 9053, section 2.1, and RFC 8230, section 2).</summary>
internal sealed class CoseSign1
{
    private const ulong Tag = 18;

    private readonly CoseMessage _message;

    private CoseSign1(CoseMessage message) => _message = message;

    /// <summary>The number of the algorithm, from the protected header.</summary>
    public long AlgorithmNumber => _message.Algorithm;

    /// <summary>How it was signed; null when the number is none that is accepted.</summary>
    public SignatureAlgorithm? Algorithm => CoseAlgorithms.Signature(AlgorithmNumber);

    /// <inheritdoc cref="CoseMessage.KeyId"/>
    public ReadOnlyMemory<byte>? KeyId => _message.KeyId;

    /// <summary>The content, exactly as received.</summary>
    public ReadOnlyMemory<byte> Payload => _message.Payload;

    /// <summary>Reads a message; null when it is malformed.</summary>
    /// <param name="bytes">The message; it must not change. Nothing may follow it.</param>
    /// <param name="tagging">Whether tag 18 must be there.</param>
    /// <param name="numbers">How long numbers may be.</param>
    public static CoseSign1? TryParse(ReadOnlyMemory<byte> bytes, CoseTagging tagging, CborNumbers numbers = CborNumbers.Shortest) =>
        CoseMessage.TryParse(bytes, Tag, tagging, numbers) is { } message ? new CoseSign1(message) : null;

    /// <summary>True when a key, of the kind that goes with the algorithm, made the signature over the bytes received.</summary>
    public bool IsSignedBy(PublicKey key) => Algorithm is { } algorithm && key.Verify(algorithm, _message.Covered("Signature1"), _message.Proof.Span);
}
