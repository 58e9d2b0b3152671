using System.Buffers.Binary;

namespace Httpa.Verifiers.AzureVtpm;

/// <summary>
/// The evidence of an Azure confidential VM (HTTPA/1, section 5): the report of its paravisor (HCL), the quote of its vTPM, and the signature of the quote, each after its
/// length in four bytes, big-endian.
/// </summary>
internal sealed class AzureVtpmEvidence
{
    private AzureVtpmEvidence()
    {
    }

    /// <summary>The report of the paravisor.</summary>
    public required HclReport Report { get; init; }

    /// <summary>The quote.</summary>
    public required TpmQuote Quote { get; init; }

    /// <summary>The quote's bytes: what was signed.</summary>
    public required ReadOnlyMemory<byte> Signed { get; init; }

    /// <summary>The signature: an RSA number of 256 bytes.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Takes evidence apart.</summary>
    /// <param name="bytes">The evidence; they must not change afterwards.</param>
    /// <param name="evidence">The parts, when the result is true.</param>
    /// <param name="finding">What is wrong, when the result is false.</param>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, out AzureVtpmEvidence? evidence, out Finding? finding)
    {
        evidence = null;
        var isComplete = TryTake(ref bytes, out var report) & TryTake(ref bytes, out var quote) & TryTake(ref bytes, out var signature) && bytes.IsEmpty;
        if (!isComplete || signature.Length != AttestationKey.SignatureLength)
        {
            finding = Malformed($"report, quote and signature of {AttestationKey.SignatureLength} bytes, each after its length, and nothing behind them");
            return false;
        }

        if (!HclReport.TryParse(report, out var parsed, out finding) || !TpmQuote.TryParse(quote.Span, out var parsedQuote, out finding)) return false;
        evidence = new AzureVtpmEvidence { Report = parsed!, Quote = parsedQuote!, Signed = quote, Signature = signature };
        return true;
    }

    /// <summary>The finding about evidence that is not in its form.</summary>
    public static Finding Malformed(string expected) => new(
        AppraisalReason.AzureVtpmMalformed, FindingKind.NotGenuine, "Azure vTPM evidence", expected, "in another form", "Send what the vTPM gives out, untouched.");

    private static bool TryTake(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> part)
    {
        part = default;
        if (rest.Length < sizeof(uint)) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
        rest = rest[sizeof(uint)..];
        if (length > (uint)rest.Length) return false;
        part = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }
}
