using System.Security.Cryptography;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>The hardware's word for the paravisor and its vTPM, judged by the verifier of its type.</summary>
/// <param name="snp">Judges SNP reports.</param>
/// <param name="tdx">Judges TDX quotes.</param>
internal sealed class HardwareEvidence(IEvidenceVerifier snp, IEvidenceVerifier tdx)
{
    /// <summary>The endorsement that a VM on TDX needs: the quote that Azure made of the TDREPORT.</summary>
    public const string TdQuote = "td_quote";

    /// <summary>The verifier for the hardware of a result.</summary>
    public IEvidenceVerifier VerifierOf(AuthenticationResult hardware) => hardware.Type == tdx.Type ? tdx : snp;

    /// <summary>Judges the hardware's report or quote, and holds the runtime data against it.</summary>
    /// <param name="report">The paravisor's report.</param>
    /// <param name="documents">The endorsements, for the hardware too.</param>
    /// <param name="policy">What the policy says of the hardware; null for the vendors' pinned keys alone.</param>
    /// <param name="time">The time to judge at.</param>
    /// <param name="findings">Takes the objections.</param>
    /// <returns>Null when there is nothing to judge.</returns>
    public AuthenticationResult? Authenticate(HclReport report, Endorsements documents, AttestationPolicy? policy, DateTimeOffset time, List<Finding> findings)
    {
        var (verifier, value) = (snp, report.HardwareReport);
        if (report.IsTdx)
        {
            verifier = tdx;
            if (!documents.TryGet(TdQuote, out value))
            {
                findings.Add(QuoteMissing());
                return null;
            }
        }

        var hardware = verifier.Authenticate(new EndorsedEvidence(new Evidence(verifier.Type, value), documents), policy, time);
        findings.AddRange(hardware.Findings);
        if (hardware.IsGenuine && !Names(hardware, report.RuntimeData.Span)) findings.Add(OtherRuntimeData());
        return hardware;
    }

    /// <summary>True when the report data are the hash of the runtime data, and zeros.</summary>
    private static bool Names(AuthenticationResult hardware, ReadOnlySpan<byte> runtimeData)
    {
        Span<byte> expected = stackalloc byte[AppraisalRequest.BindingLength];
        expected.Clear();
        SHA256.HashData(runtimeData, expected);
        return CryptographicOperations.FixedTimeEquals(hardware.BoundData.Span, expected);
    }

    private static Finding QuoteMissing() => new(
        AppraisalReason.AzureVtpmHardwareQuoteMissing, FindingKind.NotProven, "TDX quote below the vTPM", $"given as the endorsement {TdQuote}", "missing",
        "The paravisor's report holds a TDREPORT, which only its own machine can check. Have Azure's instance metadata service make a quote of it, and send that along.");

    private static Finding OtherRuntimeData() => new(
        AppraisalReason.AzureVtpmRuntimeDataMismatch, FindingKind.NotGenuine, "runtime data of the paravisor", "those whose SHA-256 is in the hardware's report data, with zeros behind it", "others",
        "The report was put together from several, or is of no paravisor: its vTPM's key is nobody's.");
}
