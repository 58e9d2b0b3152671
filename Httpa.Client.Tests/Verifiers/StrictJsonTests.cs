using Httpa.Verifiers.Encoding;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers;

internal sealed class StrictJsonTests
{
    [TestCase("")]
    [TestCase("[]")]
    [TestCase("1")]
    [TestCase("{}x")]
    [TestCase("{\"a\":1,}")]
    [TestCase("{/**/}")]
    [TestCase("{\"a\":1,\"a\":1}")]
    [TestCase("{\"a\":1,\"\\u0061\":1}")]
    [TestCase("{\"o\":[{\"a\":1,\"a\":1}]}")]
    [TestCase("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]")]
    public void Refuses(string text) => Assert.That(StrictJson.TryRead(System.Text.Encoding.UTF8.GetBytes(text)), Is.Null);

    [Test]
    public void Refuses_a_byte_order_mark() => Assert.That(StrictJson.TryRead(new byte[] { 0xef, 0xbb, 0xbf, (byte)'{', (byte)'}' }), Is.Null);

    [Test]
    public void Keeps_the_exact_bytes_of_a_member()
    {
        using var json = Read("""{ "a" : {"x": 1.0e1 , "y":"\u0041"} }""");
        Assert.That(System.Text.Encoding.UTF8.GetString(StrictJson.RawBytes(json.Object(json.Root, "a"))), Is.EqualTo("""{"x": 1.0e1 , "y":"\u0041"}"""));
    }

    [TestCase("-1")]
    [TestCase("256")]
    [TestCase("1.5")]
    [TestCase("1e400")]
    [TestCase("\"1\"")]
    [TestCase("null")]
    public void Fails_at_a_number_that_is_none_or_out_of_range(string value)
    {
        using var json = Read($$"""{"a":{{value}}}""");
        json.Number(json.Root, "a", 255);
        Assert.That(json.HasFailed, Is.True);
    }

    [TestCase("2025-08-15T05:08:18Z", true)]
    [TestCase("2025-08-15T05:08:18", false)]
    [TestCase("2025-08-15T05:08:18+00:00", false)]
    [TestCase("2025-08-15T05:08:18.5Z", false)]
    [TestCase("2025-02-30T05:08:18Z", false)]
    [TestCase(" 2025-08-15T05:08:18Z", false)]
    public void Reads_times_of_one_form_only(string text, bool valid)
    {
        using var json = Read($$"""{"a":"{{text}}"}""");
        var time = json.Time(json.Root, "a");
        Assert.That(json.HasFailed, Is.EqualTo(!valid));
        if (valid) Assert.That(time, Is.EqualTo(new DateTimeOffset(2025, 8, 15, 5, 8, 18, TimeSpan.Zero)));
    }

    [TestCase("00FF", true)]
    [TestCase("00ff", true)]
    [TestCase("00f", false)]
    [TestCase("00fff", false)]
    [TestCase("00fg", false)]
    [TestCase("0x0f", false)]
    public void Reads_hexadecimal_of_the_right_length(string text, bool valid)
    {
        using var json = Read($$"""{"a":"{{text}}"}""");
        json.Hex(json.Root, "a", 2);
        Assert.That(json.HasFailed, Is.EqualTo(!valid));
    }

    [Test]
    public void Fails_for_good_at_a_missing_member()
    {
        using var json = Read("""{"a":"x"}""");
        Assert.That(json.Text(json.Root, "b"), Is.Empty);
        Assert.That(json.Text(json.Root, "a"), Is.EqualTo("x"));
        Assert.That(json.HasFailed, Is.True);
    }

    [Test]
    public void Fails_at_text_that_is_not_UTF_8()
    {
        using var json = StrictJson.TryRead(new byte[] { (byte)'{', (byte)'"', (byte)'a', (byte)'"', (byte)':', (byte)'"', 0xff, (byte)'"', (byte)'}' });
        if (json is null) Assert.Pass("The reader refuses it already.");
        json!.Text(json.Root, "a");
        Assert.That(json.HasFailed, Is.True);
    }

    private static StrictJson Read(string text) => StrictJson.TryRead(System.Text.Encoding.UTF8.GetBytes(text))!;
}
