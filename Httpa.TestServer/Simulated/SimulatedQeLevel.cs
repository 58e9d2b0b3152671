using System.Text.Json;
using Httpa.Verifiers.Dcap;

namespace Httpa.TestServer.Simulated;

/// <summary>One level of a simulated QE identity or TDX module (Intel PCS API v4, <c>tcbLevels</c> of an enclave identity and of a module identity).</summary>
public sealed record SimulatedQeLevel
{
    /// <summary>The least ISVSVN of the quoting enclave or module.</summary>
    public required ushort IsvSvn { get; init; }

    /// <summary>The status at this level.</summary>
    public required TcbStatus Status { get; init; }

    /// <summary>The date of the level; written to the second.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The advisories that apply.</summary>
    public IReadOnlyList<string> AdvisoryIds { get; init; } = [];

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("tcb");
        writer.WriteNumber("isvsvn", IsvSvn);
        writer.WriteEndObject();
        SimulatedSignedJson.WriteLevelEnd(writer, Date, Status.ToString(), AdvisoryIds);
        writer.WriteEndObject();
    }
}
