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

/// <summary>
/// What a relying party accepts (RFC 9334, section 8.5). A type of evidence that it has no rule for is rejected; the empty policy accepts nothing.
/// </summary>
/// <remarks>Immutable. docs/policies.md explains every member; docs/policy.schema.json describes the file.</remarks>
public sealed record AttestationPolicy
{
    /// <summary>A name for logs and messages.</summary>
    public string Name { get; init; } = "unnamed policy";

    /// <summary>Accepts Intel SGX enclaves; null rejects them.</summary>
    public SgxPolicy? Sgx { get; init; }

    /// <summary>Accepts Intel TDX trust domains; null rejects them.</summary>
    public TdxPolicy? Tdx { get; init; }

    /// <summary>Accepts AMD SEV-SNP guests; null rejects them.</summary>
    public SnpPolicy? Snp { get; init; }

    /// <summary>Accepts AWS Nitro enclaves; null rejects them.</summary>
    public NitroPolicy? Nitro { get; init; }

    /// <summary>Accepts Arm TrustZone devices by their PSA attestation tokens; null rejects them.</summary>
    public PsaPolicy? Psa { get; init; }

    /// <summary>Accepts Arm CCA realms; null rejects them.</summary>
    public CcaPolicy? Cca { get; init; }

    /// <summary>Accepts Azure confidential VMs by their vTPM; null rejects them.</summary>
    public AzureVtpmPolicy? AzureVtpm { get; init; }

    /// <summary>Accepts services' word about TEEs in place of evidence; null rejects it.</summary>
    public JwtPolicy? Jwt { get; init; }

    /// <summary>Requires NVIDIA GPUs beside the lead, and accepts them; null rejects them.</summary>
    public NvidiaGpuPolicy? NvidiaGpu { get; init; }

    /// <summary>The types that the policy has rules for: what a client offers.</summary>
    public IReadOnlyList<EvidenceType> Types =>
    [
        .. Covered(Sgx, EvidenceType.Sgx),
        .. Covered(Tdx, EvidenceType.Tdx),
        .. Covered(Snp, EvidenceType.Snp),
        .. Covered(Nitro, EvidenceType.Nitro),
        .. Covered(Psa, EvidenceType.Psa),
        .. Covered(Cca, EvidenceType.Cca),
        .. Covered(AzureVtpm, EvidenceType.AzureVtpm),
        .. Covered(Jwt, EvidenceType.Jwt),
        .. Covered(NvidiaGpu, EvidenceType.NvidiaGpu),
    ];

    /// <summary>
    /// What makes the policy unusable: missing, contradictory or impossible statements, each with the member's path and the remedy. A client
    /// refuses to start with such a policy, and nothing is accepted under it.
    /// </summary>
    public IReadOnlyList<string> Problems => PolicyReview.Of(this).Problems;

    /// <summary>
    /// What whoever runs the client should know: every <c>Dangerous…</c> option, and everything about the workload that is not checked.
    /// </summary>
    public IReadOnlyList<string> Warnings => PolicyReview.Of(this).Warnings;

    /// <summary>The policy as it is at a time: without the reference values that are not in force then, and without the times of those that are.</summary>
    /// <param name="time">The time.</param>
    /// <exception cref="PolicyFormatException">A value does not have the form that the policy file gives it.</exception>
    public AttestationPolicy At(DateTimeOffset time) => AttestationPolicyJson.At(this, time, out _);

    /// <summary><see cref="Problems"/>, and members whose values have all ended.</summary>
    /// <param name="time">The time.</param>
    public IReadOnlyList<string> ProblemsAt(DateTimeOffset time) => PolicyReview.Of(this, time).Problems;

    /// <summary><see cref="Warnings"/>, and values that have ended.</summary>
    /// <param name="time">The time.</param>
    public IReadOnlyList<string> WarningsAt(DateTimeOffset time) => PolicyReview.Of(this, time).Warnings;

    /// <summary>Reads a policy file: strict JSON, in which comments are allowed. It may still have <see cref="Problems"/>.</summary>
    /// <param name="utf8">The file's bytes, with a byte order mark or without.</param>
    /// <exception cref="PolicyFormatException">The file is no policy: the exception names the member and what was expected there.</exception>
    public static AttestationPolicy Parse(ReadOnlySpan<byte> utf8) => AttestationPolicyJson.Parse(utf8);

    /// <summary>Writes the policy as a file that <see cref="Parse"/> reads.</summary>
    /// <returns>Indented JSON in UTF-8.</returns>
    public byte[] ToJson() => AttestationPolicyJson.Write(this);

    private static ReadOnlySpan<EvidenceType> Covered(object? rules, EvidenceType type) => rules is null ? [] : new[] { type };
}
