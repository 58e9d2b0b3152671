using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Cca;

/// <summary>
/// The two tokens of a CCA attestation token, each a byte string: in a map with tag 399 (DEN0137, section A7.2.3), or in a collection of messages with tag 907, where each
/// stands behind the number of its media type (draft-ffm-rats-cca-token; draft-ietf-rats-msg-wrap).
/// </summary>
/// <param name="Platform">The platform token, a COSE_Sign1.</param>
/// <param name="Realm">The realm token, a COSE_Sign1.</param>
internal readonly record struct CcaCollection(ReadOnlyMemory<byte> Platform, ReadOnlyMemory<byte> Realm)
{
    private const ulong MapTag = 399;
    private const ulong MessagesTag = 907;
    private const long PlatformKey = 44234; // 0xacca
    private const long RealmKey = 44241;
    private const long EatCwt = 263; // application/eat+cwt, among the CoAP content formats
    private const int MaxCount = 8;
    private const int MaxName = 64;

    /// <summary>Takes a token apart; null when it is none. Entries that are neither token are left alone: nobody signed them.</summary>
    /// <param name="bytes">The token. Nothing may follow it.</param>
    public static CcaCollection? TryParse(ReadOnlyMemory<byte> bytes)
    {
        var cbor = new StrictCbor(bytes, CborNumbers.AnyLength);
        var tag = cbor.ReadTag();
        if (tag is not (MapTag or MessagesTag)) cbor.Fail();
        var tokens = new Dictionary<long, ReadOnlyMemory<byte>>();
        var count = cbor.ReadMap(MaxCount);
        for (var i = 0; i < count && !cbor.HasFailed; i++)
        {
            if (cbor.Next == System.Formats.Cbor.CborReaderState.TextString) _ = (cbor.ReadText(MaxName), cbor.ReadRaw());
            else if (!tokens.TryAdd(cbor.ReadInteger(), cbor.ReadRaw())) cbor.Fail();
        }

        cbor.EndMap();
        if (!cbor.IsComplete || Read(tokens, PlatformKey, tag) is not { } platform || Read(tokens, RealmKey, tag) is not { } realm) return null;
        return new CcaCollection(platform, realm);
    }

    private static ReadOnlyMemory<byte>? Read(Dictionary<long, ReadOnlyMemory<byte>> tokens, long key, ulong tag)
    {
        if (!tokens.TryGetValue(key, out var raw)) return null;
        var cbor = new StrictCbor(raw, CborNumbers.AnyLength);
        if (tag == MessagesTag)
        {
            if (cbor.ReadArray(2) != 2) cbor.Fail();
            cbor.ReadInteger(EatCwt, EatCwt);
        }

        var token = cbor.ReadBytes(1, raw.Length);
        if (tag == MessagesTag) cbor.EndArray();
        return cbor.IsComplete ? token : null;
    }
}
