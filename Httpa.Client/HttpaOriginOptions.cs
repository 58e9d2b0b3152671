using Httpa.Client.Origins;
using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>What a client of <see cref="IHttpClientFactory"/> accepts at one origin, or at all sub-domains of a host.</summary>
public sealed class HttpaOriginOptions
{
    /// <inheritdoc cref="OriginPolicy.Origin"/>
    public string Origin { get; set; } = "";

    /// <inheritdoc cref="OriginPolicy.Policy"/>
    public AttestationPolicy? Policy { get; set; }

    /// <summary>The name of the policy, as given to <c>AddHttpaPolicy</c>, in place of <see cref="Policy"/>.</summary>
    public string? PolicyName { get; set; }

    /// <inheritdoc cref="OriginPolicy.ShadowPolicy"/>
    public AttestationPolicy? ShadowPolicy { get; set; }

    /// <summary>The name of the shadow policy, as given to <c>AddHttpaPolicy</c>, in place of <see cref="ShadowPolicy"/>.</summary>
    public string? ShadowPolicyName { get; set; }

    /// <inheritdoc cref="OriginPolicy.Protocol"/>
    public HttpaProtocol? Protocol { get; set; }
}
