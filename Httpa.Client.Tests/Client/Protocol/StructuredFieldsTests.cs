using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

public sealed class StructuredFieldsTests
{
    [TestCase("httpa/1", "httpa/1")]
    [TestCase("httpa/2, httpa/1", "httpa/2, httpa/1")]
    [TestCase("  a ,\t*b,c:d  ", "a, *b, c:d")]
    public void Lists_of_tokens_are_read_and_written_canonically(string value, string canonical)
    {
        Assert.That(StructuredFields.TryParseTokens(value, out var tokens));
        Assert.That(StructuredFields.FormatTokens(tokens!), Is.EqualTo(canonical));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(",")]
    [TestCase("a,")]
    [TestCase("a,,b")]
    [TestCase("a, a", Description = "a duplicate")]
    [TestCase("a;q=1", Description = "a parameter")]
    [TestCase("a;q, b")]
    [TestCase("a b")]
    [TestCase("\"a\"")]
    [TestCase("1a")]
    [TestCase("(a b)", Description = "an inner list")]
    [TestCase("é")]
    [TestCase("a\0")]
    public void Other_lists_are_refused(string? value) => Assert.That(StructuredFields.TryParseTokens(value, out _), Is.False);

    [TestCase("@0", 0)]
    [TestCase("@1795392000", 1_795_392_000)]
    [TestCase(" @253402300799 ", 253_402_300_799)]
    public void Dates_are_seconds(string value, long seconds)
    {
        Assert.That(StructuredFields.TryParseDate(value, out var date));
        Assert.That(date.ToUnixTimeSeconds(), Is.EqualTo(seconds));
        Assert.That(StructuredFields.FormatDate(date), Is.EqualTo(value.Trim()));
    }

    [TestCase(null)]
    [TestCase("@")]
    [TestCase("1795392000")]
    [TestCase("@-1")]
    [TestCase("@1.0")]
    [TestCase("@ 1")]
    [TestCase("@+1")]
    [TestCase("@1;a")]
    [TestCase("@253402300800", Description = "after the year 9999")]
    [TestCase("@9999999999999999", Description = "sixteen digits")]
    public void Other_dates_are_refused(string? value) => Assert.That(StructuredFields.TryParseDate(value, out _), Is.False);

    [TestCase("0", 0UL)]
    [TestCase("42", 42UL)]
    [TestCase("281474976710655", 281_474_976_710_655UL)]
    public void Sequences_are_integers_below_2_to_the_48(string value, ulong expected)
    {
        Assert.That(SealedFields.TryParseSequence(value, out var sequence));
        Assert.That(sequence, Is.EqualTo(expected));
        Assert.That(SealedFields.FormatSequence(sequence), Is.EqualTo(value));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("-1")]
    [TestCase("281474976710656")]
    [TestCase("99999999999999999999")]
    [TestCase("1.0")]
    [TestCase("1, 2")]
    [TestCase("0x1")]
    public void Other_sequences_are_refused(string? value) => Assert.That(SealedFields.TryParseSequence(value, out _), Is.False);

    [TestCase(":AAECAw==:", 4)]
    [TestCase("::", 0)]
    public void Bytes_are_base64_between_colons(string value, int length)
    {
        Assert.That(SealedFields.TryParseBytes(value, 0, 4, out var bytes));
        Assert.That(bytes, Has.Length.EqualTo(length));
        Assert.That(SealedFields.FormatBytes(bytes), Is.EqualTo(value));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(":")]
    [TestCase("AAECAw==")]
    [TestCase(":AAECAw==")]
    [TestCase(":AAECAw:", Description = "no padding")]
    [TestCase(":AAECAx==:", Description = "bits left over")]
    [TestCase(":AAEC Aw=:", Description = "white space")]
    [TestCase(":AAECA_8=:", Description = "the other alphabet")]
    [TestCase(":AAECAw==:;a=1")]
    [TestCase(":AAECAwQ=:", Description = "five bytes, four allowed")]
    [TestCase(":AAEC:", Description = "three bytes, four required")]
    public void Other_bytes_are_refused(string? value) => Assert.That(SealedFields.TryParseBytes(value, 4, 4, out _), Is.False);

    [TestCase("\"\"", "")]
    [TestCase("\"https://a\"", "https://a")]
    [TestCase("\"a\\\"b\\\\\"", "a\"b\\")]
    public void Strings_are_quoted(string value, string expected)
    {
        Assert.That(StructuredFields.TryParseString(value, out var text));
        Assert.That(text, Is.EqualTo(expected));
        Assert.That(StructuredFields.FormatString(text!), Is.EqualTo(value));
    }

    [TestCase(null)]
    [TestCase("a")]
    [TestCase("\"")]
    [TestCase("\"a")]
    [TestCase("\"a\"b")]
    [TestCase("\"a\\n\"")]
    [TestCase("\"a\\")]
    [TestCase("\"\u00e9\"")]
    [TestCase("\"\t\"")]
    [TestCase("\"a\";b")]
    public void Other_strings_are_refused(string? value) => Assert.That(StructuredFields.TryParseString(value, out _), Is.False);

    [TestCase("?0", false)]
    [TestCase("?1", true)]
    public void Booleans_have_two_forms(string value, bool expected)
    {
        Assert.That(StructuredFields.TryParseBoolean(value, out var flag));
        Assert.That(flag, Is.EqualTo(expected));
        Assert.That(StructuredFields.FormatBoolean(flag), Is.EqualTo(value));
    }

    [TestCase(null)]
    [TestCase("?2")]
    [TestCase("true")]
    [TestCase("?1;a")]
    public void Other_booleans_are_refused(string? value) => Assert.That(StructuredFields.TryParseBoolean(value, out _), Is.False);
}
