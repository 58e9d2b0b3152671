namespace Httpa.Client.Crypto;

/// <summary>A key pair of a suite's KEM. Disposing it erases the private key.</summary>
internal abstract class KemKeyPair : IDisposable
{
    /// <summary>The serialised public key (HPKE SerializePublicKey).</summary>
    public abstract ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>HPKE single-shot open of encapsulation || ciphertext, empty AAD. False for anything that does not open; the output is zeroed then.</summary>
    public abstract bool TryOpen(ReadOnlySpan<byte> info, ReadOnlySpan<byte> secret, Span<byte> plaintext);

    public abstract void Dispose();
}
