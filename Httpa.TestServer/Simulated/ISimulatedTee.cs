using Httpa.Client;
using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A TEE that is simulated: its evidence has the vendor's genuine format, under roots made on the spot, and proves nothing. Safe for concurrent use.
/// </summary>
public interface ISimulatedTee : ITee, IDisposable
{
    /// <summary>A policy that trusts exactly these roots and accepts exactly this workload.</summary>
    AttestationPolicy CreatePolicy();

    /// <summary>The same policy, but for another build of the workload: it refuses this one.</summary>
    AttestationPolicy CreatePolicyForAnotherBuild();
}
