using Httpa.Verifiers;

namespace Httpa.Client.DependencyInjection;

/// <summary>A policy that clients refer to by name.</summary>
internal sealed class NamedPolicy
{
    public AttestationPolicy? Policy { get; set; }

    /// <summary>Why there is no policy; null where there is one, or nobody registered the name.</summary>
    public string? Fault { get; set; }
}
