using Httpa.Client.Crypto;
using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>How a client speaks HTTPA. Read once: changes after first use have no effect.</summary>
public sealed class HttpaOptions
{
    /// <summary>Which services are accepted. Required.</summary>
    public required AttestationPolicy Policy { get; init; }

    /// <summary>The cipher suites offered, best first.</summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; init; } = CipherSuite.All;
}
