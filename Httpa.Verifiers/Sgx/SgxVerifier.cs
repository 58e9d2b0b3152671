namespace Httpa.Verifiers.Sgx;

/// <summary>Judges Intel SGX quotes (DCAP).</summary>
public sealed class SgxVerifier : IEvidenceVerifier
{
    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Sgx;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time) => throw new NotImplementedException();

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings) => throw new NotImplementedException();
}
