using CsCheck;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

public sealed class RecordTests
{
    [Test]
    public void A_sealer_is_closed_after_its_final_record()
    {
        var sealer = SealedMessages.NewSealer();
        SealedMessages.SealOne(sealer, SealedMessages.Head, final: true);
        Assert.That(sealer.IsComplete);
        Assert.That(() => SealedMessages.SealOne(sealer, [], final: true), Throws.InvalidOperationException);
    }

    [Test]
    public void A_sealer_is_closed_after_an_error()
    {
        var sealer = SealedMessages.NewSealer();
        Assert.That(() => sealer.TrySeal(new byte[10], false, new byte[29], out _), Throws.InstanceOf<ArgumentException>(), "the destination is short");
        var key = SealedMessages.NewKey();
        var erased = SealedMessages.NewSealer(key);
        key.Dispose();
        Assert.That(() => SealedMessages.SealOne(erased, [1], final: false), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => SealedMessages.SealOne(erased, [1], final: false), Throws.InvalidOperationException);
    }

    [Test]
    public void More_content_than_a_record_takes_is_a_fault_of_the_caller()
    {
        Assert.That(SealedMessages.SealOne(SealedMessages.NewSealer(), new byte[65_536], final: false), Has.Length.EqualTo(65_556));
        Assert.That(() => SealedMessages.SealOne(SealedMessages.NewSealer(), new byte[65_537], final: false), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => SealedMessages.SealOne(SealedMessages.NewSealer(padTo: 128), new byte[65_535], final: false), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Numbers_of_2_to_the_48_or_more_are_refused()
    {
        Assert.That(() => SealedMessages.NewSealer(sequence: 1UL << 48), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => SealedMessages.NewOpener(sequence: 1UL << 48), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(1, 65_534, ExpectedResult = 65_536)]
    [TestCase(128, 0, ExpectedResult = 128)]
    [TestCase(128, 126, ExpectedResult = 128)]
    [TestCase(128, 127, ExpectedResult = 256)]
    [TestCase(128, 65_534, ExpectedResult = 65_536)]
    [TestCase(50_000, 50_000, ExpectedResult = 65_536, Description = "a record never passes its limit for its padding")]
    [TestCase(65_536, 1, ExpectedResult = 65_536)]
    public int Padded_records_have_this_much_plaintext(int padTo, int content)
    {
        var sealer = SealedMessages.NewSealer(padTo: padTo);
        var record = SealedMessages.SealOne(sealer, new byte[content], final: true);
        Assert.That(record[0] & 0x40, Is.EqualTo(0x40), "the padded bit");
        Assert.That(SealedMessages.NewOpener().TryOpenWhole(record, out var opened, out _));
        Assert.That(opened, Has.Length.EqualTo(content));
        return record.Length - 4 - 16;
    }

    [Test]
    public void An_opener_that_failed_once_opens_nothing_more()
    {
        var sealer = SealedMessages.NewSealer();
        var record = SealedMessages.SealOne(sealer, SealedMessages.Head, final: false);
        var opener = SealedMessages.NewOpener();
        var plaintext = new byte[SealedMessages.Head.Length];
        record[^1] ^= 1;
        Assert.That(opener.TryOpen(record.AsSpan(0, 4), record.AsSpan(4), plaintext, out _), Is.False);
        record[^1] ^= 1;
        Assert.That(opener.TryOpen(record.AsSpan(0, 4), record.AsSpan(4), plaintext, out _), Is.False);
    }

    [TestCase("", ProtocolReason.Truncated)]
    [TestCase("800000", ProtocolReason.Truncated)]
    [TestCase("80000010", ProtocolReason.Truncated)]
    [TestCase("8000000f000000000000000000000000000000", ProtocolReason.BadSeal)]
    [TestCase("8000001000000000000000000000000000000000", ProtocolReason.BadSeal)]
    [TestCase("a000001000000000000000000000000000000000", ProtocolReason.BadSeal, Description = "a reserved bit")]
    public void A_field_that_is_no_record_is_refused(string record, ProtocolReason expected)
    {
        Assert.That(SealedMessages.NewOpener().TryOpenWhole(Convert.FromHexString(record), out _, out var reason), Is.False);
        Assert.That(reason, Is.EqualTo(expected));
    }

    [Test]
    public void A_field_holds_exactly_one_final_record()
    {
        var record = SealedMessages.NewSealer().SealWhole(SealedMessages.Head)!;
        Assert.That(SealedMessages.NewOpener().TryOpenWhole([.. record, 0], out _, out var reason), Is.False);
        Assert.That(reason, Is.EqualTo(ProtocolReason.TrailingData));

        var notFinal = SealedMessages.SealOne(SealedMessages.NewSealer(), SealedMessages.Head, final: false);
        Assert.That(SealedMessages.NewOpener().TryOpenWhole(notFinal, out _, out reason), Is.False);
        Assert.That(reason, Is.EqualTo(ProtocolReason.Truncated));
    }

    [Test]
    public void Every_flip_and_every_cut_of_a_record_is_refused()
    {
        var record = SealedMessages.NewSealer(padTo: 32).SealWhole(SealedMessages.Head)!;
        for (var i = 0; i < record.Length; i++)
        {
            Assert.That(SealedMessages.NewOpener().TryOpenWhole(record.AsSpan(0, i), out _, out _), Is.False);
            for (var bit = 0; bit < 8; bit++)
            {
                record[i] ^= (byte)(1 << bit);
                Assert.That(SealedMessages.NewOpener().TryOpenWhole(record, out _, out _), Is.False, $"byte {i}, bit {bit}");
                record[i] ^= (byte)(1 << bit);
            }
        }

        Assert.That(SealedMessages.NewOpener().TryOpenWhole(record, out _, out _));
    }

    [Test]
    public void The_block_budget_counts_plaintext_associated_data_and_two_a_record()
    {
        // Record 0: ceil(4 / 16) + ceil((4 + 9) / 16) + 2 = 4. Then 33 bytes: 3 + 1 + 2 = 6.
        Assert.That(SealedMessages.Context, Has.Length.EqualTo(9));
        using var key = SealedMessages.NewKey(blockLimit: 10);
        var sealer = SealedMessages.NewSealer(key);
        SealedMessages.SealOne(sealer, SealedMessages.Head, final: false);
        Assert.That(key.IsExhausted, Is.False);
        SealedMessages.SealOne(sealer, new byte[33], final: false);
        Assert.That(key.IsExhausted, "all ten are used");

        using var shorter = SealedMessages.NewKey(blockLimit: 9);
        var refused = SealedMessages.NewSealer(shorter);
        SealedMessages.SealOne(refused, SealedMessages.Head, final: false);
        var destination = new byte[100];
        Assert.That(refused.TrySeal(new byte[33], false, destination, out var written), Is.False);
        Assert.That(written, Is.Zero);
        Assert.That(shorter.IsExhausted, "a record was refused");
        Assert.That(() => refused.TrySeal([], true, destination, out _), Throws.InvalidOperationException, "the sealer is closed");
    }

    [Test]
    public void What_passes_the_block_budget_is_not_opened_either()
    {
        var record = SealedMessages.SealOne(SealedMessages.NewSealer(), SealedMessages.Head, final: true);
        using var key = SealedMessages.NewKey(blockLimit: 3);
        Assert.That(SealedMessages.NewOpener(key).TryOpenWhole(record, out _, out _), Is.False);
        Assert.That(key.IsExhausted);
    }

    [Test]
    public void The_budget_is_exact_under_concurrency()
    {
        using var key = SealedMessages.NewKey(blockLimit: 4 * 500);
        var refused = 0;
        Parallel.For(0, 600, i =>
        {
            if (SealedMessages.NewSealer(key, sequence: (ulong)i).SealWhole(SealedMessages.Head) is null) Interlocked.Increment(ref refused);
        });
        Assert.That(refused, Is.EqualTo(100));
    }

    [TestCase(1, 1L, ExpectedResult = 4 + 1 + 16 + 1 + 20)]
    [TestCase(74, 65_536L, ExpectedResult = 4 + 74 + 16 + 65_536 + 20)]
    [TestCase(74, 65_537L, ExpectedResult = 4 + 74 + 16 + 65_537 + 40)]
    [TestCase(74, 200_000L, ExpectedResult = 200_174)]
    [TestCase(0, 1L << 40, ExpectedResult = 20 + (1L << 40) + (20L << 24))]
    public long Message_length_is_the_profiles_formula(int head, long body) => RecordSealer.MessageLength(head, body);

    [Test]
    public void Any_cut_into_records_opens_to_the_same_content() => Gen.Select(
            Gen.Byte.Array[0, 300].List[1, 12], Gen.Int[0, 4].Select(i => ((int[])[0, 1, 7, 128, 65_536])[i]), Gen.Int[0, 3], Gen.ULong[0, RecordSealer.MaxSequence])
        .Sample(
            (contents, padTo, suite, sequence) =>
            {
                using var key = SealedMessages.NewKey(CipherSuite.All[suite]);
                var sealer = SealedMessages.NewSealer(key, padTo, sequence);
                var opener = SealedMessages.NewOpener(key, sequence);
                for (var i = 0; i < contents.Count; i++)
                {
                    var record = SealedMessages.SealOne(sealer, contents[i], i == contents.Count - 1);
                    var plaintext = new byte[record.Length - 20];
                    if (!opener.TryOpen(record.AsSpan(0, 4), record.AsSpan(4), plaintext, out var length)) return false;
                    if (!plaintext.AsSpan(0, length).SequenceEqual(contents[i])) return false;
                }

                return opener.IsComplete && sealer.IsComplete;
            },
            iter: 300);
}
