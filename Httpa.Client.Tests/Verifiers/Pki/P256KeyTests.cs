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
