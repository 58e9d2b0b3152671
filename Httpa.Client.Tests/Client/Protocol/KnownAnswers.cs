using System.Text.Json;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

/// <summary>The known answers of an independent implementation of the profile: ../shared/vectors/httpa1.json. One instance a case.</summary>
internal sealed class KnownAnswers
{
    private static readonly Lazy<IReadOnlyList<KnownAnswers>> Loaded = new(Load);

    private readonly JsonElement _case;

    private KnownAnswers(JsonElement element) => _case = element;

    /// <summary>All cases. The test is ignored, with the reason, where the file is missing.</summary>
    public static IReadOnlyList<KnownAnswers> All
    {
        get
        {
            SharedFolder.Path(); // ignores the test where the folder is missing
            return Loaded.Value;
        }
    }

    /// <summary>The names of the cases, for test sources: they do not ignore.</summary>
    public static IEnumerable<string> Names =>
        SharedFolder.Find() is null ? ["../shared is missing"] : Loaded.Value.Select(c => c.Name);

    public string Name => _case.GetProperty("name").GetString()!;
    public CipherSuite Suite => CipherSuite.TryFind(_case.GetProperty("suite").GetString()!, out var suite) ? suite : throw new AssertionException("No such suite.");
    public bool IsMutual => _case.GetProperty("mutual").GetBoolean();
    public JsonElement Inputs => _case.GetProperty("inputs");
    public JsonElement Outputs => _case.GetProperty("outputs");
    public JsonElement Messages => _case.GetProperty("messages");
    public IEnumerable<JsonElement> Nonces => _case.GetProperty("nonces").EnumerateArray();
    public IEnumerable<JsonElement> Streams => _case.GetProperty("streams").EnumerateArray();
    public IEnumerable<JsonElement> Invalid => _case.GetProperty("invalid").EnumerateArray();

    public byte[] SessionId => Bytes(Inputs, "sessionId");
    public string Origin => Inputs.GetProperty("originText").GetString()!;

    public static KnownAnswers Find(string name) => All.First(c => c.Name == name);

    public JsonElement Stream(string name) => Streams.First(s => s.GetProperty("name").GetString() == name);

    public DirectionKey NewDirection(bool client)
    {
        var keys = Outputs.GetProperty(client ? "client" : "server");
        return new DirectionKey(Suite.CreateAeadKey(Bytes(keys, "key")), Bytes(keys, "iv"));
    }

    /// <summary>The Attest-* fields of a message as an HTTP stack gives them.</summary>
    public AttestFields Fields(string message, ReadOnlySpan<string> defined)
    {
        var headers = Messages.GetProperty(message).EnumerateObject()
            .Select(p => KeyValuePair.Create(p.Name, (IEnumerable<string>)[p.Value.GetString()!]));
        return AttestFields.TryRead(headers, defined, out var fields, out var problem) ? fields : throw new AssertionException(problem);
    }

    public static byte[] Bytes(JsonElement parent, string name) => Convert.FromHexString(parent.GetProperty(name).GetString()!);

    /// <summary>A body: the text, or bytes i mod 251.</summary>
    public static byte[] Body(JsonElement stream) => stream.TryGetProperty("bodyText", out var text)
        ? System.Text.Encoding.UTF8.GetBytes(text.GetString()!)
        : [.. Enumerable.Range(0, stream.GetProperty("bodyLength").GetInt32()).Select(i => (byte)(i % 251))];

    public static KeyValuePair<string, string>[] HeadFields(JsonElement stream) =>
        [.. stream.GetProperty("fields").EnumerateArray().Select(f => KeyValuePair.Create(f[0].GetString()!, f[1].GetString()!))];

    private static IReadOnlyList<KnownAnswers> Load()
    {
        var document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("vectors", "httpa1.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(e => new KnownAnswers(e))];
    }
}
