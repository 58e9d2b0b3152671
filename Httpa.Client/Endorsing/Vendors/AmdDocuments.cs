using System.Globalization;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>
/// What an SEV-SNP report needs of AMD: the requests of the key distribution service (AMD 57230, "KDS"). The certificate of a VLEK is not there: the provider who has the key
/// gives it out, and the service staples it.
/// </summary>
internal static class AmdDocuments
{
    private const int ChipIdLength = 64;

    private static readonly AnswerForm Vcek = AnswerForm.Body("vcek");
    private static readonly AnswerForm Issuers = AnswerForm.Chain("ask", "ark");
    private static readonly AnswerForm Crl = AnswerForm.Body("crl");

    /// <summary>The platform that a report says it comes from; null when it does not say.</summary>
    public static EndorsedPlatform? TryRead(Evidence evidence)
    {
        if (!SnpReport.TryParse(evidence.Value.Span, out var report, out _) || report.SigningKey is not { } key) return null;
        if (report.HasProcessor) return report.Processor is { } line ? For(line, key, report.ChipId, report.ReportedTcb) : null;

        // Version 2 states no processor. Turin never wrote it; of the other two AMD knows one to have this chip.
        return For(ProductLine.Milan, key, report.ChipId, report.ReportedTcb) is { } milan
            ? milan.OrElse(For(ProductLine.Genoa, key, report.ChipId, report.ReportedTcb))
            : null;
    }

    /// <summary>A chip in a state of its firmware.</summary>
    /// <param name="product">The product line.</param>
    /// <param name="chipId">CHIP_ID as in a report, 64 bytes, or as in a certificate, which has 8 for Turin.</param>
    /// <param name="tcb">The TCB that the key was derived for.</param>
    public static EndorsedPlatform ForChip(SnpProduct product, Measurement chipId, SnpTcb tcb)
    {
        var line = ProductLine.Of(product);
        var id = chipId.Bytes.Span;
        if (id.Length == ChipIdLength && !id[line.Layout.HardwareIdLength..].ContainsAnyExcept((byte)0)) id = id[..line.Layout.HardwareIdLength];
        if (id.Length != line.Layout.HardwareIdLength || !id.ContainsAnyExcept((byte)0))
            throw new ArgumentException($"A chip id of {product} has {line.Layout.HardwareIdLength} bytes, not all zero.", nameof(chipId));
        return new EndorsedPlatform(Name(line, id, tcb), [Leaf(line, id, tcb), .. Others(line, "vcek")]);
    }

    /// <summary>The chips of a product line whose keys a provider loaded.</summary>
    public static EndorsedPlatform ForLoadedKeys(SnpProduct product)
    {
        var line = ProductLine.Of(product);
        return new EndorsedPlatform($"snp-{Lower(line)}-vlek", Others(line, "vlek"));
    }

    private static EndorsedPlatform? For(ProductLine line, SnpSigningKey key, ReadOnlySpan<byte> chipId, ReadOnlySpan<byte> reportedTcb)
    {
        if (key == SnpSigningKey.Vlek) return ForLoadedKeys(line.Product);
        var id = chipId[..line.Layout.HardwareIdLength];
        if (!id.ContainsAnyExcept((byte)0) || chipId[id.Length..].ContainsAnyExcept((byte)0)) return null;
        return ForChip(line.Product, new Measurement(id.ToArray()), line.Layout.Read(reportedTcb));
    }

    private static VendorDocument Leaf(ProductLine line, ReadOnlySpan<byte> chipId, SnpTcb tcb)
    {
        var firmware = line.Layout.Fmc is null ? "" : Invariant($"fmcSPL={tcb.Fmc:d2}&");
        return new VendorDocument(VendorService.AmdKds, Invariant(
            $"vcek/v1/{line.Product}/{Convert.ToHexStringLower(chipId)}?{firmware}blSPL={tcb.Bootloader:d2}&teeSPL={tcb.Tee:d2}&snpSPL={tcb.Snp:d2}&ucodeSPL={tcb.Microcode:d2}"), Vcek);
    }

    private static VendorDocument[] Others(ProductLine line, string kind) =>
    [
        new(VendorService.AmdKds, $"{kind}/v1/{line.Product}/cert_chain", Issuers),
        new(VendorService.AmdKds, $"{kind}/v1/{line.Product}/crl", Crl),
    ];

    private static string Name(ProductLine line, ReadOnlySpan<byte> chipId, SnpTcb tcb) => Invariant(
        $"snp-{Lower(line)}-{Convert.ToHexStringLower(chipId)}-{tcb.Fmc:x2}{tcb.Bootloader:x2}{tcb.Tee:x2}{tcb.Snp:x2}{tcb.Microcode:x2}");

    private static string Lower(ProductLine line) => line.Product.ToString().ToLowerInvariant();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
