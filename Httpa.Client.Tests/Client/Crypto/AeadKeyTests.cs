using Httpa.Client.Crypto;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Crypto;

/// <summary>Every implementation behind an AEAD gives the same bytes and refuses the same forgeries.</summary>
public sealed class AeadKeyTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Nonce = [.. Enumerable.Range(100, 12).Select(i => (byte)i)];
    private static readonly byte[] Aad = [1, 2, 3];

    private static readonly Func<AeadKey>[] Makers = [() => new Aes256GcmKey(Key), () => new Aes256GcmKey(Key, usePlatform: true), () => new ChaCha20Poly1305Key(Key)];

    /// <summary>McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, test case 16.</summary>
    [Test]
    public void Aes_gcm_gives_the_published_ciphertext([Values] bool usePlatform)
    {
        using var key = new Aes256GcmKey(Convert.FromHexString("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"), usePlatform);
        var plaintext = Convert.FromHexString(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        var destination = new byte[plaintext.Length + 16];
        key.Seal(Convert.FromHexString("cafebabefacedbaddecaf888"), Convert.FromHexString("feedfacedeadbeeffeedfacedeadbeefabaddad2"), plaintext, destination);
        Assert.That(destination, Is.EqualTo(Convert.FromHexString(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b")));
    }

    [Test]
    public void Sealed_bytes_open_apart_and_in_place([Values(0, 1, 2)] int maker, [Values(0, 1, 4095, 4096, 32_767, 32_768, 65_536)] int length)
    {
        using var key = Makers[maker]();
        byte[] plaintext = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
        var apart = new byte[length + 16];
        key.Seal(Nonce, Aad, plaintext, apart);
        byte[] inPlace = [.. plaintext, .. new byte[16]];
        key.Seal(Nonce, Aad, inPlace.AsSpan(0, length), inPlace);
        Assert.That(inPlace, Is.EqualTo(apart));

        var opened = new byte[length];
        Assert.That(key.TryOpen(Nonce, Aad, apart, opened));
        Assert.That(opened, Is.EqualTo(plaintext));
        Assert.That(key.TryOpen(Nonce, Aad, inPlace, inPlace.AsSpan(0, length)));
        Assert.That(inPlace[..length], Is.EqualTo(plaintext));
    }

    [Test]
    public void A_flipped_bit_anywhere_does_not_open_and_leaves_zeros([Values(0, 1, 2)] int maker, [Values(33, 5000, 40_000)] int length)
    {
        using var key = Makers[maker]();
        var ciphertext = new byte[length + 16];
        key.Seal(Nonce, Aad, new byte[length], ciphertext);
        var opened = new byte[length];
        for (var i = 0; i < ciphertext.Length; i += length > 1000 ? 97 : 1)
        {
            ciphertext[i] ^= 0x40;
            opened.AsSpan().Fill(0xaa);
            Assert.That(key.TryOpen(Nonce, Aad, ciphertext, opened), Is.False);
            Assert.That(opened, Is.All.Zero);
            ciphertext[i] ^= 0x40;
        }

        Assert.That(key.TryOpen(Nonce, [1, 2], ciphertext, opened), Is.False, "other AAD");
        Assert.That(key.TryOpen([.. Nonce.Reverse()], Aad, ciphertext, opened), Is.False, "other nonce");
        Assert.That(key.TryOpen(Nonce, Aad, ciphertext.AsSpan(0, 15), opened), Is.False, "less than a tag");
    }

    [Test]
    public void A_key_serves_many_threads_at_once([Values(0, 1, 2)] int maker)
    {
        using var key = Makers[maker]();
        Parallel.For(0, 400, i =>
        {
            var length = i % 2 == 0 ? 100 : 40_000;
            byte[] nonce = [.. Nonce.AsSpan(0, 8), .. BitConverter.GetBytes(i)];
            var (plaintext, ciphertext) = (new byte[length], new byte[length + 16]);
            plaintext.AsSpan().Fill((byte)i);
            key.Seal(nonce, Aad, plaintext, ciphertext);
            var opened = new byte[length];
            Assert.That(key.TryOpen(nonce, Aad, ciphertext, opened) && opened.AsSpan().SequenceEqual(plaintext));
        });
    }

    [Test]
    public void An_erased_key_refuses_to_seal([Values(0, 1, 2)] int maker)
    {
        var key = Makers[maker]();
        key.Dispose();
        Assert.That(() => key.Seal(Nonce, Aad, new byte[40_000], new byte[40_016]), Throws.TypeOf<ObjectDisposedException>());
    }
}
