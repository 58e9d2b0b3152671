using System.Security.Cryptography;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>The values of the quoted PCRs: the endorsement <c>pcrs</c>, 32 bytes for each PCR of the quote in ascending order. They count when their hash is the one quoted.</summary>
internal static class PcrValues
{
    /// <summary>The endorsement's name.</summary>
    public const string Document = "pcrs";

    /// <summary>Reads the values.</summary>
    /// <param name="documents">The endorsements.</param>
    /// <param name="quote">The quote, genuine.</param>
    /// <param name="findings">Takes the objection.</param>
    /// <returns>Each value by its index; null when they were not given or are not the quoted ones.</returns>
    public static IReadOnlyDictionary<int, Measurement>? Read(Endorsements documents, TpmQuote quote, ICollection<Finding> findings)
    {
        if (!documents.TryGet(Document, out var values)) return null;
        var isQuoted = values.Length == quote.Pcrs.Count * TpmQuote.DigestLength && quote.PcrDigest == new Measurement(SHA256.HashData(values.Span));
        if (isQuoted) return quote.Pcrs.Select((pcr, i) => (pcr, Value: new Measurement(values.Slice(i * TpmQuote.DigestLength, TpmQuote.DigestLength)))).ToDictionary(p => p.pcr, p => p.Value);
        findings.Add(new Finding(
            AppraisalReason.AzureVtpmPcrsMismatch, FindingKind.NotGenuine, "list of PCR values", $"{quote.Pcrs.Count} values that hash to the quoted digest", "others",
            "Read the PCRs again and quote anew: they may have been extended in between."));
        return null;
    }
}
