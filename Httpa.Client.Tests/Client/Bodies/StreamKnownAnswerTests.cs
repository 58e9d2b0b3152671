using System.Security.Cryptography;
using System.Text.Json;
using Httpa.Client.Bodies;
using Httpa.Client.Protocol;
using Httpa.Client.Tests.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Bodies;

[TestFixtureSource(typeof(KnownAnswers), nameof(KnownAnswers.Names))]
public sealed class StreamKnownAnswerTests(string name)
{
    private KnownAnswers _case = null!;

    [OneTimeSetUp]
    public void Find() => _case = KnownAnswers.Find(name);

    [Test]
    public void Contexts_and_heads_are_the_known_bytes()
    {
        foreach (var stream in _case.Streams)
        {
            var head = KnownAnswers.Bytes(stream, "head");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Context(stream), Is.EqualTo(KnownAnswers.Bytes(stream, "ctx")));
                Assert.That(EncodeHead(stream), Is.EqualTo(head));
            }

            string problem;
            List<KeyValuePair<string, string>>? fields;
            if (stream.TryGetProperty("status", out var status))
            {
                Assert.That(MessageHead.TryDecodeResponse(head, out var read, out fields, out problem), problem);
                Assert.That(read, Is.EqualTo(status.GetInt32()));
            }
            else
            {
                Assert.That(MessageHead.TryDecodeRequest(head, out var age, out fields, out problem), problem);
                Assert.That(age, Is.EqualTo(stream.GetProperty("age").GetUInt32()));
            }

            Assert.That(fields, Is.EqualTo(KnownAnswers.HeadFields(stream)));
        }
    }

    [Test]
    public void Records_seal_to_the_known_bytes()
    {
        foreach (var stream in _case.Streams)
        {
            using var key = _case.NewDirection(IsRequest(stream));
            var sealer = new RecordSealer(key, Number(stream), Context(stream));
            using var message = new MemoryStream();
            byte[] plaintext = [.. EncodeHead(stream), .. KnownAnswers.Body(stream)];
            var offset = 0;
            foreach (var record in stream.GetProperty("records").EnumerateArray())
            {
                var length = record.GetProperty("content").GetInt32();
                sealer.PadTo = record.GetProperty("padded").GetInt32() == 1 ? record.GetProperty("plaintext").GetInt32() : 0;
                var sealedRecord = SealedMessages.SealOne(sealer, plaintext.AsSpan(offset, length), record.GetProperty("final").GetInt32() == 1);
                Assert.That(sealedRecord[..4], Is.EqualTo(KnownAnswers.Bytes(record, "h")));
                message.Write(sealedRecord);
                offset += length;
            }

            AssertMessage(stream, message.ToArray());
        }
    }

    [Test]
    public async Task Streams_that_were_sealed_by_the_profiles_cut_open_to_head_and_body([Values(1, 7, 100_000)] int atMost)
    {
        foreach (var stream in _case.Streams.Where(s => s.TryGetProperty("stream", out _)))
        {
            using var key = _case.NewDirection(IsRequest(stream));
            var source = new TricklingStream(KnownAnswers.Bytes(stream, "stream"), atMost);
            await using var opening = new OpeningStream(source, new RecordOpener(key, Number(stream), Context(stream)));
            Assert.That(await opening.ReadHeadAsync(default), Is.EqualTo(KnownAnswers.Bytes(stream, "head")));
            using var body = new MemoryStream();
            await opening.CopyToAsync(body);
            Assert.That(body.ToArray(), Is.EqualTo(KnownAnswers.Body(stream)));
        }
    }

    [Test]
    public async Task Sealing_stream_makes_the_known_stream_of_a_known_length([Values(1, 999, 65_536, 200_000)] int chunk, [Values] bool flushing)
    {
        var stream = _case.Stream("request-200000");
        using var key = _case.NewDirection(client: true);
        using var destination = new MemoryStream();
        var body = KnownAnswers.Body(stream);
        var head = EncodeHead(stream);
        await using (var sealing = new SealingStream(destination, new RecordSealer(key, Number(stream), Context(stream)), head, body.Length))
        {
            foreach (var part in body.Chunk(chunk))
            {
                await sealing.WriteAsync(part);
                if (flushing && chunk > 1) await sealing.FlushAsync();
            }

            await sealing.CompleteAsync(default);
        }

        AssertMessage(stream, destination.ToArray());
        Assert.That(destination.Length, Is.EqualTo(RecordSealer.MessageLength(head.Length, body.Length)));
    }

    [Test]
    public void Sealing_stream_makes_the_known_streams_of_unknown_length()
    {
        foreach (var streamName in (string[])["request-empty-length-unknown", "request-10", "response-200", "response-500"])
        {
            var stream = _case.Stream(streamName);
            AssertMessage(stream, SealThroughStream(stream, [KnownAnswers.Body(stream)], flush: false));
        }

        var events = _case.Stream("response-events");
        AssertMessage(events, SealThroughStream(events, KnownAnswers.Body(events).Chunk(9), flush: true));
    }

    [Test]
    public void Messages_without_a_body_open_and_seal_as_a_field()
    {
        foreach (var stream in _case.Streams.Where(s => s.TryGetProperty("attestSeal", out _)))
        {
            var text = stream.GetProperty("attestSeal").GetString();
            Assert.That(SealedFields.TryParseBytes(text, 20, 16_384, out var record));
            using var key = _case.NewDirection(IsRequest(stream));
            Assert.That(new RecordOpener(key, Number(stream), Context(stream)).TryOpenWhole(record, out var head, out _));
            Assert.That(head, Is.EqualTo(KnownAnswers.Bytes(stream, "head")));
            var again = new RecordSealer(key, Number(stream), Context(stream)).SealWhole(head);
            Assert.That(SealedFields.FormatBytes(again), Is.EqualTo(text));
        }
    }

    [Test]
    public async Task Invalid_streams_fail_for_their_reason([Values(1, 100_000)] int atMost)
    {
        var ordinary = _case.Stream("request-10");
        foreach (var invalid in _case.Invalid)
        {
            using var key = _case.NewDirection(client: true);
            var number = invalid.TryGetProperty("n", out var n) ? n.GetUInt64() : Number(ordinary);
            var context = MessageContext.ForRequest(
                _case.SessionId, Text(invalid, "methodText") ?? Text(ordinary, "methodText")!, _case.Origin, Text(invalid, "targetText") ?? Text(ordinary, "targetText")!);
            var source = new TricklingStream(KnownAnswers.Bytes(invalid, "stream"), atMost);
            await using var opening = new OpeningStream(source, new RecordOpener(key, number, context));

            var error = Assert.ThrowsAsync<HttpaProtocolException>(async () =>
            {
                await opening.ReadHeadAsync(default);
                await opening.CopyToAsync(Stream.Null);
            });
            var expected = invalid.GetProperty("expect").GetString() switch
            {
                "truncated" => ProtocolReason.Truncated,
                "trailing-data" => ProtocolReason.TrailingData,
                _ => ProtocolReason.BadSeal,
            };
            Assert.That(error!.Reason, Is.EqualTo(expected), invalid.GetProperty("what").GetString());
            Assert.That(() => opening.CopyTo(Stream.Null), Throws.TypeOf<HttpaProtocolException>().With.Property("Reason").EqualTo(expected));
        }
    }

    private byte[] SealThroughStream(JsonElement stream, IEnumerable<byte[]> parts, bool flush)
    {
        using var key = _case.NewDirection(IsRequest(stream));
        using var destination = new MemoryStream();
        using var sealing = new SealingStream(destination, new RecordSealer(key, Number(stream), Context(stream)), EncodeHead(stream));
        foreach (var part in parts)
        {
            sealing.Write(part);
            if (flush) sealing.Flush();
        }

        sealing.Complete();
        return destination.ToArray();
    }

    private static void AssertMessage(JsonElement stream, byte[] message)
    {
        if (stream.TryGetProperty("streamSha256", out _))
        {
            Assert.That(message, Has.Length.EqualTo(stream.GetProperty("streamLength").GetInt32()));
            Assert.That(SHA256.HashData(message), Is.EqualTo(KnownAnswers.Bytes(stream, "streamSha256")));
        }
        else
        {
            Assert.That(message, Is.EqualTo(KnownAnswers.Bytes(stream, stream.TryGetProperty("stream", out _) ? "stream" : "record")));
        }
    }

    private static byte[] EncodeHead(JsonElement stream) => stream.TryGetProperty("status", out var status)
        ? MessageHead.EncodeResponse(status.GetInt32(), KnownAnswers.HeadFields(stream))
        : MessageHead.EncodeRequest(stream.GetProperty("age").GetUInt32(), KnownAnswers.HeadFields(stream));

    private byte[] Context(JsonElement stream) => IsRequest(stream)
        ? MessageContext.ForRequest(_case.SessionId, Text(stream, "methodText")!, _case.Origin, Text(stream, "targetText")!)
        : MessageContext.ForResponse(_case.SessionId, Text(stream, "methodText")!, _case.Origin, Text(stream, "targetText")!);

    private static bool IsRequest(JsonElement stream) => stream.TryGetProperty("age", out _);
    private static ulong Number(JsonElement stream) => stream.GetProperty("n").GetUInt64();
    private static string? Text(JsonElement element, string property) => element.TryGetProperty(property, out var text) ? text.GetString() : null;
}
