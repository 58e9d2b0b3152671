using System.Globalization;
using System.Text.Json.Nodes;
using Httpa.Client.Endorsing;
using Httpa.Verifiers;

namespace Httpa.Client.Tests.Vectors;

/// <summary>One folder of ../shared/vectors: genuine public evidence with its endorsements, and the verdict expected of it.</summary>
internal sealed class VectorCase
{
    private VectorCase(string folder)
    {
        Folder = folder;
        Json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "case.json")))!.AsObject();
    }

    /// <summary>The path of the folder.</summary>
    public string Folder { get; }

    /// <summary>The name of the case.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The whole case.</summary>
    public JsonObject Json { get; }

    /// <summary>What is expected.</summary>
    public JsonObject Expected => Json["expected"]!.AsObject();

    /// <summary><c>accept</c>, <c>conditional</c> or <c>reject</c>.</summary>
    public string Verdict => Expected["verdict"]!.GetValue<string>();

    /// <summary>Why not <c>accept</c>.</summary>
    public string[] Reasons => [.. Expected["reasons"]!.AsArray().Select(r => r!.GetValue<string>())];

    /// <summary>The time to judge at.</summary>
    public DateTimeOffset Time => DateTimeOffset.Parse(Json["validAt"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    /// <summary>All cases of a kind of evidence, by the folders that are there; none where ../shared is missing.</summary>
    /// <param name="tee">The folder, such as <c>sgx</c>.</param>
    public static IEnumerable<VectorCase> All(string tee) => SharedFolder.Find() is { } shared
        ? Directory.GetDirectories(Path.Combine(shared, "vectors", tee)).Order(StringComparer.Ordinal).Select(folder => new VectorCase(folder))
        : [];

    /// <summary>One case.</summary>
    /// <param name="tee">The folder of the kind of evidence.</param>
    /// <param name="name">The folder of the case.</param>
    public static VectorCase Read(string tee, string name) => new(SharedFolder.Path("vectors", tee, name));

    /// <summary>The file with the evidence.</summary>
    public string EvidenceFile => Path.Combine(Folder, Json["evidence"]!.GetValue<string>());

    /// <summary>The evidence.</summary>
    public byte[] Evidence() => File.ReadAllBytes(EvidenceFile);

    /// <summary>The endorsements, by the names that HTTPA gives them.</summary>
    public Dictionary<string, byte[]> Documents()
    {
        var read = EndorsementDirectory.Read(Folder);
        return read.Names.ToDictionary(name => name, name => read.TryGet(name, out var content) ? content.ToArray() : [], StringComparer.Ordinal);
    }

    /// <summary>Evidence and endorsements together.</summary>
    /// <param name="type">The kind of evidence.</param>
    /// <param name="evidence">Other bytes in the place of the evidence; null for those of the case.</param>
    /// <param name="documents">Other endorsements; null for those of the case.</param>
    public EndorsedEvidence Endorsed(EvidenceType type, byte[]? evidence = null, Dictionary<string, byte[]>? documents = null) => new(
        new Evidence(type, evidence ?? Evidence()),
        new Endorsements((documents ?? Documents()).Select(d => KeyValuePair.Create(d.Key, new ReadOnlyMemory<byte>(d.Value)))));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
