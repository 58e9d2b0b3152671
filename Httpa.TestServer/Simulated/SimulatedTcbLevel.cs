using Httpa.Verifiers.Dcap;

namespace Httpa.TestServer.Simulated;

/// <summary>One level of a simulated TCB info (Intel PCS API v4, <c>tcbLevels</c>).</summary>
public sealed record SimulatedTcbLevel
{
    /// <summary>The least SVN of each component, 16 in a well-formed document.</summary>
    public required IReadOnlyList<byte> Components { get; init; }

    /// <summary>The least SVN of each TDX component, 16 in a well-formed document; null in the TCB info of SGX.</summary>
    public IReadOnlyList<byte>? TdxComponents { get; init; }

    /// <summary>The least SVN of the provisioning certification enclave.</summary>
    public required ushort PceSvn { get; init; }

    /// <summary>The status of platforms at this level.</summary>
    public required TcbStatus Status { get; init; }

    /// <summary>The date of the level; written to the second.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The advisories that apply.</summary>
    public IReadOnlyList<string> AdvisoryIds { get; init; } = [];
}
