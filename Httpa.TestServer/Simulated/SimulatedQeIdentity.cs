using System.Security.Cryptography;
using System.Text.Json;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a QE identity (Intel PCS API v4, enclave identity version 2). Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedQeIdentity
{
    public string Id { get; init; } = "QE";

    public int Version { get; init; } = 2;

    public required DateTimeOffset IssueDate { get; init; }

    public required DateTimeOffset NextUpdate { get; init; }

    public required long TcbEvaluationDataNumber { get; init; }

    public string MiscSelect { get; init; } = "00000000";

    public string MiscSelectMask { get; init; } = "FFFFFFFF";

    public string Attributes { get; init; } = "11000000000000000000000000000000";

    public string AttributesMask { get; init; } = "FBFFFFFFFFFFFFFF0000000000000000";

    public required string MrSigner { get; init; }

    public ushort IsvProdId { get; init; } = 1;

    public required IReadOnlyList<SimulatedQeLevel> Levels { get; init; }

    /// <summary>A last change of the body's text before it is signed.</summary>
    public Func<string, string> Edit { get; init; } = body => body;

    /// <summary>The document in its envelope, signed.</summary>
    public byte[] Sign(ECDsa key) => SimulatedSignedJson.Sign("enclaveIdentity", Edit(SimulatedSignedJson.Write(WriteBody)), key);

    private void WriteBody(Utf8JsonWriter writer)
    {
        writer.WriteString("id", Id);
        writer.WriteNumber("version", Version);
        writer.WriteString("issueDate", SimulatedSignedJson.Time(IssueDate));
        writer.WriteString("nextUpdate", SimulatedSignedJson.Time(NextUpdate));
        writer.WriteNumber("tcbEvaluationDataNumber", TcbEvaluationDataNumber);
        writer.WriteString("miscselect", MiscSelect);
        writer.WriteString("miscselectMask", MiscSelectMask);
        writer.WriteString("attributes", Attributes);
        writer.WriteString("attributesMask", AttributesMask);
        writer.WriteString("mrsigner", MrSigner);
        writer.WriteNumber("isvprodid", IsvProdId);
        writer.WriteStartArray("tcbLevels");
        foreach (var level in Levels) level.Write(writer);

        writer.WriteEndArray();
    }
}
