using System.Security.Cryptography;
using System.Text.Json;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of a TCB info (Intel PCS API, version 2 of the document as API v3 sent it, version 3 as API v4 does). Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedTcbInfo
{
    public string Id { get; init; } = "SGX";

    public required int Version { get; init; }

    public required DateTimeOffset IssueDate { get; init; }

    public required DateTimeOffset NextUpdate { get; init; }

    public required string Fmspc { get; init; }

    public required string PceId { get; init; }

    public int TcbType { get; init; }

    public required long TcbEvaluationDataNumber { get; init; }

    public required IReadOnlyList<SimulatedTcbLevel> Levels { get; init; }

    /// <summary>A last change of the body's text before it is signed.</summary>
    public Func<string, string> Edit { get; init; } = body => body;

    /// <summary>The document in its envelope, signed.</summary>
    public byte[] Sign(ECDsa key) => SimulatedSignedJson.Sign("tcbInfo", Edit(SimulatedSignedJson.Write(WriteBody)), key);

    private void WriteBody(Utf8JsonWriter writer)
    {
        if (Version >= 3) writer.WriteString("id", Id);
        writer.WriteNumber("version", Version);
        writer.WriteString("issueDate", SimulatedSignedJson.Time(IssueDate));
        writer.WriteString("nextUpdate", SimulatedSignedJson.Time(NextUpdate));
        writer.WriteString("fmspc", Fmspc);
        writer.WriteString("pceId", PceId);
        writer.WriteNumber("tcbType", TcbType);
        writer.WriteNumber("tcbEvaluationDataNumber", TcbEvaluationDataNumber);
        writer.WriteStartArray("tcbLevels");
        foreach (var level in Levels)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("tcb");
            if (Version >= 3) WriteComponents(writer, level.Components);
            else WriteNamedComponents(writer, level.Components);
            writer.WriteNumber("pcesvn", level.PceSvn);
            writer.WriteEndObject();
            SimulatedSignedJson.WriteLevelEnd(writer, level.Date, level.Status.ToString(), level.AdvisoryIds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteComponents(Utf8JsonWriter writer, IReadOnlyList<byte> components)
    {
        writer.WriteStartArray("sgxtcbcomponents");
        for (var i = 0; i < components.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("svn", components[i]);
            if (i == 0)
            {
                writer.WriteString("category", "BIOS");
                writer.WriteString("type", "Early Microcode Update");
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNamedComponents(Utf8JsonWriter writer, IReadOnlyList<byte> components)
    {
        for (var i = 0; i < components.Count; i++) writer.WriteNumber($"sgxtcbcomp{i + 1:00}svn", components[i]);
    }
}
