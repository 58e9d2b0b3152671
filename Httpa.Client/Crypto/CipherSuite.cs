using System.Diagnostics.CodeAnalysis;

namespace Httpa.Client.Crypto;

/// <summary>A cipher suite of HTTPA/1: the KEM that seals the pre-session secret and the AEAD that seals bodies (HTTPA/1, section 0).</summary>
public sealed class CipherSuite
{
    private CipherSuite(string token) => Token = token;

    /// <summary>X-Wing (X25519 and ML-KEM-768) with AES-256-GCM: safe against a later quantum computer.</summary>
    public static CipherSuite XWingAes256Gcm { get; } = new("x-wing-sha384-aes256gcm");

    /// <summary>X25519 with AES-256-GCM.</summary>
    public static CipherSuite X25519Aes256Gcm { get; } = new("x25519-sha384-aes256gcm");

    /// <summary>X25519 with ChaCha20-Poly1305.</summary>
    public static CipherSuite X25519ChaCha20Poly1305 { get; } = new("x25519-sha384-chacha20poly1305");

    /// <summary>P-256 with AES-256-GCM, for services that need FIPS algorithms.</summary>
    public static CipherSuite P256Aes256Gcm { get; } = new("p256-sha384-aes256gcm");

    /// <summary>All suites, best first: the default offer.</summary>
    public static IReadOnlyList<CipherSuite> All { get; } = [XWingAes256Gcm, X25519Aes256Gcm, X25519ChaCha20Poly1305, P256Aes256Gcm];

    /// <summary>The token on the wire.</summary>
    public string Token { get; }

    /// <summary>True when recorded traffic stays safe against a later quantum computer.</summary>
    public bool IsPostQuantum => ReferenceEquals(this, XWingAes256Gcm);

    /// <summary>The length of a public key of the KEM in bytes.</summary>
    internal int PublicKeyLength => throw new NotImplementedException();

    /// <summary>The length of a sealed 48-byte secret (encapsulation and ciphertext) in bytes.</summary>
    internal int SecretLength => throw new NotImplementedException();

    /// <summary>Finds a suite by its token.</summary>
    internal static bool TryFind(string token, [NotNullWhen(true)] out CipherSuite? suite) =>
        (suite = All.FirstOrDefault(s => s.Token == token)) is not null;

    /// <summary>Makes a fresh key pair of the KEM.</summary>
    internal KemKeyPair GenerateKeyPair() => throw new NotImplementedException();

    /// <summary>Takes a serialised private key (HPKE SerializePrivateKey; X-Wing: the 32-byte seed).</summary>
    internal KemKeyPair ImportKeyPair(ReadOnlySpan<byte> privateKey) => throw new NotImplementedException();

    /// <summary>HPKE single-shot seal, base mode, empty AAD: encapsulation || ciphertext. False when the public key is not a valid one.</summary>
    internal bool TrySeal(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> plaintext, [NotNullWhen(true)] out byte[]? secret) =>
        throw new NotImplementedException();

    /// <summary>Makes the AEAD of the suite over a 32-byte key.</summary>
    internal AeadKey CreateAeadKey(ReadOnlySpan<byte> key) => throw new NotImplementedException();
}
