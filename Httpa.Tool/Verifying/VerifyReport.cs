using System.Text.Json.Serialization;
using Httpa.Verifiers;
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
        var own = verifiers.Authenticate(request.Evidence, request.Policy, request.Time);
        var result = verifiers.Appraise(new AppraisalRequest
        {
            Lead = request.Evidence,
            Binding = request.Binding ?? OwnBinding(own),
            PublicKey = default,
            Policy = request.Policy ?? StrictDefaults.For(own.Claims),
            Time = request.Time,
        });

        var platform = (result.Claims as SgxClaims)?.Platform ?? (result.Claims as TdxClaims)?.Platform;
        return new VerifyReport
        {
            EvidenceType = result.Type.Token,
            Verdict = VerdictOf(result, request.Policy is not null),
            Genuine = result.Items[0].IsGenuine,
            PolicyApplied = request.Policy is not null,
            PolicyName = request.Policy?.Name,
            PolicyWarnings = request.Policy?.Warnings ?? [],
            BindingChecked = request.Binding is not null,
            Time = request.Time,
            Reasons = [.. result.Findings.Select(f => f.Reason.Code()).Distinct()],
            Findings = [.. result.Findings.Select(ReportedFinding.Of)],
            TcbStatus = platform?.Status.ToString(),
            AdvisoryIds = platform?.AdvisoryIds ?? [],
            Claims = new Dictionary<string, string>(result.Claims?.Describe() ?? []),
            Expires = ExpiryOf(result, request.Policy is not null),
            ExitCode = ExitCodeOf(result, request.Policy is not null),
        };
    }

    /// <summary>The binding that the evidence carries, so that a binding that nobody asked for is no objection.</summary>
    private static ReadOnlyMemory<byte> OwnBinding(AuthenticationResult own) =>
        own.BoundData.Length == AppraisalRequest.BindingLength ? own.BoundData : new byte[AppraisalRequest.BindingLength];

    private static string VerdictOf(AttestationResult result, bool policyApplied)
    {
        if (result.IsAccepted) return "accept";
        return policyApplied || Has(result, FindingKind.NotGenuine) ? "reject" : "conditional";
    }

    private static DateTimeOffset? ExpiryOf(AttestationResult result, bool policyApplied)
    {
        if (policyApplied) return result.IsAccepted ? result.Expires : null;
        return result.Items[0].IsGenuine ? result.Items[0].Expires : null;
    }

    private static int ExitCodeOf(AttestationResult result, bool policyApplied)
    {
        if (result.Findings.Any(f => IsUnsupported(f.Reason))) return Tool.ExitCode.Unsupported;
        if (Has(result, FindingKind.NotGenuine)) return Tool.ExitCode.Rejected;
        if (Has(result, FindingKind.NotProven)) return Tool.ExitCode.Unavailable;
        return policyApplied && !result.IsAccepted ? Tool.ExitCode.Rejected : Tool.ExitCode.Accepted;
    }

    private static bool IsUnsupported(AppraisalReason reason) => reason is AppraisalReason.TypeNotSupported or AppraisalReason.QuoteVersionUnsupported;

    private static bool Has(AttestationResult result, FindingKind kind) => result.Findings.Any(f => f.Kind == kind);
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
