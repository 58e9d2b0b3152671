using System.Buffers.Binary;
using Httpa.Verifiers;
using Httpa.Verifiers.Encoding;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>The parts of one answer as a cache keeps them. A cache may be shared: what comes out of it is as untrusted as an answer.</summary>
internal sealed class StoredDocuments
{
    private const uint Format = 0x31454148; // "HAE1"

    private StoredDocuments(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> parts, DateTimeOffset fetched, DateTimeOffset ends) =>
        (Parts, Fetched, Ends) = (parts, fetched, ends);

    /// <summary>Name and content of each part.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Parts { get; }

    /// <summary>When they were fetched, to the second.</summary>
    public DateTimeOffset Fetched { get; }

    /// <summary>When the first of them ends, by its own word.</summary>
    public DateTimeOffset Ends { get; }

    /// <summary>Takes the parts of an answer.</summary>
    /// <param name="form">Which parts there must be.</param>
    /// <param name="contents">Their bytes, in the form's order.</param>
    /// <param name="fetched">When they were fetched.</param>
    /// <returns>Null when one of them is not the document that it should be.</returns>
    public static StoredDocuments? TryMake(AnswerForm form, ReadOnlyMemory<byte>[] contents, DateTimeOffset fetched)
    {
        var ends = DateTimeOffset.MaxValue;
        var parts = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>(contents.Length);
        for (var i = 0; i < contents.Length; i++)
        {
            if (contents[i].Length > Endorsements.MaxDocumentLength || !EndorsementFacts.TryRead(form.Names[i], contents[i], out var facts)) return null;
            if (facts.Ends < ends) ends = facts.Ends;
            parts.Add(new(form.Names[i], contents[i]));
        }

        return new StoredDocuments(parts, fetched, ends);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote, and the dates out of the documents themselves.</summary>
    /// <param name="bytes">The bytes; they must not change afterwards.</param>
    /// <param name="form">Which parts there must be.</param>
    /// <returns>Null when these are not such bytes.</returns>
    public static StoredDocuments? TryDecode(ReadOnlyMemory<byte> bytes, AnswerForm form)
    {
        var reader = new SpanReader(bytes.Span);
        var format = reader.ReadUInt32();
        var fetched = reader.ReadUInt32();
        var contents = new ReadOnlyMemory<byte>[form.Names.Count];
        for (var i = 0; i < contents.Length; i++)
        {
            var length = reader.Read(reader.ReadUInt32()).Length;
            contents[i] = bytes.Slice(bytes.Length - reader.Remaining - length, length);
        }

        return reader.IsComplete && format == Format ? TryMake(form, contents, DateTimeOffset.FromUnixTimeSeconds(fetched)) : null;
    }

    /// <summary>Writes format, time and each part with its length before it; numbers are little-endian and have four bytes.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[8 + Parts.Sum(p => 4 + p.Value.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Format);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)Fetched.ToUnixTimeSeconds());
        var rest = bytes.AsSpan(8);
        foreach (var (_, content) in Parts)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)content.Length);
            content.Span.CopyTo(rest[4..]);
            rest = rest[(4 + content.Length)..];
        }

        return bytes;
    }

    /// <summary>True when other endorsements have a document with the same name and bytes.</summary>
    public bool SharesWith(Endorsements others) => Parts.Any(p => others.TryGet(p.Key, out var other) && other.Span.SequenceEqual(p.Value.Span));
}
