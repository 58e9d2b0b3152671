using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Httpa.TestServer.Simulated;

/// <summary>Writes COSE messages (RFC 9052). A record, so that tests can vary single things.</summary>
internal sealed record SimulatedCose
{
    private const int Es256 = -7;
    private const int Es384 = -35;
    private const int Es512 = -36;
    private const int HmacSha256 = 5;

    public required byte[] Payload { get; init; }

    /// <summary>The number of the algorithm in the protected header; null leaves it out.</summary>
    public required int? Algorithm { get; init; }

    /// <summary>The number of the algorithm in the unprotected header, where it must not be; null leaves it out.</summary>
    public int? UnprotectedAlgorithm { get; init; }

    public ulong? Tag { get; init; }

    /// <summary>A content that a key signs with the algorithm of its curve.</summary>
    public static byte[] Sign(ECDsa key, byte[] payload) => new SimulatedCose { Payload = payload, Algorithm = AlgorithmOf(key), Tag = 18 }.Sign(key);

    /// <summary>A content with an authentication code.</summary>
    public static byte[] Authenticate(byte[] key, byte[] payload) => new SimulatedCose { Payload = payload, Algorithm = HmacSha256, Tag = 17 }.Authenticate(key);

    /// <summary>The algorithm that goes with a key's curve.</summary>
    public static int AlgorithmOf(ECDsa key) => key.KeySize switch
    {
        256 => Es256,
        384 => Es384,
        521 => Es512,
        _ => throw new ArgumentException("Not a key of a known curve.", nameof(key)),
    };

    public byte[] Sign(ECDsa key) => Encode(key.SignData(Covered("Signature1"), HashOf(key), DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public byte[] Authenticate(byte[] key) => Encode(HMACSHA256.HashData(key, Covered("MAC0")));

    private static HashAlgorithmName HashOf(ECDsa key) => key.KeySize switch
    {
        256 => HashAlgorithmName.SHA256,
        384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    private static byte[] Header(int? algorithm)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(algorithm is null ? 0 : 1);
        if (algorithm is { } number)
        {
            writer.WriteInt32(1);
            writer.WriteInt32(number);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private byte[] Covered(string context)
    {
        var writer = new CborWriter();
        writer.WriteStartArray(4);
        writer.WriteTextString(context);
        writer.WriteByteString(Header(Algorithm));
        writer.WriteByteString([]);
        writer.WriteByteString(Payload);
        writer.WriteEndArray();
        return writer.Encode();
    }

    private byte[] Encode(byte[] proof)
    {
        var writer = new CborWriter();
        if (Tag is { } tag) writer.WriteTag((CborTag)tag);
        writer.WriteStartArray(4);
        writer.WriteByteString(Header(Algorithm));
        writer.WriteEncodedValue(Header(UnprotectedAlgorithm));
        writer.WriteByteString(Payload);
        writer.WriteByteString(proof);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
