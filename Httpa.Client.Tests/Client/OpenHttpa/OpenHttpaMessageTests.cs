using System.Text;
using System.Text.Json;
using Httpa.Client.Crypto;
using Httpa.Client.OpenHttpa;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>Fields, transcript, header list, ticket and what is sealed, against the known answers.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class OpenHttpaMessageTests
{
    [Test]
    public void Transcript_and_report_data_are_those_of_the_session()
    {
        var hash = OpenHttpaTranscript.Hash(OpenHttpaVectors.Client(), OpenHttpaVectors.Server());
        Assert.Multiple(() =>
        {
            Assert.That(hash, Is.EqualTo(OpenHttpaVectors.Session("transcript").Hex("sha384")));
            Assert.That(OpenHttpaTranscript.ServerReportData(hash), Is.EqualTo(OpenHttpaVectors.Part("full_session").Hex("server_report_data")));
            Assert.That(OpenHttpaTranscript.ClientReportData(OpenHttpaVectors.Client()), Is.EqualTo(OpenHttpaVectors.Part("full_session").Hex("client_report_data")));
        });
    }

    [Test]
    public void The_services_signature_is_over_the_transcript_hash()
    {
        var (key, signature) = (OpenHttpaVectors.Session("public").Hex("server_mldsa65_public"), OpenHttpaVectors.Part("full_session").Hex("server_signature_mldsa65"));
        var hash = OpenHttpaVectors.Session("transcript").Hex("sha384");
        Assert.Multiple(() =>
        {
            Assert.That(MLDsa65.Verify(key, hash, signature), Is.True);
            Assert.That(MLDsa65.Verify(key, hash.AsSpan(1), signature), Is.False);
            Assert.That(MLDsa65.Verify(key.AsSpan(1), hash, signature), Is.False);
            Assert.That(MLDsa65.Verify(key, hash, signature.AsSpan(1)), Is.False);
            signature[100] ^= 1;
            Assert.That(MLDsa65.Verify(key, hash, signature), Is.False);
        });
    }

    [Test]
    public void Key_shares_are_written_and_read_as_the_reference_has_them()
    {
        var session = OpenHttpaVectors.Part("full_session");
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(KeyShareJson.Write(OpenHttpaVectors.ClientShare())), Is.EqualTo(session.Text("client_key_share_json_text")));
            Assert.That(Encoding.UTF8.GetString(KeyShareJson.Write(OpenHttpaVectors.ServerShare(), signs: true)), Is.EqualTo(session.Text("server_key_share_json_text")));
            Assert.That(KeyShareJson.TryParse(Encoding.UTF8.GetBytes(session.Text("server_key_share_json_text")), out ServerKeyShare? server), Is.True);
            Assert.That(server!.Ciphertext.ToArray(), Is.EqualTo(OpenHttpaVectors.ServerShare().Ciphertext.ToArray()));
            Assert.That(KeyShareJson.TryParse(Encoding.UTF8.GetBytes(session.Text("client_key_share_json_text")), out ClientKeyShare? client), Is.True);
            Assert.That(client!.MLKemKey.ToArray(), Is.EqualTo(OpenHttpaVectors.ClientShare().MLKemKey.ToArray()));
        });
    }

    [TestCase("\"ecdhe_public\":[", "\"ecdhe_public\":[1,", TestName = "Refuses_a_share_that_is_too_long")]
    [TestCase("\"ecdhe_public\":[121,", "\"ecdhe_public\":[", TestName = "Refuses_a_share_that_is_too_short")]
    [TestCase("\"ecdhe_public\":[121,", "\"ecdhe_public\":[256,", TestName = "Refuses_a_share_with_a_number_that_is_no_byte")]
    [TestCase("\"ecdhe_public\":[121,", "\"ecdhe_public\":[\"a\",", TestName = "Refuses_a_share_with_text_for_a_number")]
    [TestCase("\"ml-dsa-65\"", "\"ml-dsa-87\"", TestName = "Refuses_another_signature_algorithm")]
    [TestCase("\"ml-dsa-65\"", "7", TestName = "Refuses_a_number_for_an_algorithm")]
    [TestCase("\"signature_alg\"", "\"ecdhe_public\":[1],\"signature_alg\"", TestName = "Refuses_a_member_that_stands_twice")]
    [TestCase("mlkem_ciphertext", "mlkem_cipher", TestName = "Refuses_a_share_without_a_ciphertext")]
    [TestCase("}", "} ,", TestName = "Refuses_what_follows_a_share")]
    public void Refuses_a_malformed_share(string text, string instead)
    {
        var good = OpenHttpaVectors.Part("full_session").Text("server_key_share_json_text");
        var bad = good.Replace(text, instead, StringComparison.Ordinal);
        Assert.That(bad, Is.Not.EqualTo(good));
        Assert.That(KeyShareJson.TryParse(Encoding.UTF8.GetBytes(bad), out ServerKeyShare? _), Is.False);
    }

    [Test]
    public void Takes_a_share_without_a_signature_algorithm_and_with_members_of_later_versions()
    {
        var text = OpenHttpaVectors.Part("full_session").Text("server_key_share_json_text");
        foreach (var other in new[] { text.Replace(",\"signature_alg\":\"ml-dsa-65\"", "", StringComparison.Ordinal), text.Replace("\"ml-dsa-65\"", "null", StringComparison.Ordinal), text.Replace("{", "{\"new\":{\"a\":[1]},", StringComparison.Ordinal) })
            Assert.That(KeyShareJson.TryParse(Encoding.UTF8.GetBytes(other), out ServerKeyShare? _), Is.True, other[^40..]);
    }

    [Test]
    public void Quotes_are_written_and_read_as_the_reference_has_them()
    {
        var field = OpenHttpaVectors.Session("attest_response_headers").Text("attest-quotes");
        Assert.That(Quote.TryParse(field, out var quotes), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(quotes!.Select(q => q.Token), Is.EqualTo(new[] { "tdx", "nvidia_gpu" }));
            Assert.That(quotes!.Select(q => q.Value.ToArray()), Is.All.EqualTo(OpenHttpaVectors.Part("full_session").Hex("mock_server_quote_raw")));
            Assert.That(quotes![0].Uris, Is.EqualTo(new[] { "https://mock.attestation/intel/tdx/pck" }));
            Assert.That(Quote.ToField(quotes!), Is.EqualTo(field));
        });
    }

    [TestCase("(tdx :AAAA:), (nvidia_gpu :AAAA:;format=eat)", 2)]
    [TestCase("(tdx   :AAAA:  \"https://a\"  \"https://b\" ),(sgx ::)", 2)]
    [TestCase("(\"spelled out\" :AAAA:;format=raw 5 ?1);q=1", 1)]
    [TestCase("tdx", 0)]
    [TestCase("(tdx)", 0)]
    [TestCase("(tdx :AAAA:", 0)]
    [TestCase("(tdx :AAA:)", 0)]
    [TestCase("(tdx :AAAA:),", 0)]
    [TestCase("(tdx :AAAA:)(sgx :AAAA:)", 0)]
    [TestCase("(tdx:AAAA:)", 0)]
    [TestCase("(tdx \"AAAA\")", 0)]
    [TestCase("", 0)]
    public void Reads_quotes_of_that_form_and_no_other(string field, int count) =>
        Assert.That(Quote.TryParse(field, out var quotes) ? quotes.Count : 0, Is.EqualTo(count));

    [Test]
    public void A_quote_in_another_format_says_so()
    {
        Assert.That(Quote.TryParse("(tdx :AAAA:;format=eat), (tdx :AAAA:;format=raw), (tdx :AAAA:)", out var quotes), Is.True);
        Assert.That(quotes!.Select(q => q.IsRaw), Is.EqualTo(new[] { false, true, true }));
    }

    [Test]
    public void Byte_sequences_are_those_of_Structured_Fields()
    {
        foreach (var vector in OpenHttpaVectors.Part("sfv").EnumerateArray())
        {
            if (vector.TryGetProperty("bytes", out _)) Assert.That(StructuredFields.FormatBytes(vector.Hex("bytes")), Is.EqualTo(vector.Text("sfv")));
            else if (vector.TryGetProperty("token_text", out var token)) Assert.That(StructuredList.FormatToken(token.GetString()!), Is.EqualTo(vector.Text("sfv")));
            else Assert.That(AttestAnswer.FormatSeconds(vector.GetProperty("integer").GetInt64()), Is.EqualTo(vector.Text("sfv")));
        }
    }

    [Test]
    public void The_header_list_is_that_of_the_reference()
    {
        foreach (var vector in OpenHttpaVectors.Part("ahl").EnumerateArray())
        {
            var fields = vector.GetProperty("headers").EnumerateArray().Select(h => KeyValuePair.Create(h[0].GetString()!, h[1].GetString()!));
            var line = new RequestLine(vector.Text("method"), vector.Text("path"), vector.GetProperty("query").GetString() ?? "", vector.Text("authority"));
            Assert.Multiple(() =>
            {
                Assert.That(HeaderList.Encode(line, fields), Is.EqualTo(vector.Hex("ahl")), vector.Text("where"));
                Assert.That(Encoding.UTF8.GetString(HeaderList.Encode(line, fields)), Is.EqualTo(vector.Text("ahl_text")));
            });
        }
    }

    [Test]
    public void The_header_list_has_the_limits_of_the_reference()
    {
        var line = new RequestLine("GET", "/", "", "host");
        Assert.Multiple(() =>
        {
            Assert.That(() => HeaderList.Encode(line, [new("attest-x", new string('a', 4097))]), Throws.ArgumentException);
            Assert.That(() => HeaderList.Encode(line, [new("attest-" + new string('a', 250), "")]), Throws.ArgumentException);
            Assert.That(() => HeaderList.Encode(line, Enumerable.Range(0, 65).Select(i => KeyValuePair.Create($"attest-{i}", ""))), Throws.ArgumentException);
            Assert.That(HeaderList.Encode(line, [new("attest-x", "é")]), Is.EqualTo(HeaderList.Encode(line, [])), "not visible ASCII");
        });
    }

    [Test]
    public void Tickets_are_written_and_read()
    {
        foreach (var vector in OpenHttpaVectors.Part("attest_ticket_encoding").EnumerateArray())
        {
            var isUsed = vector.GetProperty("mode").GetInt32() == 0;
            var field = vector.Text("header_value_b64");
            Assert.That(Convert.FromBase64String(field), Is.EqualTo(vector.Hex("payload")));
            Assert.That(RequestTicket.TryParse(field, out var ticket), Is.EqualTo(isUsed), "0-RTT is not taken");
            if (!isUsed) continue;
            Assert.That((ticket!.Counter, ticket.ToField()), Is.EqualTo((vector.GetProperty("counter").GetUInt64(), field)));
            Assert.That(ticket.Mac.ToArray(), Is.EqualTo(vector.Hex("mac")));
        }
    }

    /// <summary>Nobody sends a binder or checks one. Its encoding, u64be(number) || MAC, is that of a ticket without the mode byte.</summary>
    [Test]
    public void The_binder_that_nobody_sends_has_a_known_encoding()
    {
        var vector = OpenHttpaVectors.Part("attest_binder_encoding");
        var ticket = new RequestTicket(vector.GetProperty("request_nonce").GetUInt64(), vector.Hex("mac"));
        var bytes = Convert.FromBase64String(ticket.ToField());
        Assert.That(Convert.ToBase64String([.. bytes[..8], .. bytes[9..]]), Is.EqualTo(vector.Text("header_value_b64")));
    }

    [Test]
    public void Nonces_are_the_iv_and_the_counter()
    {
        foreach (var vector in OpenHttpaVectors.Part("aead_nonce_construction").EnumerateArray())
        {
            using var key = new CounterKey(new Aes256GcmKey(new byte[32]), vector.Hex("iv"));
            var nonce = new byte[12];
            var counter = vector.TryGetProperty("counter", out var small) ? small.GetUInt64() : Convert.ToUInt64(vector.Text("counter_hex"), 16);
            key.WriteNonce(counter, nonce);
            Assert.That(nonce, Is.EqualTo(vector.Hex("nonce")));
        }
    }

    [Test]
    public void The_AEADs_give_the_known_answers()
    {
        foreach (var vector in OpenHttpaVectors.Part("aead").EnumerateArray())
        {
            using AeadKey key = vector.Text("alg") == "AES-256-GCM" ? new Aes256GcmKey(vector.Hex("key")) : new ChaCha20Poly1305Key(vector.Hex("key"));
            var plaintext = Encoding.UTF8.GetBytes(vector.Text("plaintext_text"));
            var ciphertext = new byte[plaintext.Length + 16];
            key.Seal(vector.Hex("nonce"), Encoding.UTF8.GetBytes(vector.Text("aad_text")), plaintext, ciphertext);
            Assert.That(ciphertext, Is.EqualTo(vector.Hex("ciphertext_and_tag")), vector.Text("where"));
        }
    }

    [Test]
    public void A_length_prefix_of_the_combiner_has_two_bytes() =>
        // What the whole combiner's known answer rests on, said by itself.
        Assert.That(OpenHttpaKeySchedule.Prefixed(Encoding.ASCII.GetBytes(OpenHttpaVectors.Part("combiner_length_prefix").Text("input_text"))),
            Is.EqualTo(OpenHttpaVectors.Part("combiner_length_prefix").Hex("output")));

    [TestCase("{\"ciphertext\":\"00FFaa\"}", true)]
    [TestCase("{\"more\":[1],\"ciphertext\":\"\"}", true)]
    [TestCase("{\"ciphertext\":\"0\"}", false)]
    [TestCase("{\"ciphertext\":\"zz\"}", false)]
    [TestCase("{\"ciphertext\":7}", false)]
    [TestCase("{\"ciphertext\":\"00\",\"ciphertext\":\"00\"}", false)]
    [TestCase("[\"00\"]", false)]
    [TestCase("", false)]
    [TestCase("{\"ciphertext\":\"00\"} x", false)]
    public void Bodies_are_read_strictly(string body, bool good) => Assert.That(CiphertextBody.TryRead(Encoding.UTF8.GetBytes(body), out _), Is.EqualTo(good));

    [Test]
    public void The_mock_quotes_of_the_reference_hash_the_report_data() => Assert.Multiple(() =>
    {
        foreach (var vector in OpenHttpaVectors.Part("mock_quote").EnumerateArray())
            Assert.That(System.Security.Cryptography.SHA384.HashData(vector.Hex("report_data")), Is.EqualTo(vector.Hex("quote_raw")));
    });

    [Test]
    public void Numbers_and_policies_are_those_of_the_reference()
    {
        var ids = OpenHttpaVectors.Part("identifiers");
        Assert.Multiple(() =>
        {
            Assert.That(ids.GetProperty("cipher_suite_numeric_ids").Hex(OpenHttpaNames.Suite), Is.EqualTo(new byte[] { OpenHttpaNames.SuiteId >> 8, OpenHttpaNames.SuiteId & 0xff }));
            Assert.That(ids.GetProperty("protocol_version_numeric_ids").Hex(OpenHttpaNames.Version), Is.EqualTo(new[] { OpenHttpaNames.VersionId }));
            Assert.That(OpenHttpaVectors.Part("policy_header").Text("direct=true,allow_untrusted=false"), Is.EqualTo(OpenHttpaNames.Policies));
        });
    }

    private static JsonElement.ArrayEnumerator Frames(string part) => OpenHttpaVectors.Session(part).GetProperty("frames").EnumerateArray();

    [TestCase("request_stream")]
    [TestCase("response_stream")]
    public void Streams_are_sealed_and_opened_frame_by_frame(string part)
    {
        using var sealing = OpenHttpaVectors.Keys();
        using var opening = OpenHttpaVectors.Keys();
        var isRequest = part == "request_stream";
        var before = Frames(part).First().GetProperty("counter").GetUInt64() - 1;
        var sealer = Skip(isRequest ? sealing.Client : sealing.Server, before);
        var chain = new FrameChain(sealer, OpenHttpaVectors.BaseId);
        var opened = new FrameChain(isRequest ? opening.Client : opening.Server, OpenHttpaVectors.BaseId);
        foreach (var frame in Frames(part))
        {
            var (bytes, plaintext) = (frame.Hex("frame"), Encoding.UTF8.GetBytes(frame.Text("plaintext_text")));
            Assert.That(chain.Seal(plaintext), Is.EqualTo(bytes));
            var head = StreamFrame.Read(bytes);
            var text = new byte[head.Length - 16];
            Assert.That(head.Counter, Is.EqualTo(frame.GetProperty("counter").GetUInt64()));
            Assert.That(opened.TryOpen(head.Counter, bytes.AsSpan(StreamFrame.HeadLength), text), Is.True);
            Assert.That(text, Is.EqualTo(plaintext));
        }
    }

    /// <summary>WebSockets are not offered; their messages show the same keys and nonces.</summary>
    [TestCase("client_text_frame_hello", "0068656c6c6f")]
    [TestCase("server_binary_frame_0102030405060708", "010102030405060708")]
    public void The_form_of_WebSocket_messages_is_the_same_seal(string name, string plaintext)
    {
        using var keys = OpenHttpaVectors.Keys();
        var key = name.StartsWith("client", StringComparison.Ordinal) ? keys.Client : keys.Server;
        var message = OpenHttpaVectors.Session("websocket").Hex(name);
        var (nonce, text) = (new byte[12], new byte[message.Length - 28]);
        key.WriteNonce(1, nonce);
        Assert.That(nonce, Is.EqualTo(message[..12]));
        Assert.That(key.TryOpen(1, Encoding.ASCII.GetBytes($"openhttpa:{OpenHttpaVectors.BaseId}"), message.AsSpan(12), text), Is.True);
        Assert.That(text, Is.EqualTo(Convert.FromHexString(plaintext)));
    }

    private static CounterKey Skip(CounterKey key, ulong count)
    {
        while (key.Last < count) key.SealNext([], [], new byte[16]);
        return key;
    }
}
