using System.Security.Cryptography;
using NSec.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>
/// An AEAD that two libraries have: libsodium, which costs a third for small records, and the platform's, which is faster for large ones. Both give the same bytes.
/// </summary>
internal abstract class SplitAeadKey<TPlatform> : AeadKey
    where TPlatform : class, IDisposable
{
    private readonly AeadAlgorithm _algorithm;
    private readonly Key? _key;
    private readonly PlatformAeads<TPlatform>? _platform;
    private readonly int _platformFrom;

    /// <param name="algorithm">libsodium's.</param>
    /// <param name="key">32 bytes.</param>
    /// <param name="create">Makes one of the platform's; null where it has none.</param>
    /// <param name="platformFrom">The plaintext length from which the platform's is taken; 0 where libsodium has none.</param>
    protected SplitAeadKey(AeadAlgorithm algorithm, ReadOnlySpan<byte> key, Func<byte[], TPlatform>? create, int platformFrom)
    {
        _algorithm = algorithm;
        if (platformFrom > 0) _key = Key.Import(algorithm, key, KeyBlobFormat.RawSymmetricKey);
        if (create is not null) _platform = new PlatformAeads<TPlatform>(key, create);
        _platformFrom = platformFrom;
    }

    public sealed override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        if (_key is not null && (_platform is null || plaintext.Length < _platformFrom))
        {
            _algorithm.Encrypt(_key, nonce, aad, plaintext, destination[..(plaintext.Length + TagLength)]);
            return;
        }

        var aead = _platform!.Take();
        Encrypt(aead, nonce, aad, plaintext, destination[..(plaintext.Length + TagLength)]);
        _platform.Return(aead);
    }

    public sealed override bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        if (ciphertext.Length < TagLength) return false;
        var output = plaintext[..(ciphertext.Length - TagLength)];
        var opened = _key is not null && (_platform is null || output.Length < _platformFrom)
            ? _algorithm.Decrypt(_key, nonce, aad, ciphertext, output)
            : TryOpenOnPlatform(nonce, aad, ciphertext, output);
        if (!opened) output.Clear();
        return opened;
    }

    public sealed override void Dispose()
    {
        _key?.Dispose();
        _platform?.Dispose();
    }

    /// <summary>Writes ciphertext || tag, which <paramref name="destination"/> has just room for.</summary>
    protected abstract void Encrypt(TPlatform aead, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> destination);

    /// <exception cref="CryptographicException">It does not open.</exception>
    protected abstract void Decrypt(TPlatform aead, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext);

    private bool TryOpenOnPlatform(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        var aead = _platform!.Take();
        try
        {
            Decrypt(aead, nonce, aad, ciphertext, plaintext);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            _platform.Return(aead);
        }
    }
}
