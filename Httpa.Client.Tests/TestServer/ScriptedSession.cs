using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Httpa.Client.Bodies;
using Httpa.Client.Protocol;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

/// <summary>A session whose messages a test seals and opens piece by piece.</summary>
internal sealed class ScriptedSession(byte[] id, string origin, DirectionKey clientKey, DirectionKey serverKey) : IDisposable
{
    public byte[] Id { get; } = id;

    /// <summary>A head with exactly these fields, allowed or not.</summary>
    public static byte[] Head(uint age, params (string Name, string Value)[] fields)
    {
        using var head = new MemoryStream();
        Write(head, age);
        foreach (var (name, value) in fields)
        {
            foreach (var text in (string[])[name, value])
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                Write(head, (uint)bytes.Length);
                head.Write(bytes);
            }
        }

        return head.ToArray();
    }

    public RecordSealer Sealer(ulong sequence, string method, string target) =>
        new(clientKey, sequence, MessageContext.ForRequest(Id, method, origin, target));

    /// <summary>The outer fields of a sealed request.</summary>
    public IEnumerable<KeyValuePair<string, string>> Fields(ulong sequence, byte[]? seal = null)
    {
        yield return new(FieldName.SessionId, SealedFields.FormatBytes(Id));
        yield return new(FieldName.Sequence, SealedFields.FormatSequence(sequence));
        if (seal is not null) yield return new(FieldName.Seal, SealedFields.FormatBytes(seal));
    }

    /// <summary>A request without a body.</summary>
    public IEnumerable<KeyValuePair<string, string>> Seal(ulong sequence, string method, string target, byte[]? head = null) =>
        Fields(sequence, Sealer(sequence, method, target).SealWhole(head ?? Head(0)));

    /// <summary>The records of a request: the head, then each part; the last is final.</summary>
    public byte[] Records(ulong sequence, string method, string target, byte[] head, params byte[][] parts) =>
        Join(Sealer(sequence, method, target), [head, .. parts]);

    public static byte[] Join(RecordSealer sealer, IReadOnlyList<byte[]> parts)
    {
        using var records = new MemoryStream();
        for (var i = 0; i < parts.Count; i++)
        {
            var record = new byte[sealer.SealedLength(parts[i].Length)];
            Assert.That(sealer.TrySeal(parts[i], i == parts.Count - 1, record, out _), Is.True);
            records.Write(record);
        }

        return records.ToArray();
    }

    public static HttpContent Content(byte[] records) => new ByteArrayContent(records) { Headers = { ContentType = new MediaTypeHeaderValue(SealedFields.MediaType) } };

    /// <summary>Opens a sealed response to its end.</summary>
    public async Task<ScriptedResponse> OpenAsync(HttpResponseMessage response, ulong sequence, string method, string target, CancellationToken cancellationToken)
    {
        Assert.That(response.Headers.TryGetValues(FieldName.Error, out var errors) ? errors.Single() : "", Is.Empty);
        Assert.That(response.Headers.GetValues(FieldName.SessionId).Single(), Is.EqualTo(SealedFields.FormatBytes(Id)));
        Assert.That(response.Headers.GetValues(FieldName.Sequence).Single(), Is.EqualTo(SealedFields.FormatSequence(sequence)));
        var source = response.Headers.TryGetValues(FieldName.Seal, out var seal)
            ? new MemoryStream(Convert.FromBase64String(seal.Single().Trim(':')))
            : await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var records = Opening(source, sequence, method, target);
        var head = await records.ReadHeadAsync(cancellationToken);
        Assert.That(MessageHead.TryDecodeResponse(head, out var status, out var fields, out _), Is.True);
        using var body = new MemoryStream();
        await records.CopyToAsync(body, cancellationToken);
        return new ScriptedResponse(status, fields!, body.ToArray());
    }

    /// <summary>Opens a sealed response piece by piece.</summary>
    public OpeningStream Opening(Stream source, ulong sequence, string method, string target) =>
        new(source, new RecordOpener(serverKey, sequence, MessageContext.ForResponse(Id, method, origin, target)));

    public void Dispose()
    {
        clientKey.Dispose();
        serverKey.Dispose();
    }

    private static void Write(Stream stream, uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        stream.Write(bytes);
    }
}

/// <summary>What the service's TEE answered.</summary>
internal sealed record ScriptedResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Fields, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? this[string name] => Fields.FirstOrDefault(f => f.Key == name).Value;
}
