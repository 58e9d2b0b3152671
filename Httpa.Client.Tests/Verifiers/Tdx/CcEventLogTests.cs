using System.Buffers.Binary;
using System.Security.Cryptography;
using Httpa.Client.Tests.Vectors;
using Httpa.Verifiers;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Tdx;

[Parallelizable(ParallelScope.All)]
internal sealed class CcEventLogTests
{
    [Test]
    public void Explains_the_registers_of_the_genuine_quote_that_it_belongs_to()
    {
        var vector = VectorCase.Read("tdx", "v4-gcp-ccel");
        var log = CcEventLog.TryParse(File.ReadAllBytes(Path.Combine(vector.Folder, "ccel_data.bin")));
        var result = new TdxVerifier().Authenticate(vector.Endorsed(EvidenceType.Tdx), null, vector.Time);

        Assert.That(result.IsGenuine, Is.True);
        Assert.That(log!.Explains((TdxClaims)result.Claims!), Is.True);
        Assert.That(log.Events, Has.Count.EqualTo(43));
    }

    [Test]
    public void Explains_no_other_quote()
    {
        var log = CcEventLog.TryParse(Log(Event(1, 0x80000001, 1)));
        using var scene = new TdxScene();
        Assert.That(log!.Explains((TdxClaims)scene.Appraise().Claims!), Is.False);
    }

    [Test]
    public void Extends_each_register_in_the_order_of_its_events_and_leaves_out_notes()
    {
        var log = CcEventLog.TryParse(Log(Event(1, 1, 0x11), Event(3, 1, 0x33), Event(1, 3, 0x99), Event(1, 1, 0x22)))!;
        Assert.Multiple(() =>
        {
            Assert.That(log.RtMr(0), Is.EqualTo(Extended(0x11, 0x22)));
            Assert.That(log.RtMr(1), Is.EqualTo(new Measurement(new byte[48])));
            Assert.That(log.RtMr(2), Is.EqualTo(Extended(0x33)));
            Assert.That(() => log.RtMr(4), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [TestCase((byte)0xff)]
    [TestCase((byte)0)]
    public void Takes_the_fill_behind_the_last_event(byte fill)
    {
        byte[] log = [.. Log(Event(1, 1, 0x11)), .. Enumerable.Repeat(fill, 500)];
        Assert.That(CcEventLog.TryParse(log)?.Events, Has.Count.EqualTo(1));
    }

    [Test]
    public void Every_changed_digest_changes_a_register()
    {
        var good = Log(Event(1, 1, 0x11), Event(2, 1, 0x22));
        var expected = CcEventLog.TryParse(good)!;
        for (var i = good.Length - 54; i < good.Length - 6; i++) // the digest of the last event
        {
            var changed = good.ToArray();
            changed[i] ^= 1;
            Assert.That(CcEventLog.TryParse(changed)?.RtMr(1), Is.Not.EqualTo(expected.RtMr(1)), $"byte {i}");
        }
    }

    [Test]
    public void Takes_no_log_that_is_cut()
    {
        var good = Log(Event(1, 1, 0x11), Event(2, 1, 0x22));
        var whole = Enumerable.Range(0, good.Length).Where(length => CcEventLog.TryParse(good.AsSpan(0, length)) is { Events.Count: not (0 or 1) });
        Assert.That(whole, Is.Empty);
        for (var length = 0; length < Log().Length; length++) Assert.That(CcEventLog.TryParse(good.AsSpan(0, length)), Is.Null, $"{length}");
    }

    [Test]
    public void Refuses_what_it_cannot_replay()
    {
        Assert.Multiple(() =>
        {
            Assert.That(CcEventLog.TryParse(Log(Event(0, 1, 1))), Is.Null, "MRTD is not extended");
            Assert.That(CcEventLog.TryParse(Log(Event(5, 1, 1))), Is.Null, "no such register");
            Assert.That(CcEventLog.TryParse(Log(Event(1, 1, 1, algorithm: 0x0b))), Is.Null, "an algorithm that the header does not name");
            Assert.That(CcEventLog.TryParse([.. Log(), 1, 2, 3]), Is.Null, "noise behind the last event");
            Assert.That(CcEventLog.TryParse(new byte[CcEventLog.MaxLength + 1]), Is.Null, "too long");
            Assert.That(CcEventLog.TryParse([]), Is.Null, "nothing");
            Assert.That(CcEventLog.TryParse([.. Enumerable.Repeat((byte)0xff, 4096)]), Is.Null, "fill alone");
        });
    }

    private static byte[] Log(params byte[][] events)
    {
        byte[] header = [.. "Spec ID Event03\0"u8, 0, 0, 0, 0, 0, 2, 0, 2, 1, 0, 0, 0, 0x0c, 0, 48, 0, 0];
        return [1, 0, 0, 0, 3, 0, 0, 0, .. new byte[20], .. UInt32((uint)header.Length), .. header, .. events.SelectMany(e => e)];
    }

    private static byte[] Event(uint register, uint type, byte digest, ushort algorithm = 0x0c) =>
        [.. UInt32(register), .. UInt32(type), .. UInt32(1), (byte)algorithm, 0, .. Enumerable.Repeat(digest, 48), .. UInt32(2), 7, 7];

    private static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static Measurement Extended(params byte[] digests) =>
        new(digests.Aggregate(new byte[48], (register, digest) => SHA384.HashData([.. register, .. Enumerable.Repeat(digest, 48)])));
}
