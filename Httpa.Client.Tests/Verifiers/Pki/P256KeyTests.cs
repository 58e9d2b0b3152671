using System.Security.Cryptography;
using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Pki;

internal sealed class P256KeyTests
{
    private static readonly byte[] Order = Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    [Test]
    public void Refuses_points_that_are_not_on_the_curve()
    {
        var one = new byte[64];
        one[31] = one[63] = 1;
        Assert.That(P256Key.TryImport(new byte[64], new VerificationCount()), Is.Null);
        Assert.That(P256Key.TryImport(one, new VerificationCount()), Is.Null);
        Assert.That(P256Key.TryImport(Enumerable.Repeat((byte)0xff, 64).ToArray(), new VerificationCount()), Is.Null);
    }

    [Test]
    public void Refuses_a_point_that_is_changed_anywhere([Values(0, 31, 32, 63)] int place)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = pair.ExportParameters(includePrivateParameters: false).Q;
        byte[] point = [.. q.X!, .. q.Y!];
        point[place] ^= 1;

        Assert.That(P256Key.TryImport(point, new VerificationCount()), Is.Null);
    }

    [Test]
    public void Refuses_a_coordinate_in_another_spelling()
    {
        // A point of the curve has x = 5. Five and the field's prime is the same residue, and no coordinate.
        var y = Convert.FromHexString("459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc");
        var five = Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000005");
        var further = Convert.FromHexString("ffffffff00000001000000000000000000000001000000000000000000000004");

        Assert.Multiple(() =>
        {
            Assert.That(P256Key.TryImport([.. five, .. y], new VerificationCount()), Is.Not.Null);
            Assert.That(P256Key.TryImport([.. further, .. y], new VerificationCount()), Is.Null);
        });
    }

    [Test]
    [Platform("Linux")]
    public void Imports_through_OpenSSL_where_NET_uses_it() => Assert.That(OpenSslPoint.IsAvailable, Is.True);

    [Test]
    public void Refuses_signatures_with_numbers_out_of_range()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = pair.ExportParameters(includePrivateParameters: false).Q;
        var key = P256Key.TryImport([.. q.X!, .. q.Y!], new VerificationCount())!;
        var data = new byte[] { 1, 2, 3 };
        var good = pair.SignData(data, HashAlgorithmName.SHA256);
        Assert.Multiple(() =>
        {
            Assert.That(key.Verify(data, good), Is.True);
            Assert.That(key.Verify([1, 2, 4], good), Is.False);
            Assert.That(key.Verify(data, new byte[64]), Is.False);
            Assert.That(key.Verify(data, [.. new byte[32], .. good[32..]]), Is.False);
            Assert.That(key.Verify(data, [.. good[..32], .. new byte[32]]), Is.False);
            Assert.That(key.Verify(data, [.. Order, .. good[32..]]), Is.False);
            Assert.That(key.Verify(data, [.. good[..32], .. Order]), Is.False);
            Assert.That(key.Verify(data, good.AsSpan(0, 63)), Is.False);
        });
    }
}
