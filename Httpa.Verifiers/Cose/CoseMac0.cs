using Httpa.Verifiers.Encoding;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Cose;

/// <summary>A content with an authentication code under a key that both sides know (RFC 9052, section 6.2; RFC 9053, section 3.1).</summary>
internal sealed class CoseMac0
{
    private const ulong Tag = 17;

    private readonly CoseMessage _message;

    private CoseMac0(CoseMessage message) => _message = message;

    /// <summary>The number of the algorithm, from the protected header.</summary>
    public long AlgorithmNumber => _message.Algorithm;

    /// <summary>How the code was made; null when the number is none that is accepted.</summary>
    public HmacAlgorithm? Algorithm => CoseAlgorithms.Mac(AlgorithmNumber);

    /// <inheritdoc cref="CoseMessage.KeyId"/>
    public ReadOnlyMemory<byte>? KeyId => _message.KeyId;

    /// <summary>The content, exactly as received.</summary>
    public ReadOnlyMemory<byte> Payload => _message.Payload;

    /// <summary>Reads a message; null when it is malformed.</summary>
    /// <param name="bytes">The message; it must not change. Nothing may follow it.</param>
    /// <param name="tagging">Whether tag 17 must be there.</param>
    /// <param name="numbers">How long numbers may be.</param>
    public static CoseMac0? TryParse(ReadOnlyMemory<byte> bytes, CoseTagging tagging, CborNumbers numbers = CborNumbers.Shortest) =>
        CoseMessage.TryParse(bytes, Tag, tagging, numbers) is { } message ? new CoseMac0(message) : null;

    /// <summary>True when a key made the code over the bytes received.</summary>
    public bool IsMadeBy(ReadOnlySpan<byte> key) => Algorithm is { } algorithm && Hmac.Verify(algorithm, key, _message.Covered("MAC0"), _message.Proof.Span);
}
