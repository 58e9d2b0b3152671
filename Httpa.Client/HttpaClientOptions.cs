using Httpa.Client.Crypto;
using Httpa.Client.Endorsing;
using Httpa.Client.Sessions;
using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>
/// How a client of <see cref="IHttpClientFactory"/> speaks HTTPA, by the client's name. What is here too is explained at <see cref="HttpaOptions"/>; verifiers,
/// endorsement source, session store, clock and logs are services.
/// </summary>
/// <remarks>Each value is read when the program starts and whenever settings change. Do not change an object after that.</remarks>
public sealed class HttpaClientOptions
{
    /// <inheritdoc cref="HttpaOptions.Policy"/>
    public AttestationPolicy? Policy { get; set; }

    /// <summary>The name of the policy, as given to <c>AddHttpaPolicy</c>, in place of <see cref="Policy"/>.</summary>
    public string? PolicyName { get; set; }

    /// <inheritdoc cref="HttpaOptions.Origins"/>
    public IList<HttpaOriginOptions> Origins { get; } = [];

    /// <inheritdoc cref="HttpaOptions.ShadowPolicy"/>
    public AttestationPolicy? ShadowPolicy { get; set; }

    /// <summary>The name of the shadow policy, as given to <c>AddHttpaPolicy</c>, in place of <see cref="ShadowPolicy"/>.</summary>
    public string? ShadowPolicyName { get; set; }

    /// <inheritdoc cref="HttpaOptions.DangerousPassThroughOrigins"/>
    public IList<string> DangerousPassThroughOrigins { get; } = [];

    /// <inheritdoc cref="HttpaOptions.Protocol"/>
    public HttpaProtocol Protocol { get; set; } = HttpaOptions.Defaults.Protocol;

    /// <inheritdoc cref="HttpaOptions.OpenHttpa"/>
    public OpenHttpaOptions OpenHttpa { get; set; } = HttpaOptions.Defaults.OpenHttpa;

    /// <inheritdoc cref="HttpaOptions.CipherSuites"/>
    public IReadOnlyList<CipherSuite> CipherSuites { get; set; } = CipherSuite.All;

    /// <inheritdoc cref="HttpaOptions.RequirePostQuantum"/>
    public bool RequirePostQuantum { get; set; }

    /// <summary>Passes over what the service staples and asks the registered <see cref="IEndorsementSource"/> alone.</summary>
    public bool FetchEndorsements { get; set; }

    /// <inheritdoc cref="HttpaOptions.MaxSessionLifetime"/>
    public TimeSpan MaxSessionLifetime { get; set; } = HttpaOptions.Defaults.MaxSessionLifetime;

    /// <inheritdoc cref="HttpaOptions.MaxClockSkew"/>
    public TimeSpan MaxClockSkew { get; set; } = HttpaOptions.Defaults.MaxClockSkew;

    /// <inheritdoc cref="HttpaOptions.HandshakeTimeout"/>
    public TimeSpan HandshakeTimeout { get; set; } = HttpaOptions.Defaults.HandshakeTimeout;

    /// <inheritdoc cref="HttpaOptions.HandshakeBreak"/>
    public TimeSpan HandshakeBreak { get; set; } = HttpaOptions.Defaults.HandshakeBreak;

    /// <inheritdoc cref="HttpaOptions.SkipPreflight"/>
    public bool SkipPreflight { get; set; }

    /// <inheritdoc cref="HttpaOptions.OuterFields"/>
    public IList<string> OuterFields { get; } = [.. HttpaOptions.Defaults.OuterFields];

    /// <inheritdoc cref="HttpaOptions.PadTo"/>
    public int PadTo { get; set; }

    /// <inheritdoc cref="HttpaOptions.ReplayBufferLimit"/>
    public int ReplayBufferLimit { get; set; } = HttpaOptions.Defaults.ReplayBufferLimit;

    /// <inheritdoc cref="HttpaOptions.AllowResendOfUnsafeRequests"/>
    public bool AllowResendOfUnsafeRequests { get; set; }

    /// <inheritdoc cref="HttpaOptions.MaxRedirects"/>
    public int MaxRedirects { get; set; } = HttpaOptions.Defaults.MaxRedirects;

    /// <inheritdoc cref="HttpaOptions.RenewInBackground"/>
    public bool RenewInBackground { get; set; } = true;

    /// <summary>Origins that are attested when the host starts, and kept attested while it runs, so that no request waits. Each must be under a policy. See <see cref="IHttpaWarmup"/>.</summary>
    public IList<string> WarmUp { get; } = [];

    /// <summary>The path of the section of settings that the options came from, for messages; null when they came from code.</summary>
    internal string? Source { get; set; }

    /// <summary>What is wrong in the section of settings.</summary>
    internal IList<string> Faults { get; } = [];
}
