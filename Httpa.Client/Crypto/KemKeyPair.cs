using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>A key pair of a suite's KEM. Disposing it erases the private key.</summary>
internal sealed class KemKeyPair(CipherSuite suite, KemPrivateKey key) : IDisposable
{
    /// <summary>The serialised public key (HPKE SerializePublicKey).</summary>
    public ReadOnlyMemory<byte> PublicKey => key.PublicKey;

    /// <summary>
    /// HPKE single-shot open of encapsulation || ciphertext, empty AAD. <paramref name="plaintext"/> takes exactly the bytes that were sealed.
    /// False for anything that does not open, whatever the cause; the output is zeroed then.
    /// </summary>
    public bool TryOpen(ReadOnlySpan<byte> info, ReadOnlySpan<byte> secret, Span<byte> plaintext)
    {
        var encapsulationLength = suite.Kem.EncapsulationLength;
        Span<byte> sharedSecret = stackalloc byte[Kem.SharedSecretLength];
        var opened = secret.Length == encapsulationLength + plaintext.Length + AeadKey.TagLength
            && key.TryDecapsulate(secret[..encapsulationLength], sharedSecret)
            && suite.TryOpenOnce(sharedSecret, info, secret[encapsulationLength..], plaintext);
        CryptographicOperations.ZeroMemory(sharedSecret);
        if (!opened) CryptographicOperations.ZeroMemory(plaintext);
        return opened;
    }

    public void Dispose() => key.Dispose();
}
