using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// Intel's SGX extension of a PCK certificate (Intel, "SGX PCK Certificate and CRL Profile Specification", section 1.3.5). Tests vary it with <c>with</c>.
/// </summary>
internal sealed record SimulatedPckExtension
{
    private const string Root = "1.2.840.113741.1.13.1";

    public required ReadOnlyMemory<byte> Ppid { get; init; }

    public required IReadOnlyList<byte> Components { get; init; }

    public required int PceSvn { get; init; }

    public required ReadOnlyMemory<byte> CpuSvn { get; init; }

    public required ReadOnlyMemory<byte> PceId { get; init; }

    public required ReadOnlyMemory<byte> Fmspc { get; init; }

    /// <summary>Platform instance id and configuration flags, which only certificates of the Platform CA have.</summary>
    public required bool IsPlatform { get; init; }

    /// <summary>The extension, not critical.</summary>
    public X509Extension Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Write(writer, "1", () => writer.WriteOctetString(Ppid.Span));
            Write(writer, "2", () => WriteTcb(writer));
            Write(writer, "3", () => writer.WriteOctetString(PceId.Span));
            Write(writer, "4", () => writer.WriteOctetString(Fmspc.Span));
            Write(writer, "5", () => writer.WriteEnumeratedValue(IsPlatform ? SgxType.Scalable : SgxType.Standard));
            if (IsPlatform) WritePlatform(writer);
        }

        return new X509Extension(Root, writer.Encode(), critical: false);
    }

    private void WriteTcb(AsnWriter writer)
    {
        using var tcb = writer.PushSequence();
        for (var i = 0; i < Components.Count; i++)
        {
            var svn = Components[i];
            Write(writer, $"2.{i + 1}", () => writer.WriteInteger(svn));
        }

        Write(writer, "2.17", () => writer.WriteInteger(PceSvn));
        Write(writer, "2.18", () => writer.WriteOctetString(CpuSvn.Span));
    }

    private void WritePlatform(AsnWriter writer)
    {
        Write(writer, "6", () => writer.WriteOctetString(Ppid.Span));
        Write(writer, "7", () =>
        {
            using var configuration = writer.PushSequence();
            Write(writer, "7.1", () => writer.WriteBoolean(true)); // dynamic platform
            Write(writer, "7.2", () => writer.WriteBoolean(false)); // cached keys
            Write(writer, "7.3", () => writer.WriteBoolean(false)); // SMT enabled
        });
    }

    private static void Write(AsnWriter writer, string arc, Action value)
    {
        using var member = writer.PushSequence();
        writer.WriteObjectIdentifier($"{Root}.{arc}");
        value();
    }

    private enum SgxType
    {
        Standard = 0,
        Scalable = 1,
    }
}
