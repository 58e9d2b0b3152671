using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.Client.Crypto;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// From two shared secrets to the keys of a session (openhttpa-rs crypto/key_exchange.rs and crypto/hkdf.rs). Disposing erases what is left. Not for concurrent use.
/// </summary>
internal sealed class OpenHttpaKeySchedule : IDisposable
{
    /// <summary>The length of the combined secret in bytes.</summary>
    public const int CombinedLength = 32;

    /// <summary>The length of the ticket's MAC key in bytes.</summary>
    public const int MacKeyLength = 32;

    private const int SecretLength = 32;
    private const int PrkLength = 48;

    private readonly byte[] _prk = new byte[PrkLength];
    private readonly byte[] _transcriptHash;

    /// <summary>Starts from the combined secret and the transcript's hash.</summary>
    public OpenHttpaKeySchedule(ReadOnlySpan<byte> combined, ReadOnlySpan<byte> transcriptHash)
    {
        _transcriptHash = transcriptHash.ToArray();
        Sha384Kdf.Extract(salt: stackalloc byte[PrkLength], combined, _prk);
    }

    /// <summary>Joins both shared secrets (X25519's first, 32 bytes each) with the public values that they come from. Writes 32 bytes.</summary>
    public static void Combine(ReadOnlySpan<byte> secrets, HybridPublics publics, Span<byte> combined)
    {
        if (secrets.Length != 2 * SecretLength) throw new ArgumentException("Two secrets of 32 bytes are combined.", nameof(secrets));
        byte[] ikm =
        [
            .. secrets, .. Prefixed(OpenHttpaLabels.HybridSecret), .. Prefixed(publics.ClientX25519.Span), .. Prefixed(publics.ServerX25519.Span),
            .. Prefixed(publics.ClientMLKem.Span), .. Prefixed(publics.Ciphertext.Span),
        ];
        Span<byte> prk = stackalloc byte[SHA256.HashSizeInBytes];
        Sha256Kdf.Extract(salt: stackalloc byte[SHA256.HashSizeInBytes], ikm, prk);
        Sha256Kdf.Expand(prk, OpenHttpaLabels.Combined, combined[..CombinedLength]);
        CryptographicOperations.ZeroMemory(ikm);
        CryptographicOperations.ZeroMemory(prk);
    }

    /// <summary>The keys of a session; the caller owns them.</summary>
    public OpenHttpaKeys DeriveKeys()
    {
        var mac = new byte[MacKeyLength];
        Expand(OpenHttpaLabels.ClientMacKey, mac);
        return new OpenHttpaKeys(
            Direction(OpenHttpaLabels.ClientWriteKey, OpenHttpaLabels.ClientWriteIv), Direction(OpenHttpaLabels.ServerWriteKey, OpenHttpaLabels.ServerWriteIv), mac);
    }

    /// <summary>Fills <paramref name="key"/>: info is prefix || label || 0 || transcript hash.</summary>
    internal void Expand(ReadOnlySpan<byte> label, Span<byte> key) =>
        Sha384Kdf.Expand(_prk, [.. OpenHttpaLabels.KeyPrefix, .. label, 0, .. _transcriptHash], key);

    public void Dispose() => CryptographicOperations.ZeroMemory(_prk);

    private CounterKey Direction(ReadOnlySpan<byte> keyLabel, ReadOnlySpan<byte> ivLabel)
    {
        Span<byte> key = stackalloc byte[AeadKey.KeyLength];
        Span<byte> iv = stackalloc byte[AeadKey.NonceLength];
        Expand(keyLabel, key);
        Expand(ivLabel, iv);
        var direction = new CounterKey(new Aes256GcmKey(key), iv);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(iv);
        return direction;
    }

    /// <summary>u16be(length) || value.</summary>
    internal static byte[] Prefixed(ReadOnlySpan<byte> value)
    {
        var prefixed = new byte[2 + value.Length];
        BinaryPrimitives.WriteUInt16BigEndian(prefixed, (ushort)value.Length);
        value.CopyTo(prefixed.AsSpan(2));
        return prefixed;
    }
}

/// <summary>The public values of a hybrid exchange that the combiner covers. The service's ML-KEM key is not among them.</summary>
internal sealed record HybridPublics(
    ReadOnlyMemory<byte> ClientX25519, ReadOnlyMemory<byte> ServerX25519, ReadOnlyMemory<byte> ClientMLKem, ReadOnlyMemory<byte> Ciphertext);

/// <summary>The keys of a session.</summary>
/// <param name="Client">Seals what the client sends.</param>
/// <param name="Server">Seals what the service sends.</param>
/// <param name="ClientMac">Authenticates the head of a request: 32 bytes.</param>
internal sealed record OpenHttpaKeys(CounterKey Client, CounterKey Server, byte[] ClientMac) : IDisposable
{
    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        CryptographicOperations.ZeroMemory(ClientMac);
    }
}
