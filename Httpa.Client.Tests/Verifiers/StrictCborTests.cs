using System.Formats.Cbor;
using Httpa.Verifiers.Encoding;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers;

internal sealed class StrictCborTests
{
    [TestCase("")]
    [TestCase("0000", TestName = "Refuses a second item")]
    [TestCase("1817", TestName = "Refuses 23 in two bytes")]
    [TestCase("1900ff", TestName = "Refuses 255 in three bytes")]
    [TestCase("1a0000ffff", TestName = "Refuses 65535 in five bytes")]
    [TestCase("1b00000000ffffffff", TestName = "Refuses 4294967295 in nine bytes")]
    [TestCase("3817", TestName = "Refuses -24 in two bytes")]
    [TestCase("580100", TestName = "Refuses a byte string with a long length")]
    [TestCase("780161", TestName = "Refuses a text with a long length")]
    [TestCase("980100", TestName = "Refuses an array with a long count")]
    [TestCase("b8010000", TestName = "Refuses a map with a long count")]
    [TestCase("d80500", TestName = "Refuses a tag with a long number")]
    [TestCase("5f4100ff", TestName = "Refuses a byte string of indefinite length")]
    [TestCase("7f6161ff", TestName = "Refuses a text of indefinite length")]
    [TestCase("9f00ff", TestName = "Refuses an array of indefinite length")]
    [TestCase("bf0000ff", TestName = "Refuses a map of indefinite length")]
    [TestCase("ff", TestName = "Refuses a break")]
    [TestCase("1c", TestName = "Refuses a reserved length")]
    [TestCase("f93c00", TestName = "Refuses a floating-point number of 2 bytes")]
    [TestCase("fa3f800000", TestName = "Refuses a floating-point number of 4 bytes")]
    [TestCase("fb3ff0000000000000", TestName = "Refuses a floating-point number of 8 bytes")]
    [TestCase("f7", TestName = "Refuses undefined")]
    [TestCase("f814", TestName = "Refuses a simple value in two bytes")]
    [TestCase("f820", TestName = "Refuses an unassigned simple value")]
    [TestCase("42ff", TestName = "Refuses a byte string beyond the end")]
    [TestCase("5bffffffffffffffff", TestName = "Refuses a byte string of 2^64 - 1 bytes")]
    [TestCase("9bffffffffffffffff", TestName = "Refuses an array of 2^64 - 1 elements")]
    [TestCase("bbffffffffffffffff", TestName = "Refuses a map of 2^64 - 1 entries")]
    [TestCase("8200", TestName = "Refuses an array that lacks an element")]
    [TestCase("a100", TestName = "Refuses a map that lacks a value")]
    [TestCase("c1", TestName = "Refuses a tag before nothing")]
    public void Refuses(string hex)
    {
        var cbor = Read(hex);
        Assert.That(cbor.HasFailed, Is.True);
        Assert.That(cbor.ReadRaw().IsEmpty, Is.True);
        Assert.That(cbor.IsComplete, Is.False);
    }

    [TestCase("1b0000000000000017", 23)]
    [TestCase("390005", -6)]
    public void Reads_long_forms_where_the_format_has_them(string hex, int value)
    {
        var cbor = new StrictCbor(Convert.FromHexString(hex), CborNumbers.AnyLength);
        Assert.That(cbor.ReadInteger(), Is.EqualTo(value));
        Assert.That(cbor.IsComplete, Is.True);
    }

    [TestCase("5f4100ff")]
    [TestCase("f818")]
    public void Refuses_all_else_where_long_forms_are_read_too(string hex) =>
        Assert.That(new StrictCbor(Convert.FromHexString(hex), CborNumbers.AnyLength).HasFailed, Is.True);

    [TestCase("bf00010203ff", TestName = "Reads a map that ends with a mark")]
    [TestCase("a200010203", TestName = "Reads a map that begins with a count too")]
    public void Reads_maps_that_end_with_a_mark_where_the_format_has_them(string hex)
    {
        var cbor = new StrictCbor(Convert.FromHexString(hex), lengths: CborLengths.DefiniteOrMarked);
        var read = new List<long>();
        for (cbor.ReadMap(2); cbor.HasMore;) read.Add(cbor.ReadInteger());
        cbor.EndMap();
        Assert.That(read, Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(cbor.IsComplete, Is.True);
    }

    [TestCase("bf0001", TestName = "Refuses a map without its mark")]
    [TestCase("bf00ff", TestName = "Refuses a map whose mark stands for a value")]
    [TestCase("bf0001ff00", TestName = "Refuses an item behind a mark")]
    [TestCase("9f00", TestName = "Refuses an array without its mark")]
    [TestCase("ff", TestName = "Refuses a mark that ends nothing")]
    [TestCase("5f4100ff", TestName = "Refuses a byte string that ends with a mark")]
    [TestCase("7f6161ff", TestName = "Refuses a text that ends with a mark")]
    [TestCase("bf180101ff", TestName = "Refuses a long number before a mark")]
    public void Refuses_all_else_where_marks_are_read_too(string hex) =>
        Assert.That(new StrictCbor(Convert.FromHexString(hex), lengths: CborLengths.DefiniteOrMarked).HasFailed, Is.True);

    [Test]
    public void Sees_a_key_that_stands_twice_before_a_mark()
    {
        var cbor = new StrictCbor(Convert.FromHexString("bf00010001ff"), lengths: CborLengths.DefiniteOrMarked);
        cbor.ReadRaw();
        Assert.That(cbor.HasFailed, Is.True);
    }

    [Test]
    public void Goes_16_levels_deep_with_marks_too()
    {
        byte[] nested = [.. Enumerable.Repeat((byte)0x9f, 17), .. Enumerable.Repeat((byte)0xff, 17)];
        Assert.That(new StrictCbor(nested, lengths: CborLengths.DefiniteOrMarked).HasFailed, Is.True);
        Assert.That(new StrictCbor(nested.AsMemory(1, 32), lengths: CborLengths.DefiniteOrMarked).HasFailed, Is.False);
    }

    [TestCase("a200000000", TestName = "Refuses a number that stands twice")]
    [TestCase("a2616100616100", TestName = "Refuses a text that stands twice")]
    [TestCase("81a200000000", TestName = "Refuses a key that stands twice further inside")]
    [TestCase("61ff", TestName = "Refuses a text that is not UTF-8")]
    public void Refuses_while_reading(string hex)
    {
        var cbor = Read(hex);
        cbor.ReadRaw();
        Assert.That(cbor.IsComplete, Is.False);
    }

    [Test]
    public void Refuses_text_that_is_not_UTF_8_as_text()
    {
        var cbor = Read("62c328");
        Assert.That(cbor.ReadText(10), Is.Empty);
        Assert.That(cbor.HasFailed, Is.True);
    }

    [TestCase(16, true)]
    [TestCase(17, false)]
    [TestCase(100_000, false)]
    public void Goes_16_levels_deep(int depth, bool accepted)
    {
        byte[] nested = [.. Enumerable.Repeat((byte)0x81, depth - 1), 0x00];
        Assert.That(new StrictCbor(nested).HasFailed, Is.EqualTo(!accepted));
        byte[] tagged = [.. Enumerable.Repeat((byte)0xc1, depth - 1), 0x00];
        Assert.That(new StrictCbor(tagged).HasFailed, Is.EqualTo(!accepted));
    }

    [Test]
    public void Reads_each_kind_of_item()
    {
        var cbor = Read("d28602200a416163c3a961f6");
        Assert.That(cbor.ReadTag(), Is.EqualTo(18));
        Assert.That(cbor.ReadArray(6), Is.EqualTo(6));
        Assert.That(cbor.ReadInteger(), Is.EqualTo(2));
        Assert.That(cbor.ReadInteger(), Is.EqualTo(-1));
        Assert.That(cbor.ReadInteger(0, 10), Is.EqualTo(10));
        Assert.That(cbor.ReadBytes(1, 1).ToArray(), Is.EqualTo("a"u8.ToArray()));
        Assert.That(cbor.ReadText(3), Is.EqualTo("éa"));
        Assert.That(cbor.TryReadNull(), Is.True);
        cbor.EndArray();
        Assert.That(cbor.IsComplete, Is.True);
    }

    [Test]
    public void Reads_a_map_in_the_order_it_has()
    {
        var cbor = Read("a3616200010220820102");
        Assert.That(cbor.ReadMap(3), Is.EqualTo(3));
        Assert.That(cbor.ReadText(1), Is.EqualTo("b"));
        Assert.That(cbor.ReadInteger(), Is.Zero);
        Assert.That(cbor.ReadInteger(), Is.EqualTo(1));
        Assert.That(cbor.TryReadNull(), Is.False);
        Assert.That(cbor.ReadInteger(), Is.EqualTo(2));
        Assert.That(cbor.Next, Is.EqualTo(CborReaderState.NegativeInteger));
        Assert.That(cbor.ReadInteger(), Is.EqualTo(-1));
        Assert.That(cbor.ReadRaw().ToArray(), Is.EqualTo(new byte[] { 0x82, 1, 2 }));
        cbor.EndMap();
        Assert.That(cbor.IsComplete, Is.True);
    }

    [Test]
    public void Fails_when_entries_are_left_over()
    {
        var cbor = Read("a10000");
        cbor.ReadMap(1);
        cbor.EndMap();
        Assert.That(cbor.HasFailed, Is.True);
    }

    [TestCase("01")]
    [TestCase("3a")]
    [TestCase("1b8000000000000000")]
    [TestCase("3b8000000000000000")]
    [TestCase("6161")]
    public void Fails_at_an_integer_that_is_none_or_out_of_range(string hex)
    {
        var cbor = Read(hex);
        Assert.That(cbor.ReadInteger(2, long.MaxValue), Is.Zero);
        Assert.That(cbor.HasFailed, Is.True);
    }

    [TestCase(0, 1)]
    [TestCase(3, 9)]
    public void Fails_at_a_byte_string_of_another_length(int minimum, int maximum)
    {
        var cbor = Read("420102");
        Assert.That(cbor.ReadBytes(minimum, maximum).IsEmpty, Is.True);
        Assert.That(cbor.HasFailed, Is.True);
    }

    [TestCase("60", 5)]
    [TestCase("626161", 1)]
    [TestCase("4161", 5)]
    public void Fails_at_a_text_that_is_none_or_empty_or_too_long(string hex, int maximum)
    {
        var cbor = Read(hex);
        Assert.That(cbor.ReadText(maximum), Is.Empty);
        Assert.That(cbor.HasFailed, Is.True);
    }

    [Test]
    public void Fails_at_more_entries_or_elements_than_asked_for()
    {
        var (map, array) = (Read("a200000100"), Read("820000"));
        Assert.That(map.ReadMap(1), Is.Zero);
        Assert.That(array.ReadArray(1), Is.Zero);
        Assert.That(map.HasFailed && array.HasFailed, Is.True);
    }

    [Test]
    public void Stays_failed_and_reads_nothing()
    {
        var cbor = Read("8201420102");
        cbor.ReadArray(2);
        cbor.ReadText(10);
        Assert.That(cbor.HasFailed, Is.True);
        Assert.That(cbor.Next, Is.EqualTo(CborReaderState.Undefined));
        Assert.That(cbor.ReadInteger(), Is.Zero);
        Assert.That(cbor.ReadBytes(0, 10).IsEmpty, Is.True);
        Assert.That(cbor.ReadRaw().IsEmpty, Is.True);
        Assert.That(cbor.ReadTag(), Is.Zero);
        Assert.That(cbor.TryReadNull(), Is.False);
        Assert.That(cbor.ReadMap(10), Is.Zero);
        cbor.EndArray();
        Assert.That(cbor.IsComplete, Is.False);
    }

    [Test]
    public void Never_throws_at_noise()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var noise = new byte[random.Next(1, 24)];
            random.NextBytes(noise);
            var cbor = new StrictCbor(noise);
            if (cbor.Next == CborReaderState.Tag) cbor.ReadTag();
            var entries = cbor.ReadMap(100);
            for (var entry = 0; entry < entries; entry++)
            {
                cbor.ReadInteger();
                cbor.ReadRaw();
            }

            cbor.EndMap();
            Assert.That(() => cbor.IsComplete, Throws.Nothing);
        }
    }

    private static StrictCbor Read(string hex) => new(Convert.FromHexString(hex));
}
