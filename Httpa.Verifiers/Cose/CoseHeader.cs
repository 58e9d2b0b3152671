using System.Formats.Cbor;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Cose;

/// <summary>A bucket of header parameters (RFC 9052, section 3): values by label, a number or a text.</summary>
internal sealed class CoseHeader
{
    public const long Algorithm = 1;
    public const long Critical = 2;
    public const long KeyId = 4;

    private const int MaxCount = 16;
    private const int MaxLabelLength = 64;

    // The unprotected bucket is not signed, so that anything can be put there to make a genuine message large, and what is verified is remembered.
    private const int MaxTotal = 16 * 1024;

    private readonly Dictionary<(long Number, string? Text), ReadOnlyMemory<byte>> _values = [];

    /// <summary>Reads a bucket.</summary>
    /// <param name="cbor">Stands on the map; it fails when this is none.</param>
    public static CoseHeader Read(StrictCbor cbor)
    {
        var header = new CoseHeader();
        var count = cbor.ReadMap(MaxCount);
        for (var (i, total) = (0, 0); i < count && !cbor.HasFailed; i++)
        {
            var label = cbor.Next == CborReaderState.TextString ? (0, cbor.ReadText(MaxLabelLength)) : (cbor.ReadInteger(), (string?)null);
            var value = cbor.ReadRaw();
            total += value.Length;
            if (!header._values.TryAdd(label, value) || total > MaxTotal) cbor.Fail();
        }

        cbor.EndMap();
        return header;
    }

    /// <summary>True when there is a parameter of this label.</summary>
    public bool Has(long label) => _values.ContainsKey((label, null));

    /// <summary>True when a label stands in both buckets, which RFC 9052 calls malformed.</summary>
    public bool Overlaps(CoseHeader other) => _values.Keys.Any(other._values.ContainsKey);

    /// <summary>Reads a parameter that is a number; null when it is absent or something else.</summary>
    public long? FindInteger(long label)
    {
        if (!_values.TryGetValue((label, null), out var raw)) return null;
        var cbor = new StrictCbor(raw, CborNumbers.AnyLength);
        var value = cbor.ReadInteger();
        return cbor.IsComplete ? value : null;
    }

    /// <summary>Reads a parameter that is a byte string; null when it is absent or something else.</summary>
    public ReadOnlyMemory<byte>? FindBytes(long label)
    {
        if (!_values.TryGetValue((label, null), out var raw)) return null;
        var cbor = new StrictCbor(raw, CborNumbers.AnyLength);
        var value = cbor.ReadBytes(0, raw.Length);
        return cbor.IsComplete ? value : null;
    }
}
