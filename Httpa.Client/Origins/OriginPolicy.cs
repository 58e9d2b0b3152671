using Httpa.Verifiers;

namespace Httpa.Client.Origins;

/// <summary>What is accepted at one origin, or at all sub-domains of a host.</summary>
/// <param name="Origin">
/// <c>https://api.bank.example</c>, with a port unless it is 443, for exactly this origin; <c>https://*.bank.example</c> for every host below, of any depth, and
/// not for <c>bank.example</c> itself.
/// </param>
/// <param name="Policy">Which services are accepted there.</param>
public sealed record OriginPolicy(string Origin, AttestationPolicy Policy)
{
    /// <summary>The policy that is asked beside; see <see cref="HttpaOptions.ShadowPolicy"/>.</summary>
    public AttestationPolicy? ShadowPolicy { get; init; }

    /// <summary>The protocol that is spoken there; null for that of the options.</summary>
    public HttpaProtocol? Protocol { get; init; }
}
