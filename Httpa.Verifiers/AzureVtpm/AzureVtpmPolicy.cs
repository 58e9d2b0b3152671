namespace Httpa.Verifiers.AzureVtpm;

/// <summary>
/// Which Azure confidential VMs are accepted: what was booted (the PCRs of the vTPM), and on what (the hardware's report, which measures the paravisor). One of
/// <see cref="Pcrs"/> and <see cref="PcrDigest"/> must be stated, and <see cref="Hardware"/>: a policy without refuses every VM.
/// </summary>
public sealed record AzureVtpmPolicy
{
    /// <summary>What single PCRs must be. The values must be given beside the evidence (endorsement <c>pcrs</c>).</summary>
    public IReadOnlyList<AzureVtpmPcr> Pcrs { get; init => field = [.. value]; } = [];

    /// <summary>What PCRs must be together. Null: not asked.</summary>
    public AzureVtpmPcrDigest? PcrDigest { get; init; }

    /// <summary>
    /// The rules for the hardware: <see cref="AttestationPolicy.Snp"/>, <see cref="AttestationPolicy.Tdx"/> or both, and nothing else. They hold for the paravisor's report
    /// below a vTPM alone; evidence of these types by itself stays refused.
    /// </summary>
    public AttestationPolicy Hardware { get; init; } = new();
}

/// <summary>What a PCR must be.</summary>
/// <param name="Index">0 to 23. 16 and 23 can be reset by whoever runs in the VM.</param>
/// <param name="Accepted">The accepted values of the SHA-256 bank: 32 bytes.</param>
public sealed record AzureVtpmPcr(uint Index, ReferenceValue<Measurement> Accepted);

/// <summary>What PCRs must be together.</summary>
/// <param name="Pcrs">The indices, ascending: exactly these must be quoted, since the digest does not tell which they are.</param>
/// <param name="Accepted">The accepted digests: SHA-256 over the values one after the other, 32 bytes.</param>
public sealed record AzureVtpmPcrDigest(IReadOnlyList<uint> Pcrs, ReferenceValue<Measurement> Accepted);
