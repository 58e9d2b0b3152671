using Httpa.Client.Crypto;

namespace Httpa.Client.OpenHttpa;

/// <summary>The client's public keys (ClientKeyShare of openhttpa-rs core/handshake.rs).</summary>
/// <param name="X25519">32 bytes.</param>
/// <param name="MLKemKey">The ML-KEM-768 encapsulation key: 1184 bytes.</param>
internal sealed record ClientKeyShare(ReadOnlyMemory<byte> X25519, ReadOnlyMemory<byte> MLKemKey);

/// <summary>The service's half of the hybrid exchange (ServerKeyShare of openhttpa-rs core/handshake.rs).</summary>
/// <param name="X25519">32 bytes.</param>
/// <param name="MLKemKey">A fresh ML-KEM-768 encapsulation key that nobody uses, but the transcript has it: 1184 bytes.</param>
/// <param name="Ciphertext">The encapsulation to the client's key: 1088 bytes.</param>
internal sealed record ServerKeyShare(ReadOnlyMemory<byte> X25519, ReadOnlyMemory<byte> MLKemKey, ReadOnlyMemory<byte> Ciphertext)
{
    /// <summary>What evidence vouches for and session keys are made with: <see cref="X25519"/> || <see cref="Ciphertext"/>.</summary>
    public byte[] Vouched => [.. X25519.Span, .. Ciphertext.Span];

    /// <summary>Takes the two parts of <see cref="Vouched"/> apart.</summary>
    public static (ReadOnlyMemory<byte> X25519, ReadOnlyMemory<byte> Ciphertext) Part(ReadOnlyMemory<byte> vouched) =>
        (vouched[..X25519Key.Length], vouched[X25519Key.Length..]);
}
