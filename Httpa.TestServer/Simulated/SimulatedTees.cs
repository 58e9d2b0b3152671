using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>The simulated TEEs, one for each type of evidence that a lead can have.</summary>
public static class SimulatedTees
{
    /// <summary>The types that can be simulated.</summary>
    public static IReadOnlyList<EvidenceType> Types { get; } = [EvidenceType.Sgx, EvidenceType.Tdx, EvidenceType.Snp, EvidenceType.Nitro, EvidenceType.Psa, EvidenceType.Cca, EvidenceType.AzureVtpm, EvidenceType.Jwt];

    /// <summary>Makes a TEE with its usual settings.</summary>
    /// <param name="type">The type of its evidence.</param>
    /// <param name="timeProvider">The clock that certificates and endorsements are dated by; null for the system's.</param>
    /// <exception cref="ArgumentException">The type cannot be simulated.</exception>
    public static ISimulatedTee Create(EvidenceType type, TimeProvider? timeProvider = null) => type.Token switch
    {
        "sgx" => new SimulatedSgx(timeProvider: timeProvider),
        "tdx" => new SimulatedTdx(timeProvider: timeProvider),
        "snp" => new SimulatedSnp(timeProvider: timeProvider),
        "nitro" => new SimulatedNitro(timeProvider: timeProvider),
        "psa" => new SimulatedPsa(timeProvider: timeProvider),
        "azure-vtpm" => new SimulatedAzureVtpm(timeProvider: timeProvider),
        "cca" => new SimulatedCca(timeProvider: timeProvider),
        "jwt" => new SimulatedJwtIssuer(timeProvider: timeProvider),
        _ => throw new ArgumentException($"There is no simulated TEE of the type '{type}'.", nameof(type)),
    };
}
