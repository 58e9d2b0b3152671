using Httpa.Verifiers.Encoding;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers;

internal sealed class PemTests
{
    private const string Begin = "-----BEGIN CERTIFICATE-----\n";
    private const string End = "-----END CERTIFICATE-----\n";

    private static readonly byte[] Content = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];

    [TestCase(64)]
    [TestCase(76)]
    public void Reads_lines_of_one_length(int lineLength) => Assert.That(Read(Text(lineLength)), Is.EqualTo(new[] { Content }));

    [Test]
    public void Reads_carriage_returns_a_missing_last_line_feed_and_one_zero_byte_at_the_end()
    {
        Assert.That(Read(Text(64).Replace("\n", "\r\n", StringComparison.Ordinal)), Is.EqualTo(new[] { Content }));
        Assert.That(Read(Text(64).TrimEnd('\n')), Is.EqualTo(new[] { Content }));
        Assert.That(Read(Text(64) + "\0"), Is.EqualTo(new[] { Content }));
    }

    [Test]
    public void Reads_a_last_line_of_full_length()
    {
        var content = new byte[96];
        Assert.That(Read(Begin + new string('A', 64) + "\n" + new string('A', 64) + "\n" + End), Is.EqualTo(new[] { content }));
    }

    [TestCase("")]
    [TestCase("\0")]
    [TestCase("text\n" + Begin + "AAAA\n" + End)]
    [TestCase(Begin + "AAAA\n" + End + "text")]
    [TestCase(Begin + "AAAA\n" + End + "\n")]
    [TestCase(Begin + "AAAA\n" + End + "\0\0")]
    [TestCase(Begin + End)]
    [TestCase(Begin + "AAAA\n")]
    [TestCase(Begin + "AAAA\n\n" + End)]
    [TestCase(Begin + "AAA\n" + End)]
    [TestCase(Begin + "AA A\n" + End)]
    [TestCase(Begin + "AAA A\n" + End)]
    [TestCase(Begin + "AAB=\n" + End, Description = "bits that the last character does not use")]
    [TestCase(Begin + "AAA=\nAAAA\n" + End)]
    [TestCase(Begin + "AAAA\nAAAAAAAA\n" + End)]
    [TestCase(Begin + "AAAAAAAA\nAAAA\nAAAA\n" + End)]
    [TestCase("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")]
    public void Refuses(string text) => Assert.That(Read(text), Is.Null);

    [Test]
    public void Refuses_more_certificates_than_asked_for() =>
        Assert.That(Pem.TryReadCertificates(System.Text.Encoding.ASCII.GetBytes(Text(64) + Text(64)), 1), Is.Null);

    [Test]
    public void Refuses_a_certificate_that_is_too_long() => Assert.That(Read(Text(64, new byte[9000])), Is.Null);

    private static IReadOnlyList<byte[]>? Read(string text) => Pem.TryReadCertificates(System.Text.Encoding.ASCII.GetBytes(text), 3);

    private static string Text(int lineLength, byte[]? content = null) =>
        Begin + string.Concat(Convert.ToBase64String(content ?? Content).Chunk(lineLength).Select(line => new string(line) + "\n")) + End;
}
