using System.Security.Cryptography;
using Httpa.Client.Crypto;

namespace Httpa.Client.OpenHttpa;

/// <summary>The private side of a handshake's key exchange: X25519 and ML-KEM-768. Disposing erases it.</summary>
internal sealed class HybridKeyPair : IDisposable
{
    private const int SecretLength = 32;

    private readonly X25519Key _x25519;
    private readonly MLKem768 _mlKem;

    private HybridKeyPair(X25519Key x25519, MLKem768 mlKem)
    {
        _x25519 = x25519;
        _mlKem = mlKem;
    }

    /// <summary>The public keys.</summary>
    public ClientKeyShare Share => new(_x25519.PublicKey, _mlKem.PublicKey);

    public static HybridKeyPair Generate()
    {
        Span<byte> seed = stackalloc byte[MLKem768.SeedLength];
        RandomNumberGenerator.Fill(seed);
        var pair = new HybridKeyPair(new X25519Key(), new MLKem768(seed));
        CryptographicOperations.ZeroMemory(seed);
        return pair;
    }

    /// <summary>Takes given keys, for known-answer tests: an X25519 private key (32 bytes) and an ML-KEM seed d || z (64 bytes).</summary>
    internal static HybridKeyPair Import(ReadOnlySpan<byte> x25519, ReadOnlySpan<byte> mlKemSeed) => new(new X25519Key(x25519), new MLKem768(mlKemSeed));

    /// <summary>The client's side: writes the combined secret, 32 bytes. False when the service's values are no valid ones.</summary>
    /// <param name="vouched">The service's X25519 key and its encapsulation: <see cref="ServerKeyShare.Vouched"/>.</param>
    /// <param name="combined">Takes the secret.</param>
    public bool TryAgree(ReadOnlyMemory<byte> vouched, Span<byte> combined)
    {
        var (x25519, ciphertext) = ServerKeyShare.Part(vouched);
        if (ciphertext.Length != MLKem768.CiphertextLength) return false;
        Span<byte> secrets = stackalloc byte[2 * SecretLength];
        try
        {
            if (!_x25519.TryAgree(x25519.Span, secrets[..SecretLength])) return false;
            _mlKem.Decapsulate(ciphertext.Span, secrets[SecretLength..]);
            OpenHttpaKeySchedule.Combine(secrets, new HybridPublics(_x25519.PublicKey, x25519, _mlKem.PublicKey, ciphertext), combined);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secrets);
        }
    }

    /// <summary>The service's side: encapsulates to the client's keys. Null when they are no valid ones.</summary>
    /// <param name="client">The client's public keys.</param>
    /// <param name="combined">Takes the secret, 32 bytes.</param>
    public ServerKeyShare? TryAnswer(ClientKeyShare client, Span<byte> combined)
    {
        Span<byte> secrets = stackalloc byte[2 * SecretLength];
        Span<byte> m = stackalloc byte[MLKem768.EncapsulationSeedLength];
        var ciphertext = new byte[MLKem768.CiphertextLength];
        try
        {
            RandomNumberGenerator.Fill(m);
            if (!_x25519.TryAgree(client.X25519.Span, secrets[..SecretLength])
                || !MLKem768.TryEncapsulate(client.MLKemKey.Span, m, ciphertext, secrets[SecretLength..]))
                return null;
            OpenHttpaKeySchedule.Combine(secrets, new HybridPublics(client.X25519, _x25519.PublicKey, client.MLKemKey, ciphertext), combined);
            return new ServerKeyShare(_x25519.PublicKey, _mlKem.PublicKey, ciphertext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secrets);
            CryptographicOperations.ZeroMemory(m);
        }
    }

    public void Dispose()
    {
        _x25519.Dispose();
        _mlKem.Dispose();
    }
}
