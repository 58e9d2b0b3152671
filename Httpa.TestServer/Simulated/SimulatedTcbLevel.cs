using Httpa.Verifiers.Dcap;

namespace Httpa.TestServer.Simulated;

/// <summary>One level of a simulated TCB info (Intel PCS API v4, <c>tcbLevels</c>).</summary>
public sealed record SimulatedTcbLevel
{
    /// <summary>The least SVN of each component, 16 in a well-formed document.</summary>
    public required IReadOnlyList<byte> Components { get; init; }

    /// <summary>The least SVN of the provisioning certification enclave.</summary>
    public required ushort PceSvn { get; init; }

    /// <summary>The status of platforms at this level.</summary>
    public required TcbStatus Status { get; init; }

    /// <summary>The date of the level; written to the second.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The advisories that apply.</summary>
    public IReadOnlyList<string> AdvisoryIds { get; init; } = [];
}

/// <summary>One level of a simulated QE identity (Intel PCS API v4, <c>tcbLevels</c> of an enclave identity).</summary>
public sealed record SimulatedQeLevel
{
    /// <summary>The least ISVSVN of the quoting enclave.</summary>
    public required ushort IsvSvn { get; init; }

    /// <summary>The status of quoting enclaves at this level.</summary>
    public required TcbStatus Status { get; init; }

    /// <summary>The date of the level; written to the second.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The advisories that apply.</summary>
    public IReadOnlyList<string> AdvisoryIds { get; init; } = [];
}
