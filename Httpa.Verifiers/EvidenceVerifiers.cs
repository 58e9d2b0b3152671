using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Cca;
using Httpa.Verifiers.Jwt;
using Httpa.Verifiers.Nitro;
using Httpa.Verifiers.NvidiaGpu;
using Httpa.Verifiers.Psa;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;

namespace Httpa.Verifiers;

/// <summary>Appraises evidence of every type that it has a verifier for. Safe for concurrent use; keep one, it remembers what it verified.</summary>
public sealed class EvidenceVerifiers
{
    private readonly FrozenDictionary<EvidenceType, IEvidenceVerifier> _verifiers;
    private readonly ConditionalWeakTable<AttestationPolicy, PolicyFacts> _policies = [];

    /// <summary>Takes the verifiers, one for each type.</summary>
    /// <param name="verifiers">The verifiers.</param>
    /// <exception cref="ArgumentException">Two verifiers judge the same type.</exception>
    public EvidenceVerifiers(params IEnumerable<IEvidenceVerifier> verifiers) => _verifiers = verifiers.ToFrozenDictionary(v => v.Type);

    /// <summary>A verifier for every type that this library knows.</summary>
    public static EvidenceVerifiers CreateDefault()
    {
        // What stands below a vTPM is remembered together with what stands alone.
        var (tdx, snp) = (new TdxVerifier(), new SnpVerifier());
        return new(
            new SgxVerifier(),
            tdx,
            snp,
            new NitroVerifier(),
            new PsaVerifier(),
            new CcaVerifier(),
            new AzureVtpmVerifier(snp, tdx),
            new JwtVerifier(),
            new NvidiaGpuVerifier());
    }

    /// <summary>The types that can be judged.</summary>
    public IReadOnlyCollection<EvidenceType> Types => _verifiers.Keys;

    /// <summary>Establishes whether evidence is genuine, without a policy.</summary>
    /// <param name="evidence">The evidence with its endorsements.</param>
    /// <param name="policy">Names extra trust anchors, if any; null for the vendor's pinned keys alone.</param>
    /// <param name="time">The time to judge at.</param>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return _verifiers.TryGetValue(evidence.Evidence.Type, out var verifier)
            ? verifier.Authenticate(evidence, policy, time)
            : NotSupported(evidence.Evidence.Type);
    }

    /// <summary>
    /// Judges a service's evidence: all of it must be genuine, bound and accepted, and the devices those that the policy requires, by a policy without <see cref="AttestationPolicy.Problems"/>. What a verifier
    /// leaves open counts against the evidence; an exception of a verifier goes to the caller.
    /// </summary>
    /// <param name="request">All that the verdict depends on.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public AttestationResult Appraise(AppraisalRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {request.Binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(request));

        var verdict = Judge(request, request.Policy);
        if (request.AlsoRequired is { } other) verdict = verdict.And(Judge(request, other));
        return new AttestationResult(request, verdict.Items, verdict.Findings.AsReadOnly(), verdict.Expires);
    }

    /// <summary>What one policy says to the evidence.</summary>
    private sealed record Verdict(AuthenticationResult[] Items, List<Finding> Findings, DateTimeOffset Expires)
    {
        public Verdict And(Verdict other) =>
            new(Items, [.. Findings.Union(other.Findings)], other.Expires < Expires ? other.Expires : Expires);
    }

    private Verdict Judge(AppraisalRequest request, AttestationPolicy policy)
    {
        var findings = new List<Finding>();
        var facts = _policies.GetValue(policy, static p => new PolicyFacts(p));
        var inForce = facts.HasTimes ? PolicyInForce.Of(policy, request.Time, findings) : PolicyInForce.Always(policy);
        var scope = new Scope(inForce.Policy, request.Time, findings);
        Composition.AppraiseTypes(request, findings);

        // More devices than there may be are an objection already, and not worth the work.
        var devices = request.Devices.Count <= Composition.MaxDevices ? request.Devices : [];
        var items = new AuthenticationResult[1 + devices.Count];
        var expires = AppraiseItem(request.Lead, request.Binding.Span, scope, out items[0]);
        for (var i = 0; i < devices.Count; i++)
        {
            var end = AppraiseItem(devices[i], request.DeviceNonce.Span, scope, out items[i + 1]);
            if (end < expires) expires = end;
        }

        if (devices.Count == request.Devices.Count) Composition.AppraiseDevices(items.AsSpan(1).ToArray(), inForce.Policy, findings);
        if (findings.Count == 0) findings.AddRange(facts.Problems.Select(Unusable));
        if (findings.Count == 0 && inForce.EndOf(later => IsAccepted(items, later, request.Time), expires) is { } ended) expires = ended;
        return new Verdict(items, findings, expires);
    }

    /// <summary>What is so of a policy at any time, found out once: policies name thousands of devices, and looking a key over costs as much as a signature.</summary>
    private sealed class PolicyFacts(AttestationPolicy policy)
    {
        private readonly Lazy<IReadOnlyList<string>> _problems = new(() => policy.Problems);

        public bool HasTimes { get; } = PolicyInForce.HasTimes(policy);

        public IReadOnlyList<string> Problems => _problems.Value;
    }

    /// <summary>What pieces of evidence are judged by, and where the objections go.</summary>
    private sealed record Scope(AttestationPolicy Policy, DateTimeOffset Time, List<Finding> Findings);

    private DateTimeOffset AppraiseItem(EndorsedEvidence item, ReadOnlySpan<byte> bound, Scope scope, out AuthenticationResult authenticated)
    {
        var findings = scope.Findings;
        authenticated = Authenticate(item, scope.Policy, scope.Time);
        findings.AddRange(authenticated.Findings);
        if (!authenticated.IsGenuine)
        {
            if (authenticated.Findings.Count == 0) findings.Add(NoVerdict(item, "no claims and no objection"));
            return DateTimeOffset.MinValue;
        }

        if (bound.Length == 0 || !CryptographicOperations.FixedTimeEquals(authenticated.BoundData.Span, bound))
            findings.Add(NotBound(item.Evidence.Type));
        if (authenticated.Type != item.Evidence.Type)
            findings.Add(NoVerdict(item, $"a result about evidence of type '{authenticated.Type}'"));
        if (item.Evidence.Type.IsDevice && authenticated.DeviceIdentity.Bytes.IsEmpty)
            findings.Add(NoVerdict(item, "a device that cannot be told from others"));
        if (authenticated.Expires < scope.Time)
            findings.Add(NoVerdict(item, $"no objection, though its proof ended at {authenticated.Expires:u}"));
        return ApplyPolicy(item, authenticated, scope);
    }

    private DateTimeOffset ApplyPolicy(EndorsedEvidence item, AuthenticationResult authenticated, Scope scope)
    {
        if (!scope.Policy.Types.Contains(item.Evidence.Type))
        {
            scope.Findings.Add(NotCovered(item.Evidence.Type));
            return DateTimeOffset.MinValue;
        }

        // A list of its own: a verifier adds objections, and takes none of another's away.
        var objections = new List<Finding>();
        var end = _verifiers[item.Evidence.Type].Appraise(authenticated, scope.Policy, scope.Time, objections);
        if (objections.Count == 0 && end < scope.Time) objections.Add(NoVerdict(item, $"no objection, though its acceptance ended at {end:u}"));
        scope.Findings.AddRange(objections);
        return end < authenticated.Expires ? end : authenticated.Expires;
    }

    /// <summary>True when another policy accepts evidence that is genuine and bound, too.</summary>
    private bool IsAccepted(AuthenticationResult[] items, AttestationPolicy policy, DateTimeOffset time)
    {
        var findings = new List<Finding>();
        foreach (var item in items) _verifiers[item.Type].Appraise(item, policy, time, findings);
        Composition.AppraiseDevices(items.AsSpan(1).ToArray(), policy, findings);
        return findings.Count == 0;
    }

    private static Finding NotCovered(EvidenceType type) => new(
        AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", $"a rule for {type} evidence", "without one",
        $"Add the member '{MemberOf(type)}' to the policy if the service is meant to run on it, or let the client offer only types that the policy covers.");

    private static string MemberOf(EvidenceType type) => type.Token switch
    {
        "azure-vtpm" => "azureVtpm",
        "nvidia-gpu" => "nvidiaGpu",
        var token => token,
    };

    private static Finding NoVerdict(EndorsedEvidence item, string actual) => new(
        AppraisalReason.VerifierFault, FindingKind.NotProven, $"verdict on the {item.Evidence.Type} evidence", "claims that hold at the time judged at, or objections", actual,
        "The verifier that is registered for this type is wrong: tell whoever wrote it.");

    private static Finding Unusable(string problem) => new(
        AppraisalReason.PolicyUnusable, FindingKind.Refused, "policy", "without problems", $"unusable: {problem}", "Correct the policy.");

    private static Finding NotBound(EvidenceType type) => new(
        AppraisalReason.BindingMismatch, FindingKind.NotGenuine, $"binding of the {type} evidence",
        "this exchange and the key that the service sent", "another value",
        "The evidence was made for another key or exchange: a replay, or a proxy that replaced the key. Do not retry blindly.");

    private static AuthenticationResult NotSupported(EvidenceType type) => new()
    {
        Type = type,
        Claims = null,
        Findings =
        [
            new(AppraisalReason.TypeNotSupported, FindingKind.NotGenuine, "evidence", "a type that a verifier is registered for", $"of type '{type}'",
                "Offer only types that the policy covers."),
        ],
    };
}
