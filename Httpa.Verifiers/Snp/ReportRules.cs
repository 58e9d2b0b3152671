namespace Httpa.Verifiers.Snp;

/// <summary>Holds a report against the certificate of the key that is said to have signed it.</summary>
internal static class ReportRules
{
    /// <summary>Runs every rule: the signature, and that the certificate is for this processor, TCB and chip.</summary>
    /// <param name="report">The report.</param>
    /// <param name="chain">The key and its certificates.</param>
    /// <param name="findings">Takes the objections.</param>
    public static void Judge(in SnpReport report, KeyChain chain, ICollection<Finding> findings)
    {
        if (!report.IsSignedBy(chain.Leaf.Key))
            findings.Add(NotGenuine(AppraisalReason.SnpReportSignatureInvalid, "attestation report", "signed by the key of its certificate", "not signed by that key",
                "The report was changed on its way, is forged, or came with the certificate of another chip or TCB."));
        if (report.HasProcessor && report.Processor != chain.Line)
            findings.Add(NotGenuine(AppraisalReason.SnpProductMismatch, "CPUID of the report", $"a processor of {chain.Line.Product}, as the certificates say",
                report.Processor is { } other ? $"one of {other.Product}" : "an unknown one", "Send the certificates of the chip that made the report."));
        if (!report.ReportedTcb.SequenceEqual(chain.Extension.Tcb.Bytes.Span))
            findings.Add(NotGenuine(AppraisalReason.SnpTcbMismatch, "REPORTED_TCB of the report", $"{chain.Extension.Tcb}, as in the certificate",
                Convert.ToHexStringLower(report.ReportedTcb), "Fetch the certificate for REPORTED_TCB, not for the current TCB."));
        if (!IsOfChip(report, chain))
            findings.Add(NotGenuine(AppraisalReason.SnpChipIdMismatch, "CHIP_ID of the report", $"{chain.Extension.HardwareId}, as in the certificate",
                Convert.ToHexStringLower(report.ChipId), "Send the certificate of the chip that made the report."));
    }

    /// <summary>A VLEK is of no single chip. A VCEK is, and the report may leave that out only where it says that the host masks the chip's key.</summary>
    private static bool IsOfChip(in SnpReport report, KeyChain chain) =>
        chain.Kind == SnpSigningKey.Vlek
        || chain.Extension.IsOfChip(report.ChipId)
        || (report.MasksChipKey && !report.ChipId.ContainsAnyExcept((byte)0));

    private static Finding NotGenuine(AppraisalReason reason, string subject, string expected, string actual, string remedy) =>
        new(reason, FindingKind.NotGenuine, subject, expected, actual, remedy);
}
