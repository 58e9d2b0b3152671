using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Encoding;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>What an answer to a request for a document must look like, and the names that its parts have among the endorsements.</summary>
/// <param name="Names">The names, in the order in which <see cref="Read"/> gives the parts.</param>
/// <param name="Read">Takes an answer apart; null when it is not of this form.</param>
internal sealed record AnswerForm(IReadOnlyList<string> Names, Func<VendorAnswer, ReadOnlyMemory<byte>[]?> Read)
{
    /// <summary>No certificate chain of Intel's comes near this, URL-encoded.</summary>
    private const int MaxChainLength = 32 * 1024;

    private const byte DerSequence = 0x30;

    /// <summary>A body that is taken as it is.</summary>
    /// <param name="name">The body's name.</param>
    public static AnswerForm Body(string name) => new([name], answer => [answer.Body]);

    /// <summary>A body that is taken as it is, and its issuer chain in a field.</summary>
    /// <param name="name">The body's name.</param>
    /// <param name="chain">The chain's name.</param>
    /// <param name="fields">The field that holds the chain: PEM, URL-encoded; older versions of the service call it otherwise.</param>
    public static AnswerForm BodyAndChain(string name, string chain, params string[] fields) =>
        new([name, chain], answer => ReadChain(answer, fields) is { } pem ? [answer.Body, pem] : null);

    /// <summary>The same for a list in DER, binary or written in hexadecimal.</summary>
    public static AnswerForm ListAndChain(string name, string chain, params string[] fields) =>
        new([name, chain], answer => ReadDer(answer.Body) is { } der && ReadChain(answer, fields) is { } pem ? [der, pem] : null);

    /// <summary>A list in DER, binary or written in hexadecimal.</summary>
    /// <param name="name">The list's name.</param>
    public static AnswerForm List(string name) => new([name], answer => ReadDer(answer.Body) is { } der ? [der] : null);

    /// <summary>Two certificates in PEM: a CA and the root that issued it.</summary>
    /// <param name="ca">The CA's name.</param>
    /// <param name="root">The root's name.</param>
    public static AnswerForm Chain(string ca, string root) =>
        new([ca, root], answer => Pem.TryReadCertificates(answer.Body.Span, maximum: 2) is { Count: 2 } ders ? [ders[0], ders[1]] : null);

    private static ReadOnlyMemory<byte>? ReadChain(VendorAnswer answer, string[] fields)
    {
        var value = fields.Select(answer.Field).FirstOrDefault(v => v is not null);
        if (value is null || value.Length > MaxChainLength || !Ascii.IsValid(value)) return null;
        var pem = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(value));
        return Pem.TryReadCertificates(pem, maximum: 4) is null ? null : pem;
    }

    /// <summary>Intel's service answers in DER, PCCS in the hexadecimal of it; the first byte tells them apart, since DER begins with 30 and its hexadecimal with 33.</summary>
    private static ReadOnlyMemory<byte>? ReadDer(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || body.Span[0] == DerSequence) return body;
        return Measurement.TryParse(Encoding.Latin1.GetString(body.Span).TrimEnd(), out var der) ? der.Bytes : null;
    }
}

/// <summary>A complete answer of a vendor's service; untrusted.</summary>
/// <param name="Body">The body.</param>
/// <param name="Field">The value of a field, which must stand there once; else null.</param>
internal sealed record VendorAnswer(ReadOnlyMemory<byte> Body, Func<string, string?> Field);
