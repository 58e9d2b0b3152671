using NSec.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>An X25519 private key (RFC 7748) in guarded memory.</summary>
internal sealed class X25519Key : IDisposable
{
    public const int Length = 32;

    private readonly Key _key;

    public X25519Key()
        : this(Key.Create(KeyAgreementAlgorithm.X25519))
    {
    }

    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public X25519Key(ReadOnlySpan<byte> privateKey)
        : this(privateKey.Length == Length
            ? Key.Import(KeyAgreementAlgorithm.X25519, privateKey, KeyBlobFormat.RawPrivateKey)
            : throw new ArgumentException("An X25519 private key has 32 bytes.", nameof(privateKey)))
    {
    }

    private X25519Key(Key key)
    {
        _key = key;
        PublicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Writes the 32-byte Diffie-Hellman result. False when it is all zero (RFC 9180, section 7.1.4; RFC 7748, section 6.1).</summary>
    public bool TryAgree(ReadOnlySpan<byte> peerPublicKey, Span<byte> result)
    {
        if (peerPublicKey.Length != Length
            || !NSec.Cryptography.PublicKey.TryImport(KeyAgreementAlgorithm.X25519, peerPublicKey, KeyBlobFormat.RawPublicKey, out var peer))
            return false;
        var exportable = new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving };
        using var shared = KeyAgreementAlgorithm.X25519.Agree(_key, peer!, exportable);
        return shared is not null
            && shared.TryExport(SharedSecretBlobFormat.RawSharedSecret, result, out var written)
            && written == Length
            && result[..Length].ContainsAnyExcept((byte)0);
    }

    public void Dispose() => _key.Dispose();
}
