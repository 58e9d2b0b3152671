using Httpa.Client.Protocol;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>Tells the records of a sealed body apart, as anybody on the way can.</summary>
internal static class SealedRecords
{
    public static List<byte[]> Cut(byte[] body)
    {
        var records = new List<byte[]>();
        for (var start = 0; start < body.Length;)
        {
            if (!RecordOpener.TryReadHeader(body.AsSpan(start, RecordSealer.HeaderLength), out var length)) throw new InvalidOperationException("No record.");
            var end = start + RecordSealer.HeaderLength + length;
            records.Add(body[start..end]);
            start = end;
        }

        return records;
    }
}
