using System.Security.Cryptography;
using Httpa.Client.Crypto;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Crypto;

public sealed class CipherSuiteTests
{
    private static readonly byte[] Info = "info"u8.ToArray();
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 48).Select(i => (byte)i)];

    private static IReadOnlyList<CipherSuite> Suites => CipherSuite.All;

    [Test]
    public void Suites_stand_in_the_profiles_order_with_its_lengths()
    {
        Assert.That(CipherSuite.All.Select(s => (s.Token, s.SecretLength, s.PublicKeyLength)), Is.EqualTo(new[]
        {
            ("x-wing-sha384-aes256gcm", 1120 + 64, 1216),
            ("x25519-sha384-aes256gcm", 32 + 64, 32),
            ("x25519-sha384-chacha20poly1305", 32 + 64, 32),
            ("p256-sha384-aes256gcm", 65 + 64, 65),
        }));
        Assert.That(CipherSuite.All.Where(s => s.IsPostQuantum), Is.EqualTo(new[] { CipherSuite.XWingAes256Gcm }));
        Assert.That(CipherSuite.TryFind("x-wing-sha384-AES256GCM", out _), Is.False);
    }

    [TestCaseSource(nameof(Suites))]
    public void A_secret_opens_for_its_key_and_its_info_only(CipherSuite suite)
    {
        using var pair = suite.GenerateKeyPair();
        using var other = suite.GenerateKeyPair();
        Assert.That(suite.TrySeal(pair.PublicKey.Span, Info, Secret, out var secret));
        var opened = new byte[48];
        Assert.That(pair.TryOpen(Info, secret!, opened));
        Assert.That(opened, Is.EqualTo(Secret));

        Assert.That(other.TryOpen(Info, secret, opened), Is.False);
        Assert.That(opened, Is.All.Zero);
        Assert.That(pair.TryOpen("Info"u8, secret, opened), Is.False);
        Assert.That(pair.TryOpen(Info, secret.AsSpan(1), opened), Is.False);
        Assert.That(pair.TryOpen(Info, [.. secret!, 0], opened), Is.False);
        Assert.That(pair.TryOpen(Info, [], opened), Is.False);
        Assert.That(pair.TryOpen(Info, secret, new byte[47]), Is.False);
    }

    [TestCaseSource(nameof(Suites))]
    public void A_secret_with_a_flipped_byte_never_opens(CipherSuite suite)
    {
        using var pair = suite.GenerateKeyPair();
        Assert.That(suite.TrySeal(pair.PublicKey.Span, Info, Secret, out var secret));
        var opened = new byte[48];
        for (var i = 0; i < secret!.Length; i += secret.Length > 500 ? 13 : 1)
        {
            // X25519 passes over the top bit of a coordinate (RFC 7748, section 5); the encapsulation is hashed all the same.
            secret[i] ^= 0x80;
            Assert.That(pair.TryOpen(Info, secret, opened), Is.False, $"byte {i}");
            secret[i] ^= 0x80;
        }
    }

    [TestCaseSource(nameof(Suites))]
    public void Every_seal_is_fresh(CipherSuite suite)
    {
        using var pair = suite.GenerateKeyPair();
        Assert.That(suite.TrySeal(pair.PublicKey.Span, Info, Secret, out var first));
        Assert.That(suite.TrySeal(pair.PublicKey.Span, Info, Secret, out var second));
        Assert.That(second, Is.Not.EqualTo(first));
    }

    [TestCaseSource(nameof(Suites))]
    public void Keys_of_another_length_are_refused(CipherSuite suite)
    {
        using var pair = suite.GenerateKeyPair();
        foreach (var key in (byte[][])[[], pair.PublicKey[1..].ToArray(), [.. pair.PublicKey.Span, 0]])
            Assert.That(suite.TrySeal(key, Info, Secret, out _), Is.False);
    }

    [Test]
    public void X25519_keys_of_low_order_are_refused()
    {
        // The points of order 1, 2, 4 and 8 (RFC 7748, section 6.1 asks for the all-zero check that finds them).
        string[] points =
        [
            new('0', 64),
            "01" + new string('0', 62),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ];
        using var xWing = CipherSuite.XWingAes256Gcm.GenerateKeyPair();
        using var x25519 = CipherSuite.X25519Aes256Gcm.GenerateKeyPair();
        foreach (var point in points.Select(Convert.FromHexString))
        {
            Assert.That(CipherSuite.X25519Aes256Gcm.TrySeal(point, Info, Secret, out _), Is.False);
            Assert.That(CipherSuite.XWingAes256Gcm.TrySeal([.. xWing.PublicKey.Span[..1184], .. point], Info, Secret, out _), Is.False);
            Assert.That(x25519.TryOpen(Info, [.. point, .. new byte[64]], new byte[48]), Is.False);
            Assert.That(xWing.TryOpen(Info, [.. new byte[1088], .. point, .. new byte[64]], new byte[48]), Is.False);
        }
    }

    [Test]
    public void MLKem_keys_with_a_coefficient_of_q_or_more_are_refused()
    {
        using var pair = CipherSuite.XWingAes256Gcm.GenerateKeyPair();
        foreach (var position in (int[])[0, 1, 600, 766, 767])
        {
            foreach (var coefficient in (int[])[3329, 4095])
            {
                var key = pair.PublicKey.ToArray();
                var offset = position / 2 * 3;
                if (position % 2 == 0)
                {
                    key[offset] = (byte)coefficient;
                    key[offset + 1] = (byte)(key[offset + 1] & 0xf0 | coefficient >> 8);
                }
                else
                {
                    key[offset + 1] = (byte)(key[offset + 1] & 0x0f | coefficient << 4);
                    key[offset + 2] = (byte)(coefficient >> 4);
                }

                Assert.That(CipherSuite.XWingAes256Gcm.TrySeal(key, Info, Secret, out _), Is.False);
            }
        }
    }

    [Test]
    public void P256_points_off_the_curve_or_of_another_form_are_refused()
    {
        using var pair = CipherSuite.P256Aes256Gcm.GenerateKeyPair();
        var key = pair.PublicKey.ToArray();
        byte[] offCurve = [.. key[..^1], (byte)(key[^1] ^ 1)];
        byte[] compressed = [(byte)(2 + (key[^1] & 1)), .. key[1..33]];
        byte[] hybrid = [(byte)(6 + (key[^1] & 1)), .. key[1..]];

        // x + p is the same coordinate to a library that reduces; (0, y) is on the curve for b's square root.
        var p = Convert.FromHexString("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
        var rootOfB = Convert.FromHexString("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4");
        byte[] zero = [4, .. new byte[32], .. rootOfB];
        byte[] notReduced = [4, .. p, .. rootOfB];
        Assert.That(CipherSuite.P256Aes256Gcm.TrySeal(zero, Info, Secret, out _), Is.True, "(0, root of b) is a point");
        foreach (var bad in (byte[][])[offCurve, compressed, hybrid, notReduced, new byte[65], [4, .. new byte[64]]])
        {
            Assert.That(CipherSuite.P256Aes256Gcm.TrySeal(bad, Info, Secret, out _), Is.False);
            if (bad.Length == 65) Assert.That(pair.TryOpen(Info, [.. bad, .. new byte[64]], new byte[48]), Is.False);
        }
    }

    [TestCaseSource(nameof(Suites))]
    public void Private_keys_of_another_length_are_refused(CipherSuite suite) =>
        Assert.That(() => suite.ImportKeyPair(new byte[31]), Throws.InstanceOf<ArgumentException>());

    [TestCaseSource(nameof(Suites))]
    public void An_erased_private_key_opens_nothing(CipherSuite suite)
    {
        var pair = suite.GenerateKeyPair();
        Assert.That(suite.TrySeal(pair.PublicKey.Span, Info, Secret, out var secret));
        pair.Dispose();
        Assert.That(() => pair.TryOpen(Info, secret, new byte[48]), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_damaged_secret_of_random_bytes_never_throws([Values(0, 1, 2, 3)] int suite)
    {
        using var pair = CipherSuite.All[suite].GenerateKeyPair();
        for (var i = 0; i < 50; i++)
            Assert.That(pair.TryOpen(Info, RandomNumberGenerator.GetBytes(CipherSuite.All[suite].SecretLength), new byte[48]), Is.False);
    }
}
