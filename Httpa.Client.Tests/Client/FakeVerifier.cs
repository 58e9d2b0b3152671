using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;

namespace Httpa.Client.Tests.Client;

/// <summary>Finds evidence genuine whose bytes are the binding itself. It stands in for a vendor, so that these tests are about the client alone.</summary>
internal sealed class FakeVerifier : IEvidenceVerifier
{
    /// <summary>A policy that the client takes: its enclave is never looked at.</summary>
    public static AttestationPolicy Policy { get; } = new() { Name = "test", Sgx = SgxPolicy.ForEnclave("v1", new string('0', 64)) };

    public EvidenceType Type => EvidenceType.Sgx;

    /// <summary>When the evidence stops being good.</summary>
    public DateTimeOffset Expires { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>The vendor documents that the evidence rests on.</summary>
    public IReadOnlyList<EndorsementIssue> Issues { get; set; } = [];

    /// <summary>An objection, if any.</summary>
    public Finding? Objection { get; set; }

    /// <summary>An objection under some policy.</summary>
    public Func<AttestationPolicy, Finding?> ObjectsTo { get; set; } = _ => null;

    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time) => new()
    {
        Type = Type,
        Claims = new Nothing(),
        Findings = [],
        BoundData = evidence.Evidence.Value,
        Expires = Expires,
        Issues = Issues,
    };

    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        if ((Objection ?? ObjectsTo(policy)) is { } objection) findings.Add(objection);
        return DateTimeOffset.MaxValue;
    }

    private sealed class Nothing : IEvidenceClaims
    {
        public IEnumerable<KeyValuePair<string, string>> Describe() => [];
    }
}
