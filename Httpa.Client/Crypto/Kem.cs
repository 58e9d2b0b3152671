namespace Httpa.Client.Crypto;

/// <summary>A key encapsulation mechanism of HPKE (RFC 9180, section 4). Every one of them gives 32-byte shared secrets.</summary>
internal abstract class Kem
{
    public const int SharedSecretLength = 32;

    /// <summary>The identifier in the HPKE KEM registry (RFC 9180, section 7.1).</summary>
    public abstract ushort Id { get; }

    /// <summary>Npk: the length of a serialised public key in bytes.</summary>
    public abstract int PublicKeyLength { get; }

    /// <summary>Nenc: the length of an encapsulation in bytes.</summary>
    public abstract int EncapsulationLength { get; }

    /// <summary>The length in bytes of what an encapsulation is made from: an ephemeral private key, or X-Wing's eseed.</summary>
    public abstract int RandomnessLength { get; }

    /// <summary>Makes a fresh private key.</summary>
    public abstract KemPrivateKey Generate();

    /// <summary>Takes a serialised private key (32 bytes: X25519 key, P-256 scalar, X-Wing seed).</summary>
    /// <exception cref="ArgumentException">The bytes are no private key.</exception>
    public abstract KemPrivateKey Import(ReadOnlySpan<byte> privateKey);

    /// <summary>Writes an encapsulation and its shared secret. <paramref name="randomness"/> is empty for a fresh one; known-answer tests give it.</summary>
    /// <returns>False when <paramref name="publicKey"/> is not a valid one.</returns>
    public abstract bool TryEncapsulate(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret);
}

/// <summary>A private key of a KEM. Disposing it erases the key.</summary>
internal abstract class KemPrivateKey : IDisposable
{
    /// <summary>The serialised public key.</summary>
    public abstract ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Writes the shared secret of an encapsulation of the right length. False when it is not a valid one.</summary>
    public abstract bool TryDecapsulate(ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret);

    public abstract void Dispose();
}
