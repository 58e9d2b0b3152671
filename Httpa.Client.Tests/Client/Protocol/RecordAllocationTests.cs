using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

/// <summary>Records take nothing from the heap, however many and however large: what a message allocates, it allocates once.</summary>
internal sealed class RecordAllocationTests
{
    private const int WarmUps = 4;
    private const int Records = 64;

    private static IEnumerable<CipherSuite> Suites => [CipherSuite.XWingAes256Gcm, CipherSuite.X25519ChaCha20Poly1305];

    [Test]
    public void A_record_is_sealed_and_opened_without_the_heap([ValueSource(nameof(Suites))] CipherSuite suite, [Values(0, 1, 1024, 65_534)] int length, [Values(0, 4096)] int padTo)
    {
        using var key = new DirectionKey(suite.CreateAeadKey(RandomNumberGenerator.GetBytes(AeadKey.KeyLength)), new byte[AeadKey.NonceLength]);
        var sealer = new RecordSealer(key, 1, new byte[96], padTo);
        var opener = new RecordOpener(key, 1, new byte[96]);
        var content = RandomNumberGenerator.GetBytes(length);
        var record = new byte[sealer.SealedLength(length)];
        var opened = new byte[RecordSealer.MaxPlaintext];
        for (var i = 0; i < WarmUps; i++) SealAndOpen();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var all = true;
        for (var i = 0; i < Records; i++) all &= SealAndOpen();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(all, Is.True);
        Assert.That(allocated, Is.Zero);

        bool SealAndOpen() =>
            sealer.TrySeal(content, final: false, record, out var written)
            && opener.TryOpen(record.AsSpan(0, RecordHeader.Length), record.AsSpan(RecordHeader.Length, written - RecordHeader.Length), opened, out var contentLength)
            && contentLength == length;
    }
}
