using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

public sealed class MessageHeadTests
{
    [Test]
    public void Fields_keep_their_order_and_repeat_and_names_become_lower_case()
    {
        var head = MessageHead.EncodeResponse(404, [new("Set-Cookie", "a"), new("X", ""), new("set-cookie", "b c"), new("x-text", "grüße 你好")]);
        Assert.That(MessageHead.TryDecodeResponse(head, out var status, out var fields, out var problem), problem);
        Assert.That(status, Is.EqualTo(404));
        Assert.That(fields, Is.EqualTo(new KeyValuePair<string, string>[] { new("set-cookie", "a"), new("x", ""), new("set-cookie", "b c"), new("x-text", "grüße 你好") }));
    }

    [TestCase("connection")]
    [TestCase("Keep-Alive")]
    [TestCase("proxy-anything")]
    [TestCase("TE")]
    [TestCase("trailer")]
    [TestCase("Transfer-Encoding")]
    [TestCase("upgrade")]
    [TestCase("host")]
    [TestCase("expect")]
    [TestCase("attest-anything")]
    [TestCase(":authority")]
    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a:")]
    [TestCase("grüße")]
    [TestCase("a\r")]
    public void Other_names_are_neither_written_nor_read(string name)
    {
        Assert.That(() => MessageHead.EncodeRequest(0, [new(name, "v")]), Throws.ArgumentException);
        Assert.That(Decodes(Field(name.ToLowerInvariant(), "v")), Is.False);
    }

    [TestCase(" v")]
    [TestCase("v ")]
    [TestCase("\tv")]
    [TestCase("v\t")]
    [TestCase("a\r\nb")]
    [TestCase("a\nb")]
    [TestCase("a\0")]
    public void Other_values_are_neither_written_nor_read(string value)
    {
        Assert.That(() => MessageHead.EncodeRequest(0, [new("n", value)]), Throws.ArgumentException);
        Assert.That(Decodes(Field("n", value)), Is.False);
    }

    [Test]
    public void Half_a_character_is_not_written() =>
        Assert.That(() => MessageHead.EncodeRequest(0, [new("n", "\ud800")]), Throws.ArgumentException);

    [Test]
    public void A_name_in_upper_case_and_bytes_that_are_not_UTF_8_are_not_read()
    {
        Assert.That(Decodes(Field("Name", "v")), Is.False);
        Assert.That(Decodes([0, 0, 0, 1, (byte)'n', 0, 0, 0, 1, 0xff]), Is.False);
        Assert.That(Decodes([0, 0, 0, 1, (byte)'n', 0, 0, 0, 2, 0xc0, 0x80]), Is.False, "NUL in disguise");
    }

    [Test]
    public void At_most_256_fields_are_written_and_read()
    {
        KeyValuePair<string, string>[] fields = [.. Enumerable.Repeat(new KeyValuePair<string, string>("n", "v"), 257)];
        Assert.That(() => MessageHead.EncodeRequest(0, fields), Throws.ArgumentException);
        Assert.That(MessageHead.EncodeRequest(0, fields.AsSpan(0, 256)), Has.Length.EqualTo(4 + 256 * 10));
        Assert.That(Decodes([.. Enumerable.Repeat(Field("n", "v"), 256).SelectMany(b => b)]));
        Assert.That(Decodes([.. Enumerable.Repeat(Field("n", "v"), 257).SelectMany(b => b)]), Is.False);
    }

    [Test]
    public void A_head_that_no_record_takes_is_not_written() =>
        Assert.That(() => MessageHead.EncodeRequest(0, [new("n", new string('v', 65_536))]), Throws.ArgumentException);

    [TestCase(199)]
    [TestCase(600)]
    [TestCase(0)]
    public void Other_status_codes_are_neither_written_nor_read(int status)
    {
        Assert.That(() => MessageHead.EncodeResponse(status, []), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(MessageHead.TryDecodeResponse([(byte)(status >> 8), (byte)status], out _, out _, out _), Is.False);
    }

    [Test]
    public void Lengths_beyond_the_head_are_refused()
    {
        foreach (var head in (string[])["00000002", "00000001", "ffffffff", "000000016e", "000000016e00000002", "000000016effffffff76", "000000016e0000000176" + "00"])
            Assert.That(Decodes(Convert.FromHexString(head)), Is.False, head);
    }

    [Test]
    public void Every_cut_inside_a_field_is_refused_and_no_flip_throws()
    {
        var head = MessageHead.EncodeRequest(7, [new("content-type", "text/plain"), new("x", "")]);
        var whole = new HashSet<int> { 4, 4 + 8 + 12 + 10 };
        for (var i = 0; i < head.Length; i++)
        {
            Assert.That(MessageHead.TryDecodeRequest(head.AsSpan(0, i), out _, out _, out _), Is.EqualTo(whole.Contains(i)), $"{i}");
            for (var bit = 0; bit < 8; bit++)
            {
                head[i] ^= (byte)(1 << bit);
                _ = MessageHead.TryDecodeRequest(head, out _, out _, out _);
                head[i] ^= (byte)(1 << bit);
            }
        }
    }

    [Test]
    public void Bytes_of_any_kind_never_throw() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        _ = MessageHead.TryDecodeRequest(bytes, out _, out _, out _);
        _ = MessageHead.TryDecodeResponse(bytes, out _, out _, out _);
    });

    private static bool Decodes(byte[] fields) => MessageHead.TryDecodeRequest([0, 0, 0, 0, .. fields], out _, out _, out _);

    private static byte[] Field(string name, string value) => [.. Lp(name), .. Lp(value)];

    private static byte[] Lp(string text)
    {
        var bytes = new byte[4 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(bytes.Length - 4));
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(4));
        return bytes;
    }
}
