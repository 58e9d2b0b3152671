using Httpa.Verifiers.Encoding;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers;

internal sealed class SpanReaderTests
{
    [Test]
    public void Reads_little_endian_and_is_complete_at_the_end()
    {
        var reader = new SpanReader([1, 2, 3, 4, 5, 6, 0, 0, 9]);
        Assert.That(reader.ReadUInt16(), Is.EqualTo(0x0201));
        Assert.That(reader.ReadUInt32(), Is.EqualTo(0x06050403));
        reader.ReadZeros(2);
        Assert.That(reader.IsComplete, Is.False);
        Assert.That(reader.ReadRest().ToArray(), Is.EqualTo(new byte[] { 9 }));
        Assert.That(reader.IsComplete, Is.True);
    }

    [Test]
    public void Stays_failed_after_a_read_beyond_the_end()
    {
        var reader = new SpanReader([1, 2, 3]);
        Assert.That(reader.Read(4).IsEmpty, Is.True);
        Assert.That(reader.HasFailed, Is.True);
        Assert.That(reader.ReadUInt16(), Is.Zero);
        Assert.That(reader.Read(0).IsEmpty, Is.True);
        Assert.That(reader.IsComplete, Is.False);
    }

    [Test]
    public void Fails_at_a_length_that_no_array_has()
    {
        var reader = new SpanReader([1, 2, 3]);
        reader.Read(uint.MaxValue);
        Assert.That(reader.HasFailed, Is.True);
    }

    [Test]
    public void Fails_at_a_reserved_byte_that_is_not_zero()
    {
        var reader = new SpanReader([0, 1]);
        reader.ReadZeros(2);
        Assert.That(reader.IsComplete, Is.False);
    }
}
