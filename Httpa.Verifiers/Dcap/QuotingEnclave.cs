using System.Security.Cryptography;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// A quoting enclave that a PCK vouches for, and the attestation key that it vouches for. Whether it is Intel's enclave is for the QE identity to say.
/// </summary>
internal sealed class QuotingEnclave
{
    private readonly byte[] _report;

    private QuotingEnclave(PckChain chain, byte[] report, PublicKey attestationKey)
    {
        Chain = chain;
        _report = report;
        AttestationKey = attestationKey;
    }

    /// <summary>The chain of the PCK that signed the report.</summary>
    public PckChain Chain { get; }

    /// <summary>The enclave's report.</summary>
    public EnclaveReport Report => EnclaveReport.TryParse(_report, out var report) ? report : throw new InvalidOperationException("The report was parsed before.");

    /// <summary>The key that signs quotes.</summary>
    public PublicKey AttestationKey { get; }

    /// <summary>Verifies the QE report with the PCK, and that it names the attestation key; or finds that this was done before.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="chain">The verified chain of the PCK.</param>
    /// <param name="memory">Remembers quoting enclaves.</param>
    /// <param name="findings">Takes the objection.</param>
    public static QuotingEnclave? Authenticate(in DcapQuote quote, PckChain chain, DcapMemory memory, ICollection<Finding> findings)
    {
        if (memory.QuotingEnclaves.TryGet(quote.QeStatement, out var known) && ReferenceEquals(known.Chain, chain)) return known;
        if (!EnclaveReport.TryParse(quote.QeReport, out var report))
            return Refuse(findings, AppraisalReason.QuoteMalformed, "QE report", "a report with zeros in its reserved bytes", "malformed");
        if (!chain.Leaf.Key.Verify(SignatureAlgorithm.EcdsaP256Sha256, quote.QeReport, quote.QeReportSignature))
            return Refuse(findings, AppraisalReason.QeReportSignatureInvalid, "QE report", "signed by the PCK", "not signed by that key");
        if (!NamesKey(report, quote))
            return Refuse(findings, AppraisalReason.QeReportDataMismatch, "QE report data", "the hash of the attestation key, then zeros", "another value");
        if (PublicKey.TryImport(new PublicKeyInfo(KeyKind.P256, quote.AttestationKey.ToArray()), memory.Count) is not { } key)
            return Refuse(findings, AppraisalReason.AttestationKeyInvalid, "attestation key", "a point of the curve P-256", "none");

        var enclave = new QuotingEnclave(chain, quote.QeReport.ToArray(), key);
        memory.QuotingEnclaves.Set(quote.QeStatement, enclave);
        return enclave;
    }

    /// <summary>QE report data = SHA-256(attestation key || authentication data) || 32 zero bytes.</summary>
    private static bool NamesKey(in EnclaveReport report, in DcapQuote quote)
    {
        Span<byte> expected = stackalloc byte[64];
        expected.Clear();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(quote.AttestationKey);
        hash.AppendData(quote.QeAuthData);
        hash.GetHashAndReset(expected);
        return CryptographicOperations.FixedTimeEquals(report.ReportData, expected);
    }

    private static QuotingEnclave? Refuse(ICollection<Finding> findings, AppraisalReason reason, string subject, string expected, string actual)
    {
        findings.Add(new Finding(reason, FindingKind.NotGenuine, subject, expected, actual,
            "The quote was changed on its way, put together from several, or is forged."));
        return null;
    }
}
