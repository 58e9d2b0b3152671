using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>A cipher suite of HTTPA/1: the KEM that seals the pre-session secret and the AEAD that seals bodies (HTTPA/1, section 0).</summary>
public sealed class CipherSuite
{
    private const ushort Aes256Gcm = 0x0002;
    private const ushort ChaCha20Poly1305 = 0x0003;
    private const int PreSessionSecretLength = 48;

    private readonly HpkeIds _ids;

    private CipherSuite(string token, Kem kem, ushort aead)
    {
        Token = token;
        Kem = kem;
        _ids = new HpkeIds(kem.Id, Hpke.HkdfSha384, aead);
    }

    /// <summary>X-Wing (X25519 and ML-KEM-768) with AES-256-GCM: safe against a later quantum computer.</summary>
    public static CipherSuite XWingAes256Gcm { get; } = new("x-wing-sha384-aes256gcm", new XWingKem(), Aes256Gcm);

    /// <summary>X25519 with AES-256-GCM.</summary>
    public static CipherSuite X25519Aes256Gcm { get; } = new("x25519-sha384-aes256gcm", new X25519Kem(), Aes256Gcm);

    /// <summary>X25519 with ChaCha20-Poly1305.</summary>
    public static CipherSuite X25519ChaCha20Poly1305 { get; } = new("x25519-sha384-chacha20poly1305", new X25519Kem(), ChaCha20Poly1305);

    /// <summary>P-256 with AES-256-GCM, for services that need FIPS algorithms.</summary>
    public static CipherSuite P256Aes256Gcm { get; } = new("p256-sha384-aes256gcm", new P256Kem(), Aes256Gcm);

    /// <summary>All suites, best first: the default offer.</summary>
    public static IReadOnlyList<CipherSuite> All { get; } = [XWingAes256Gcm, X25519Aes256Gcm, X25519ChaCha20Poly1305, P256Aes256Gcm];

    /// <summary>The token on the wire.</summary>
    public string Token { get; }

    /// <summary>True when recorded traffic stays safe against a later quantum computer.</summary>
    public bool IsPostQuantum => ReferenceEquals(this, XWingAes256Gcm);

    internal Kem Kem { get; }

    /// <summary>The length of a public key of the KEM in bytes.</summary>
    internal int PublicKeyLength => Kem.PublicKeyLength;

    /// <summary>The length of a sealed 48-byte secret (encapsulation and ciphertext) in bytes.</summary>
    internal int SecretLength => Kem.EncapsulationLength + PreSessionSecretLength + AeadKey.TagLength;

    /// <summary>The token.</summary>
    public override string ToString() => Token;

    /// <summary>Finds a suite by its token.</summary>
    internal static bool TryFind(string token, [NotNullWhen(true)] out CipherSuite? suite) =>
        (suite = All.FirstOrDefault(s => s.Token == token)) is not null;

    /// <summary>Makes a fresh key pair of the KEM.</summary>
    internal KemKeyPair GenerateKeyPair() => new(this, Kem.Generate());

    /// <summary>Takes a serialised private key (HPKE SerializePrivateKey; X-Wing: the 32-byte seed).</summary>
    internal KemKeyPair ImportKeyPair(ReadOnlySpan<byte> privateKey) => new(this, Kem.Import(privateKey));

    /// <summary>HPKE single-shot seal, base mode, empty AAD: encapsulation || ciphertext. False when the public key is not a valid one.</summary>
    internal bool TrySeal(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> plaintext, [NotNullWhen(true)] out byte[]? secret) =>
        TrySeal(publicKey, info, plaintext, randomness: [], out secret);

    /// <summary>The same with the encapsulation's randomness given, for known-answer tests (see <see cref="Kem.TryEncapsulate"/>).</summary>
    internal bool TrySeal(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> randomness,
        [NotNullWhen(true)] out byte[]? secret)
    {
        var result = new byte[Kem.EncapsulationLength + plaintext.Length + AeadKey.TagLength];
        Span<byte> sharedSecret = stackalloc byte[Kem.SharedSecretLength];
        secret = null;
        if (publicKey.Length == PublicKeyLength && Kem.TryEncapsulate(publicKey, randomness, result.AsSpan(0, Kem.EncapsulationLength), sharedSecret))
        {
            Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
            using var key = DeriveOnce(sharedSecret, info, nonce);
            key.Seal(nonce, aad: [], plaintext, result.AsSpan(Kem.EncapsulationLength));
            secret = result;
        }

        CryptographicOperations.ZeroMemory(sharedSecret);
        return secret is not null;
    }

    /// <summary>Opens the ciphertext of a single-shot seal under the KEM's shared secret.</summary>
    internal bool TryOpenOnce(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        using var key = DeriveOnce(sharedSecret, info, nonce);
        return key.TryOpen(nonce, aad: [], ciphertext, plaintext);
    }

    /// <summary>Makes the AEAD of the suite over a 32-byte key.</summary>
    internal AeadKey CreateAeadKey(ReadOnlySpan<byte> key) =>
        _ids.Aead == Aes256Gcm ? new Aes256GcmKey(key) : new ChaCha20Poly1305Key(key);

    private AeadKey DeriveOnce(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> nonce)
    {
        Span<byte> key = stackalloc byte[AeadKey.KeyLength];
        Hpke.DeriveKey(_ids, HashAlgorithmName.SHA384, sharedSecret, info, key, nonce);
        var aead = CreateAeadKey(key);
        CryptographicOperations.ZeroMemory(key);
        return aead;
    }
}
