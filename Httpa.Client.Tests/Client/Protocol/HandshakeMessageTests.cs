using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

/// <summary>The four messages of the handshake: complete ones are read, and every lack and fault is refused.</summary>
public sealed class HandshakeMessageTests
{
    private static readonly string Random = StructuredFields.FormatBytes(new byte[32]);
    private static readonly string Binder = StructuredFields.FormatBytes(new byte[48]);
    private static readonly string SessionId = StructuredFields.FormatBytes(new byte[16]);
    private static readonly string Secret = StructuredFields.FormatBytes(new byte[96]);

    private static readonly Dictionary<string, string> Client = new()
    {
        ["Attest-Version"] = "httpa/1", ["Attest-Versions"] = "httpa/1", ["Attest-Origin"] = "\"https://a\"", ["Attest-Date"] = "@1",
        ["Attest-Random"] = Random, ["Attest-Cipher-Suites"] = "a, unknown", ["Attest-Evidence-Types"] = "sgx, what-is-this",
    };

    private static readonly Dictionary<string, string> Server = new()
    {
        ["Attest-Version"] = "httpa/1", ["Attest-Date"] = "@1", ["Attest-Random"] = Random, ["Attest-Cipher-Suite"] = "a",
        ["Attest-Session-ID"] = SessionId, ["Attest-Expires"] = "@2", ["Attest-Client-Evidence"] = "?0",
    };

    private static readonly Dictionary<string, string> Request = new()
    {
        ["Attest-Version"] = "httpa/1", ["Attest-Session-ID"] = SessionId, ["Attest-Secret"] = Secret, ["Attest-Binder"] = Binder,
    };

    private static readonly Dictionary<string, string> Response = new()
    {
        ["Attest-Session-ID"] = SessionId, ["Attest-Random"] = Random, ["Attest-Binder"] = Binder,
    };

    [Test]
    public void Complete_messages_are_read_whatever_else_the_message_carries()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReadsClient([.. Client, new("Accept", "*/*"), new("Cookie", "a"), new("Cookie", "b")]));
            Assert.That(ReadsServer([.. Server, new("Date", "whenever")]));
            Assert.That(ReadsRequest([.. Request]));
            Assert.That(ReadsResponse([.. Response]));
            Assert.That(ReadsResponse([.. Response, new("attest-secret", Secret)]), "mutual");
        }
    }

    [Test]
    public void Unknown_tokens_in_an_offer_are_kept()
    {
        Assert.That(ClientHello.TryParse(Fields([.. Client], ClientHello.FieldNames)!, out var hello, out _));
        Assert.That(hello!.CipherSuites, Is.EqualTo(new[] { "a", "unknown" }));
        Assert.That(hello.EvidenceTypes, Is.EqualTo(new[] { "sgx", "what-is-this" }));
    }

    [Test]
    public void Every_field_is_required_stands_once_and_has_no_parameter()
    {
        AssertStrict(Client, ReadsClient);
        AssertStrict(Server, ReadsServer);
        AssertStrict(Request, ReadsRequest);
        AssertStrict(Response, ReadsResponse);
    }

    [TestCase("Attest-Random", 31)]
    [TestCase("Attest-Random", 33)]
    [TestCase("Attest-Session-ID", 15)]
    [TestCase("Attest-Session-ID", 33)]
    public void Lengths_of_the_service_hello_are_the_profiles(string field, int length) =>
        Assert.That(ReadsServer([.. With(Server, field, length)]), Is.False);

    [TestCase("Attest-Binder", 47)]
    [TestCase("Attest-Binder", 49)]
    [TestCase("Attest-Secret", 95)]
    [TestCase("Attest-Secret", 1185)]
    [TestCase("Attest-Session-ID", 33)]
    public void Lengths_of_the_session_request_are_the_profiles(string field, int length) =>
        Assert.That(ReadsRequest([.. With(Request, field, length)]), Is.False);

    [TestCase("attest-binder")]
    [TestCase("Attest-Whatever")]
    public void A_field_that_the_message_does_not_define_is_refused(string name) =>
        Assert.That(ReadsClient([.. Client, new(name, "a")]), Is.False);

    [Test]
    public void A_value_over_16_KiB_is_refused()
    {
        var value = string.Join(", ", Enumerable.Range(0, 4000).Select(i => $"t{i}"));
        Assert.That(value, Has.Length.GreaterThan(AttestFields.MaxValueLength));
        Assert.That(ReadsClient([.. new Dictionary<string, string>(Client) { ["Attest-Cipher-Suites"] = value }]), Is.False);
    }

    private static void AssertStrict(Dictionary<string, string> message, Func<KeyValuePair<string, string>[], bool> reads)
    {
        foreach (var (name, value) in message)
        {
            Assert.That(reads([.. message.Where(f => f.Key != name)]), Is.False, $"{name} is missing");
            Assert.That(reads([.. message, new(name.ToUpperInvariant(), value)]), Is.False, $"{name} stands twice");
            foreach (var fault in (string[])[value + ";a", value + ", " + value, "", "\u00e9", new string('a', 20_000)])
                Assert.That(reads([.. new Dictionary<string, string>(message) { [name] = fault }]), Is.False, $"{name}: {fault}");
        }
    }

    private static Dictionary<string, string> With(Dictionary<string, string> message, string field, int length) =>
        new(message) { [field] = StructuredFields.FormatBytes(new byte[length]) };

    private static bool ReadsClient(KeyValuePair<string, string>[] fields) =>
        Fields(fields, ClientHello.FieldNames) is { } read && ClientHello.TryParse(read, out _, out _);

    private static bool ReadsServer(KeyValuePair<string, string>[] fields) =>
        Fields(fields, ServerHello.FieldNames) is { } read && ServerHello.TryParse(read, out _, out _);

    private static bool ReadsRequest(KeyValuePair<string, string>[] fields) =>
        Fields(fields, SessionRequest.FieldNames) is { } read && SessionRequest.TryParse(read, out _, out _);

    private static bool ReadsResponse(KeyValuePair<string, string>[] fields) =>
        Fields(fields, SessionResponse.FieldNames) is { } read && SessionResponse.TryParse(read, out _, out _);

    private static AttestFields? Fields(KeyValuePair<string, string>[] fields, ReadOnlySpan<string> defined) =>
        AttestFields.TryRead(fields.Select(f => KeyValuePair.Create(f.Key, (IEnumerable<string>)[f.Value])), defined, out var read, out _) ? read : null;
}
