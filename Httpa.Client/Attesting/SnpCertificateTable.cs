using System.Buffers.Binary;
using Httpa.Verifiers;

namespace Httpa.Client.Attesting;

/// <summary>
/// The certificates that an SEV-SNP host hands its guests beside a report: entries of GUID, offset and length, up to one of zeros (AMD 56421, "GHCB Standardization",
/// SNP extended guest request). Whatever does not fit is left out: who verifies the report finds out what is missing.
/// </summary>
internal static class SnpCertificateTable
{
    private const int EntryLength = 24;
    private const int MaxEntries = 16;

    private static readonly (Guid Id, string Name)[] Names =
    [
        (Guid.Parse("63da758d-e664-4564-adc5-f4b93be8accd"), "vcek"),
        (Guid.Parse("a8074bc2-a25a-483e-aae6-39c045a0b8a1"), "vlek"),
        (Guid.Parse("4ab7b379-bbac-4fe4-a02f-05aef327c782"), "ask"),
        (Guid.Parse("c0b406a4-a803-4952-9743-3fb6014cd0ae"), "ark"),
        (Guid.Parse("92f81bc3-5811-4d3d-97ff-d19f88dc67ea"), "crl"),
    ];

    /// <summary>The documents in the table; none when it is empty or unreadable.</summary>
    public static Endorsements Read(byte[] table)
    {
        var documents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (var i = 0; i < MaxEntries && (i + 1) * EntryLength <= table.Length; i++)
        {
            var entry = table.AsSpan(i * EntryLength, EntryLength);
            if (!entry.ContainsAnyExcept((byte)0)) break;
            var (offset, length) = (BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]));
            if (NameOf(entry[..16]) is { } name && length > 0 && offset + (ulong)length <= (ulong)table.Length)
                documents.TryAdd(name, table.AsMemory((int)offset, (int)length));
        }

        // Two leaves: the report says which key signed it, but not to this reader.
        if (documents.ContainsKey("vcek") && documents.ContainsKey("vlek")) return Endorsements.None;
        return new Endorsements(documents);
    }

    /// <summary>Hosts write GUIDs in the order of their text, and some with the first three fields turned round.</summary>
    private static string? NameOf(ReadOnlySpan<byte> id)
    {
        var (straight, turned) = (new Guid(id, bigEndian: true), new Guid(id));
        return Array.Find(Names, n => n.Id == straight || n.Id == turned).Name;
    }
}
