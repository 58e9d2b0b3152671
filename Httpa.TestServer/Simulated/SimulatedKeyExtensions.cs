using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of the extensions in the certificate of a chip's or provider's key (AMD 57230). A member that is null is left out. Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedKeyExtensions
{
    private const string Arc = "1.3.6.1.4.1.3704.1";

    public int? StructVersion { get; init; }

    public string? ProductName { get; init; }

    /// <summary>The TCB components by the last number of their object identifier, 1 to 9.</summary>
    public required IReadOnlyDictionary<int, int> Components { get; init; }

    /// <summary>The chip's id, which stands in the extension without tag and length.</summary>
    public ReadOnlyMemory<byte>? HardwareId { get; init; }

    public string? CspId { get; init; }

    /// <summary>The extensions in AMD's order.</summary>
    public IReadOnlyList<X509Extension> Encode() =>
    [
        .. StructVersion is { } version ? [Extension("1", Number(version))] : Array.Empty<X509Extension>(),
        .. ProductName is not null ? [Extension("2", Text(ProductName))] : Array.Empty<X509Extension>(),
        .. Components.Select(component => Extension($"3.{component.Key}", Number(component.Value))),
        .. HardwareId is { } id ? [Extension("4", id.ToArray())] : Array.Empty<X509Extension>(),
        .. CspId is not null ? [Extension("5", Text(CspId))] : Array.Empty<X509Extension>(),
    ];

    private static X509Extension Extension(string end, byte[] value) => new($"{Arc}.{end}", value, critical: false);

    private static byte[] Number(int number)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(number);
        return writer.Encode();
    }

    private static byte[] Text(string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.IA5String, text);
        return writer.Encode();
    }
}
