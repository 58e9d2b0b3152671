using Httpa.Client.Crypto;
using NUnit.Framework;
using Org.BouncyCastle.Crypto.Digests;

namespace Httpa.Client.Tests.Client.Crypto;

public sealed class Sha3Tests
{
    /// <summary>FIPS 202's example values for the empty message.</summary>
    [Test]
    public void Empty_message_has_the_published_values()
    {
        var (hash, output) = (new byte[32], new byte[32]);
        Sha3.Hash256([], hash);
        Sha3.Shake256Xof([], output);
        Assert.That(hash, Is.EqualTo(Convert.FromHexString("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a")));
        Assert.That(output, Is.EqualTo(Convert.FromHexString("46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f")));
    }

    [Test]
    public void Both_implementations_agree()
    {
        byte[] data = [.. Enumerable.Range(0, 134).Select(i => (byte)i)];
        var (hash, output) = (new byte[32], new byte[96]);
        Sha3.Hash256(data, hash);
        Sha3.Shake256Xof(data, output);

        var (otherHash, otherOutput) = (new byte[32], new byte[96]);
        var sha3 = new Sha3Digest(256);
        sha3.BlockUpdate(data, 0, data.Length);
        sha3.DoFinal(otherHash, 0);
        var shake = new ShakeDigest(256);
        shake.BlockUpdate(data, 0, data.Length);
        shake.OutputFinal(otherOutput, 0, otherOutput.Length);
        Assert.That(otherHash, Is.EqualTo(hash));
        Assert.That(otherOutput, Is.EqualTo(output));
    }
}
