using System.Globalization;
using System.Text;
using System.Text.Json;
using Httpa.Client.OpenHttpa;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>The messages of the whole session, as they stand on the wire.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class OpenHttpaSessionVectorTests
{
    private static IEnumerable<JsonElement> Requests => OpenHttpaVectors.Session("trusted_requests").EnumerateArray();

    [Test]
    public void The_request_for_attestation_has_the_fields_of_the_session()
    {
        var date = DateTimeOffset.Parse("2026-05-28T20:26:40Z", CultureInfo.InvariantCulture);
        var request = new AttestRequest(OpenHttpaVectors.Client(), date, [new Quote("mock", OpenHttpaVectors.Part("full_session").Hex("mock_client_quote_raw"), [])]);
        AssertFields(request.ToFields(), "attest_request_headers");
    }

    [Test]
    public void The_answer_has_the_fields_of_the_session_and_is_read_back()
    {
        var fields = Fields("attest_response_headers");
        Assert.That(AttestAnswer.TryParse(fields, out var answer, out var problem), Is.True, problem);
        Assert.Multiple(() =>
        {
            AssertFields(answer!.ToFields(), "attest_response_headers");
            Assert.That((answer!.BaseId, answer.Expires, answer.Version, answer.Suite), Is.EqualTo((OpenHttpaVectors.BaseId, 3600L, OpenHttpaNames.Version, OpenHttpaNames.Suite)));
            Assert.That(answer.Signature, Is.EqualTo(OpenHttpaVectors.Part("full_session").Hex("server_signature_mldsa65")));
        });
    }

    [Test]
    public void The_service_reads_what_the_client_wrote()
    {
        Assert.That(AttestRequest.TryParse(Fields("attest_request_headers"), out var request, out var problem), Is.True, problem);
        Assert.Multiple(() =>
        {
            Assert.That(request!.Half.Challenge.ToArray(), Is.EqualTo(OpenHttpaVectors.Client().Challenge.ToArray()));
            Assert.That(request.Half.Random.ToArray(), Is.EqualTo(OpenHttpaVectors.Client().Random.ToArray()));
            Assert.That(request.Quotes.Single().Token, Is.EqualTo("mock"));
        });
    }

    [Test]
    public void Trusted_requests_are_sealed_and_ticketed_and_their_answers_open()
    {
        using var keys = OpenHttpaVectors.Keys();
        var aad = Encoding.ASCII.GetBytes($"openhttpa:{OpenHttpaVectors.BaseId}");
        foreach (var request in Requests)
        {
            var plaintext = Encoding.UTF8.GetBytes(request.TryGetProperty("plaintext_text", out var text) ? text.GetString()! : "");
            var ciphertext = new byte[plaintext.Length + 16];
            var counter = keys.Client.SealNext(aad, plaintext, ciphertext);
            var list = HeaderList.Encode(Line(request.Text("what"), request.Text("host")), [new("Attest-Base-ID", OpenHttpaVectors.BaseId)]);
            var ticket = RequestTicket.For(counter, list, keys.ClientMac);
            Assert.Multiple(() =>
            {
                Assert.That(counter, Is.EqualTo(request.GetProperty("counter").GetUInt64()));
                Assert.That(ciphertext, Is.EqualTo(request.Hex("ciphertext_and_tag")));
                Assert.That(Encoding.UTF8.GetString(list), Is.EqualTo(request.Text("ahl_text")));
                Assert.That(ticket.Mac.ToArray(), Is.EqualTo(request.Hex("mac")));
                Assert.That(ticket.ToField(), Is.EqualTo(request.Text("attest_ticket_b64")));
            });
            if (!request.TryGetProperty("response", out var response)) continue;
            Assert.That(Encoding.UTF8.GetString(CiphertextBody.Write(ciphertext)), Is.EqualTo(request.Text("http_body_text")));
            Assert.That(CiphertextBody.TryRead(Encoding.UTF8.GetBytes(response.Text("http_body_text")), out var sealedAnswer), Is.True);
            var answer = new byte[sealedAnswer!.Length - 16];
            Assert.That(keys.Server.TryOpen(response.GetProperty("counter").GetUInt64(), aad, sealedAnswer, answer), Is.True);
            Assert.That(Encoding.UTF8.GetString(answer), Is.EqualTo(response.Text("plaintext_text")));
        }
    }

    [Test]
    public void The_ticket_of_a_streamed_request_takes_a_counter_of_its_own()
    {
        using var keys = OpenHttpaVectors.Keys();
        var stream = OpenHttpaVectors.Session("request_stream");
        ulong counter = 0;
        while (counter < stream.GetProperty("ticket_counter").GetUInt64()) counter = keys.Client.SealNext([], [], new byte[16]);
        var list = HeaderList.Encode(Line($"POST {stream.Text("path")}", "server.example:8443"), [new("Attest-Base-ID", OpenHttpaVectors.BaseId)]);
        Assert.That(RequestTicket.For(counter, list, keys.ClientMac).ToField(), Is.EqualTo(stream.Text("attest_ticket_b64")));
    }

    [Test]
    public void A_counter_is_opened_once_and_never_again()
    {
        using var sealing = OpenHttpaVectors.Keys();
        using var opening = OpenHttpaVectors.Keys();
        var (first, second) = (new byte[16], new byte[16]);
        sealing.Client.SealNext([], [], first);
        sealing.Client.SealNext([], [], second);
        Assert.Multiple(() =>
        {
            Assert.That(opening.Client.TryOpen(1, [], second, []), Is.False);
            Assert.That(opening.Client.TryOpen(2, [], second, []), Is.True);
            Assert.That(opening.Client.TryOpen(2, [], second, []), Is.False);
            Assert.That(opening.Client.TryOpen(1, [], first, []), Is.False);
            Assert.That(opening.Client.TryOpen(0, [], first, []), Is.False);
            Assert.That(opening.Client.TryOpen(3, [], new byte[15], []), Is.False);
        });
    }

    /// <summary>The field of a session is changed, or taken out when null.</summary>
    [TestCase("attest-random", ":AAAA:")]
    [TestCase("attest-random", null)]
    [TestCase("attest-key-share", ":e30=:")]
    [TestCase("attest-base-id", "3F2504E0-4F89-41D3-9A0C-0305E82C3301")]
    [TestCase("attest-base-id", "\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"")]
    [TestCase("attest-base-id", null)]
    [TestCase("attest-expires", "-1")]
    [TestCase("attest-expires", "9999999999999999")]
    [TestCase("attest-expires", null)]
    [TestCase("attest-quotes", "tdx")]
    [TestCase("attest-server-signatures", ":AAAA:")]
    [TestCase("attest-version", null)]
    [TestCase("attest-cipher-suite", "\"x\"")]
    public void An_answer_with_a_field_of_another_form_is_malformed(string name, string? value)
    {
        Assert.That(AttestAnswer.TryParse(Fields("attest_response_headers", name, value), out _, out var problem), Is.False);
        Assert.That(problem, Does.Contain(name));
    }

    [Test]
    public void Fields_that_stand_twice_or_are_too_long_are_malformed() => Assert.Multiple(() =>
    {
        Assert.That(OpenHttpaFields.TryRead([new("Attest-Random", ["a", "b"])], out _, out _), Is.False);
        Assert.That(OpenHttpaFields.TryRead([new("Attest-Random", ["a"]), new("attest-random", ["b"])], out _, out _), Is.False);
        Assert.That(OpenHttpaFields.TryRead([new("Attest-Random", [new string('a', OpenHttpaFields.MaxValueLength + 1)])], out _, out _), Is.False);
        Assert.That(OpenHttpaFields.TryRead([new("Attest-Quotes", ["(a ::)", "(b ::)"]), new("Attest-Unheard-Of", ["1", "2"])], out _, out _), Is.False, "one value only");
        Assert.That(OpenHttpaFields.TryRead([new("Attest-Quotes", ["(a ::)", "(b ::)"])], out var fields, out _) && Quote.TryParse(fields["attest-quotes"], out var quotes) && quotes.Count == 2);
    });

    /// <summary>Whatever a field holds, reading it gives an answer and never an exception.</summary>
    [TestCase("attest-quotes")]
    [TestCase("attest-key-share")]
    [TestCase("attest-server-signatures")]
    [TestCase("attest-random")]
    [TestCase("attest-expires")]
    public void Fields_that_are_cut_or_changed_anywhere_do_no_harm(string name)
    {
        var good = OpenHttpaVectors.Session("attest_response_headers").Text(name);
        var step = Math.Max(1, good.Length / 200);
        bool Read(string value) => AttestAnswer.TryParse(Fields("attest_response_headers", name, value), out _, out _);
        for (var i = 0; i < good.Length; i += step)
        {
            Assert.That(() => Read(good[..i]), Throws.Nothing);
            foreach (var c in "(\":;,=\\ \u00ff") Assert.That(() => Read($"{good[..i]}{c}{good[(i + 1)..]}"), Throws.Nothing);
        }
    }

    [Test]
    public void Key_shares_that_are_cut_or_changed_anywhere_are_refused_or_read()
    {
        var good = Encoding.UTF8.GetBytes(OpenHttpaVectors.Part("full_session").Text("server_key_share_json_text"));
        for (var i = 0; i < good.Length; i += 37)
        {
            Assert.That(KeyShareJson.TryParse(good.AsMemory(0, i), out ServerKeyShare? _), Is.False);
            var changed = (byte[])good.Clone();
            changed[i] ^= 0x80;
            Assert.That(KeyShareJson.TryParse(changed, out ServerKeyShare? _), Is.False);
        }
    }

    private static RequestLine Line(string what, string host)
    {
        var (method, target) = (what.Split(' ')[0], what.Split(' ')[1].TrimEnd(','));
        var parts = target.Split('?');
        return new RequestLine(method, parts[0], parts.Length > 1 ? parts[1] : "", host);
    }

    private static OpenHttpaFields Fields(string message, string? changed = null, string? value = null)
    {
        var headers = OpenHttpaVectors.Session(message).EnumerateObject()
            .Where(p => p.Name != changed || value is not null)
            .Select(p => KeyValuePair.Create(p.Name, (IEnumerable<string>)[p.Name == changed ? value! : p.Value.GetString()!]));
        return OpenHttpaFields.TryRead(headers, out var fields, out var problem) ? fields : throw new AssertionException(problem);
    }

    private static void AssertFields(IEnumerable<KeyValuePair<string, string>> fields, string message) =>
        Assert.That(fields.ToDictionary(f => f.Key, f => f.Value), Is.EquivalentTo(OpenHttpaVectors.Session(message).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!)));
}
