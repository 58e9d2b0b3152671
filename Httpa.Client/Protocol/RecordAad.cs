namespace Httpa.Client.Protocol;

/// <summary>The associated data of a record: its header, and in record 0 also ctx behind it (HTTPA/1, section 4).</summary>
internal static class RecordAad
{
    /// <summary>Room in bytes that most contexts fit into with their header.</summary>
    public const int UsualLength = 256;

    /// <summary>The associated data, in <paramref name="room"/> where it has to be put together and fits.</summary>
    public static ReadOnlySpan<byte> Of(ulong index, ReadOnlySpan<byte> header, ReadOnlySpan<byte> context, Span<byte> room)
    {
        if (index > 0) return header;
        var length = header.Length + context.Length;
        var aad = length <= room.Length ? room[..length] : new byte[length];
        header.CopyTo(aad);
        context.CopyTo(aad[header.Length..]);
        return aad;
    }
}
