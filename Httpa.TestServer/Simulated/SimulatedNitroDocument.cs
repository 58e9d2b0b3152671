using System.Formats.Cbor;
using System.Security.Cryptography;
using Httpa.Verifiers;

namespace Httpa.TestServer.Simulated;

/// <summary>The recipe of an attestation document (AWS, "Nitro Enclaves Attestation Process", section 2.2). Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedNitroDocument
{
    private const int Es384 = -35;
    private const CborTag CoseSign1 = (CborTag)18;

    public required string ModuleId { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required IReadOnlyDictionary<int, Measurement> Pcrs { get; init; }

    /// <summary>The enclave's certificate, DER.</summary>
    public required byte[] Certificate { get; init; }

    /// <summary>The certificates above it, DER, from the root down.</summary>
    public required IReadOnlyList<byte[]> CaBundle { get; init; }

    /// <summary>The key that signs.</summary>
    public required ECDsa Key { get; init; }

    public string Digest { get; init; } = "SHA384";

    public byte[]? PublicKey { get; init; }

    public byte[]? UserData { get; init; }

    public byte[]? Nonce { get; init; }

    /// <summary>The number of the algorithm that the message names.</summary>
    public int Algorithm { get; init; } = Es384;

    public bool IsTagged { get; init; }

    /// <summary>True to end the map with a mark, as AWS does since 2025; false to begin it with a count, as before.</summary>
    public bool EndsWithMark { get; init; } = true;

    private byte[] ProtectedHeader
    {
        get
        {
            var writer = new CborWriter();
            writer.WriteStartMap(1);
            writer.WriteInt32(1);
            writer.WriteInt32(Algorithm);
            writer.WriteEndMap();
            return writer.Encode();
        }
    }

    /// <summary>The document with its signature.</summary>
    public byte[] Encode() => Sign(EncodePayload());

    /// <summary>The document without its signature.</summary>
    public byte[] EncodePayload()
    {
        var writer = new CborWriter(CborConformanceMode.Strict, convertIndefiniteLengthEncodings: !EndsWithMark);
        writer.WriteStartMap(null);
        writer.WriteTextString("module_id");
        writer.WriteTextString(ModuleId);
        writer.WriteTextString("digest");
        writer.WriteTextString(Digest);
        writer.WriteTextString("timestamp");
        writer.WriteInt64(Timestamp.ToUnixTimeMilliseconds());
        writer.WriteTextString("pcrs");
        WritePcrs(writer);
        writer.WriteTextString("certificate");
        writer.WriteByteString(Certificate);
        writer.WriteTextString("cabundle");
        writer.WriteStartArray(CaBundle.Count);
        foreach (var certificate in CaBundle) writer.WriteByteString(certificate);
        writer.WriteEndArray();
        WriteOptional(writer, "public_key", PublicKey);
        WriteOptional(writer, "user_data", UserData);
        WriteOptional(writer, "nonce", Nonce);
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>Signs any payload as if it were a document (RFC 9052, sections 4.2 and 4.4).</summary>
    public byte[] Sign(byte[] payload)
    {
        var covered = new CborWriter();
        covered.WriteStartArray(4);
        covered.WriteTextString("Signature1");
        covered.WriteByteString(ProtectedHeader);
        covered.WriteByteString([]);
        covered.WriteByteString(payload);
        covered.WriteEndArray();

        var writer = new CborWriter();
        if (IsTagged) writer.WriteTag(CoseSign1);
        writer.WriteStartArray(4);
        writer.WriteByteString(ProtectedHeader);
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteByteString(payload);
        writer.WriteByteString(Key.SignData(covered.Encode(), HashAlgorithmName.SHA384));
        writer.WriteEndArray();
        return writer.Encode();
    }

    private static void WriteOptional(CborWriter writer, string name, byte[]? value)
    {
        writer.WriteTextString(name);
        if (value is null) writer.WriteNull();
        else writer.WriteByteString(value);
    }

    private void WritePcrs(CborWriter writer)
    {
        writer.WriteStartMap(Pcrs.Count);
        foreach (var (index, value) in Pcrs)
        {
            writer.WriteInt32(index);
            writer.WriteByteString(value.Bytes.Span);
        }

        writer.WriteEndMap();
    }
}
