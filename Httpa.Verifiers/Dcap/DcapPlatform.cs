using System.Globalization;

namespace Httpa.Verifiers.Dcap;

/// <summary>What Intel's endorsements say of the platform that made a quote.</summary>
public sealed record DcapPlatform
{
    /// <summary>The converged status of platform and quoting enclave (and of the TDX module).</summary>
    public required TcbStatus Status { get; init; }

    /// <summary>The status of the platform's TCB level alone.</summary>
    public required TcbStatus PlatformStatus { get; init; }

    /// <summary>The status of the quoting enclave's level alone.</summary>
    public required TcbStatus QeStatus { get; init; }

    /// <summary>The module that ran when the TD was launched, such as <c>TDX_01</c>; null for SGX, and for modules before TDX 1.5, which have no levels of their own.</summary>
    public string? TdxModuleId { get; init; }

    /// <summary>The status of that module's level alone; null where <see cref="TdxModuleId"/> is.</summary>
    public TcbStatus? TdxModuleStatus { get; init; }

    /// <summary>The advisories of all levels that were used, sorted, without duplicates.</summary>
    public required IReadOnlyList<string> AdvisoryIds { get; init; }

    /// <summary>The date of the platform's TCB level: it was up to date until the next recovery after it.</summary>
    public required DateTimeOffset TcbDate { get; init; }

    /// <summary>The earliest date among the levels used (platform, quoting enclave, TDX module) whose status is not up to date; else <see cref="TcbDate"/>.</summary>
    public required DateTimeOffset GraceStart { get; init; }

    /// <summary>The TCB evaluation data number of the TCB info.</summary>
    public required long TcbEvaluationDataNumber { get; init; }

    /// <summary>The TCB evaluation data number of the QE identity.</summary>
    public required long QeEvaluationDataNumber { get; init; }

    /// <summary>Family, model, stepping, platform and custom SKU: 6 bytes.</summary>
    public required Measurement Fmspc { get; init; }

    /// <summary>The provisioning certification enclave's id: 2 bytes.</summary>
    public required Measurement PceId { get; init; }

    /// <summary>The provisioning certification enclave's SVN.</summary>
    public required int PceSvn { get; init; }

    /// <summary>The SVNs of the 16 TCB components, from the PCK certificate.</summary>
    public required IReadOnlyList<byte> TcbComponents { get; init; }

    /// <summary>The platform's provisioning id: 16 bytes that name one machine.</summary>
    public required Measurement Ppid { get; init; }

    /// <summary><c>platform</c> or <c>processor</c>: the CA that issued the PCK certificate.</summary>
    public required string PckCa { get; init; }

    /// <summary>Every claim as name and text.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Describe()
    {
        yield return new("tcbStatus", Status.ToString());
        yield return new("platformTcbStatus", PlatformStatus.ToString());
        yield return new("qeTcbStatus", QeStatus.ToString());
        if (TdxModuleId is not null)
        {
            yield return new("tdxModuleId", TdxModuleId);
            yield return new("tdxModuleTcbStatus", TdxModuleStatus.ToString()!);
        }

        yield return new("advisoryIds", string.Join(',', AdvisoryIds));
        yield return new("tcbDate", $"{TcbDate:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        yield return new("graceStart", $"{GraceStart:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        yield return new("tcbEvaluationDataNumber", Decimal(TcbEvaluationDataNumber));
        yield return new("qeEvaluationDataNumber", Decimal(QeEvaluationDataNumber));
        yield return new("fmspc", Fmspc.ToString());
        yield return new("pceId", PceId.ToString());
        yield return new("pceSvn", Decimal(PceSvn));
        yield return new("sgxTcbComponents", string.Join(',', TcbComponents.Select(svn => Decimal(svn))));
        yield return new("pckCa", PckCa);
        yield return new("ppid", Ppid.ToString());
    }

    private static string Decimal(long value) => value.ToString(CultureInfo.InvariantCulture);
}
