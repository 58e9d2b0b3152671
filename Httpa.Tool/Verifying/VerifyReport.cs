using System.Text.Json.Serialization;
using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Tdx;

namespace Httpa.Tool.Verifying;

/// <summary>The answer of <c>httpa verify</c>, as it stands in its JSON.</summary>
internal sealed record VerifyReport
{
    public required string EvidenceType { get; init; }

    /// <summary>
    /// With a policy <c>accept</c> or <c>reject</c>. Without one: <c>reject</c> when something is wrong with the evidence or its endorsements, <c>conditional</c> when
    /// nothing is, but the strict defaults would refuse it or too little is known, else <c>accept</c>.
    /// </summary>
    public required string Verdict { get; init; }

    /// <summary>True when every signature, certificate, revocation list and validity window holds.</summary>
    public required bool Genuine { get; init; }

    public required bool PolicyApplied { get; init; }

    public required string? PolicyName { get; init; }

    public required IReadOnlyList<string> PolicyWarnings { get; init; }

    /// <summary>False when the binding was not asked for: the evidence may have been made for any exchange.</summary>
    public required bool BindingChecked { get; init; }

    /// <summary>The service whose word this is; null when the evidence itself was verified here.</summary>
    public required string? JudgedBy { get; init; }

    /// <summary>The file with the keys that were taken at the user's word; null when there was none.</summary>
    public required string? KeyFile { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Reason codes of all findings, each once.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    public required IReadOnlyList<ReportedFinding> Findings { get; init; }

    public required string? TcbStatus { get; init; }

    public required IReadOnlyList<string> AdvisoryIds { get; init; }

    /// <summary>What the evidence says; proven only when it is genuine.</summary>
    public required IReadOnlyDictionary<string, string> Claims { get; init; }

    /// <summary>With a policy: when the acceptance ends. Without: when the endorsements that it was judged by do. Null when there is no such thing.</summary>
    public required DateTimeOffset? Expires { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Verifies.</summary>
    public static VerifyReport Of(VerifyRequest request)
    {
        var verifiers = EvidenceVerifiers.CreateDefault();
        var own = verifiers.Authenticate(request.Evidence, request.Policy ?? request.Trust, request.Time);
        var result = verifiers.Appraise(new AppraisalRequest
        {
            Lead = request.Evidence,
            Devices = request.Devices,
            Binding = OwnBinding(own, request.Binding),
            DeviceNonce = request.DeviceNonce,
            PublicKey = default,
            Policy = request.Policy ?? StrictDefaults.For(own.Claims, request.Trust),
            Time = request.Time,
        });

        Finding[] findings = [.. result.Findings.Where(f => !IsBesideTheQuestion(f.Reason, request, own))];
        var hardware = (result.Claims as AzureVtpmClaims)?.Hardware ?? result.Claims;
        var platform = (hardware as SgxClaims)?.Platform ?? (hardware as TdxClaims)?.Platform;
        return new VerifyReport
        {
            EvidenceType = result.Type.Token,
            Verdict = VerdictOf(findings, request.Policy is not null),
            Genuine = result.Items.All(item => item.IsGenuine),
            PolicyApplied = request.Policy is not null,
            PolicyName = request.Policy?.Name,
            PolicyWarnings = request.Policy?.Warnings ?? [],
            BindingChecked = request.Binding is not null,
            JudgedBy = result.Items[0].JudgedBy,
            KeyFile = request.TrustFile,
            Time = request.Time,
            Reasons = [.. findings.Select(f => f.Reason.Code()).Distinct()],
            Findings = [.. findings.Select(ReportedFinding.Of)],
            TcbStatus = platform?.Status.ToString(),
            AdvisoryIds = platform?.AdvisoryIds ?? [],
            Claims = new Dictionary<string, string>(result.Claims?.Describe() ?? []),
            Expires = ExpiryOf(result, findings, request.Policy is not null),
            ExitCode = ExitCodeOf(findings, request.Policy is not null),
        };
    }

    /// <summary>The binding that was asked for, or else the one that the evidence carries; where it carries another kind of data, any that it does not carry.</summary>
    private static ReadOnlyMemory<byte> OwnBinding(AuthenticationResult own, ReadOnlyMemory<byte>? asked) =>
        new[] { asked ?? own.BoundData, own.BoundData }.Where(b => b.Length == AppraisalRequest.BindingLength).FirstOrDefault(new byte[AppraisalRequest.BindingLength]);

    /// <summary>
    /// Without --binding there is none to miss; the report says so. A device is judged alone here, in the place of the lead that it would stand behind: that it leads, and how many there are, is not asked, and what
    /// it carries is the nonce of 32 bytes.
    /// </summary>
    private static bool IsBesideTheQuestion(AppraisalReason reason, VerifyRequest request, AuthenticationResult own) => reason switch
    {
        AppraisalReason.BindingMismatch => request.Binding is not { } binding || (own.Type.IsDevice && own.BoundData.Span.SequenceEqual(binding.Span)),
        AppraisalReason.CompositeDeviceLeads or AppraisalReason.CompositeDeviceCountRefused => own.Type.IsDevice,
        _ => false,
    };

    private static string VerdictOf(Finding[] findings, bool policyApplied)
    {
        if (findings.Length == 0) return "accept";
        return policyApplied || Has(findings, FindingKind.NotGenuine) ? "reject" : "conditional";
    }

    private static DateTimeOffset? ExpiryOf(AttestationResult result, Finding[] findings, bool policyApplied)
    {
        var proven = policyApplied ? findings.Length == 0 : result.Items[0].IsGenuine;
        var expires = policyApplied ? result.Expires : result.Items[0].Expires;
        return proven && expires < DateTimeOffset.MaxValue ? expires : null;
    }

    private static int ExitCodeOf(Finding[] findings, bool policyApplied)
    {
        if (findings.Any(f => IsUnsupported(f.Reason))) return Tool.ExitCode.Unsupported;
        if (Has(findings, FindingKind.NotGenuine)) return Tool.ExitCode.Rejected;
        if (Has(findings, FindingKind.NotProven)) return Tool.ExitCode.Unavailable;
        return policyApplied && findings.Length > 0 ? Tool.ExitCode.Rejected : Tool.ExitCode.Accepted;
    }

    private static bool IsUnsupported(AppraisalReason reason) => reason is AppraisalReason.TypeNotSupported or AppraisalReason.QuoteVersionUnsupported;

    private static bool Has(Finding[] findings, FindingKind kind) => findings.Any(f => f.Kind == kind);
}

/// <summary>A finding as it stands in the JSON.</summary>
internal sealed record ReportedFinding(string Code, string Kind, string Subject, string Expected, string Actual, string Remedy)
{
    public static ReportedFinding Of(Finding finding) => new(finding.Reason.Code(), KindOf(finding.Kind), finding.Subject, finding.Expected, finding.Actual, finding.Remedy);

    private static string KindOf(FindingKind kind) => kind switch
    {
        FindingKind.NotGenuine => "not-genuine",
        FindingKind.NotProven => "not-proven",
        FindingKind.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of finding."),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VerifyReport))]
internal sealed partial class VerifyReportJson : JsonSerializerContext;
