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

    /// <summary>The TDX modules; null in the TCB info of SGX.</summary>
    public IReadOnlyList<SimulatedTdxModule>? Modules { get; init; }

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
        if (Modules is not null) WriteModules(writer, Modules);
        writer.WriteStartArray("tcbLevels");
        foreach (var level in Levels)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("tcb");
            if (Version >= 3) WriteComponents(writer, "sgxtcbcomponents", level.Components);
            else WriteNamedComponents(writer, level.Components);
            if (level.TdxComponents is { } tdx) WriteComponents(writer, "tdxtcbcomponents", tdx);
            writer.WriteNumber("pcesvn", level.PceSvn);
            writer.WriteEndObject();
            SimulatedSignedJson.WriteLevelEnd(writer, level.Date, level.Status.ToString(), level.AdvisoryIds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Before TDX 1.5 there was one module, without version and levels, which <c>tdxModule</c> still describes.</summary>
    private static void WriteModules(Utf8JsonWriter writer, IReadOnlyList<SimulatedTdxModule> modules)
    {
        writer.WriteStartObject("tdxModule");
        WriteModule(writer, new byte[48], new byte[8], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        writer.WriteEndObject();
        writer.WriteStartArray("tdxModuleIdentities");
        foreach (var module in modules)
        {
            writer.WriteStartObject();
            writer.WriteString("id", module.Id);
            WriteModule(writer, module.MrSigner.Bytes.Span, module.Attributes.Bytes.Span, module.AttributesMask.Bytes.Span);
            writer.WriteStartArray("tcbLevels");
            foreach (var level in module.Levels) level.Write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteModule(Utf8JsonWriter writer, ReadOnlySpan<byte> signer, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> mask)
    {
        writer.WriteString("mrsigner", Convert.ToHexString(signer));
        writer.WriteString("attributes", Convert.ToHexString(attributes));
        writer.WriteString("attributesMask", Convert.ToHexString(mask));
    }

    private static void WriteComponents(Utf8JsonWriter writer, string name, IReadOnlyList<byte> components)
    {
        writer.WriteStartArray(name);
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
