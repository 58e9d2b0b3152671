using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// The handshake's transcript and what evidence carries of it (openhttpa-rs core/handshake.rs, compute_transcript_hash). Not in it: the offers, the origin, the
/// base id, its expiry, the quotes.
/// </summary>
internal static class OpenHttpaTranscript
{
    public const int HashLength = 48;
    public const int RandomLength = 32;
    public const int ChallengeLength = 48;
    public const int ReportDataLength = 64;

    /// <summary>SHA-384 of both sides' randoms and shares, the challenge, and the numbers of suite and version.</summary>
    public static byte[] Hash(ClientHalf client, ServerHalf server)
    {
        var transcript = new ArrayBufferWriter<byte>(4096);
        AddClient(transcript, client);
        Add(transcript, server.Random.Span);
        Add(transcript, server.Share.X25519.Span);
        Add(transcript, server.Share.Ciphertext.Span); // before the service's key: the order of the code
        Add(transcript, server.Share.MLKemKey.Span);
        BinaryPrimitives.WriteUInt16BigEndian(transcript.GetSpan(2), OpenHttpaNames.SuiteId);
        transcript.Advance(2);
        transcript.Write([OpenHttpaNames.VersionId]);
        return SHA384.HashData(transcript.WrittenSpan);
    }

    /// <summary>The 64 bytes that every quote of the service carries.</summary>
    public static byte[] ServerReportData(ReadOnlySpan<byte> transcriptHash) => SHA512.HashData([.. OpenHttpaLabels.ServerReportData, .. transcriptHash]);

    /// <summary>The 64 bytes that every quote of the client carries. Of the service they cover the challenge alone.</summary>
    public static byte[] ClientReportData(ClientHalf client)
    {
        var binding = new ArrayBufferWriter<byte>(2048);
        AddClient(binding, client);
        return SHA512.HashData([.. OpenHttpaLabels.ClientReportData, .. SHA384.HashData(binding.WrittenSpan)]);
    }

    /// <summary>Every input of the transcript in its order, for logs: whole, or by its SHA-256 where it is long. All of it was on the wire.</summary>
    public static string Describe(ClientHalf client, ServerHalf server) =>
        $"client random {Hex(client.Random)}, challenge {Hex(client.Challenge)}, client X25519 {Hex(client.Share.X25519)}, SHA-256 of client ML-KEM key {Hash(client.Share.MLKemKey)}, "
        + $"server random {Hex(server.Random)}, server X25519 {Hex(server.Share.X25519)}, SHA-256 of ML-KEM ciphertext {Hash(server.Share.Ciphertext)}, "
        + $"SHA-256 of server ML-KEM key {Hash(server.Share.MLKemKey)}, suite {OpenHttpaNames.SuiteId:x4}, version {OpenHttpaNames.VersionId:x2}";

    private static string Hex(ReadOnlyMemory<byte> value) => Convert.ToHexStringLower(value.Span);

    private static string Hash(ReadOnlyMemory<byte> value) => Convert.ToHexStringLower(SHA256.HashData(value.Span));

    private static void AddClient(ArrayBufferWriter<byte> transcript, ClientHalf client)
    {
        Add(transcript, client.Random.Span);
        Add(transcript, client.Challenge.Span);
        Add(transcript, client.Share.X25519.Span);
        Add(transcript, client.Share.MLKemKey.Span);
    }

    /// <summary>u64be(length) || value.</summary>
    private static void Add(ArrayBufferWriter<byte> transcript, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(transcript.GetSpan(8), (ulong)value.Length);
        transcript.Advance(8);
        transcript.Write(value);
    }
}

/// <summary>What the client puts into the transcript.</summary>
/// <param name="Random">32 bytes.</param>
/// <param name="Challenge">The service's challenge of the preflight: 48 bytes.</param>
/// <param name="Share">The client's public keys.</param>
internal sealed record ClientHalf(ReadOnlyMemory<byte> Random, ReadOnlyMemory<byte> Challenge, ClientKeyShare Share);

/// <summary>What the service puts into the transcript.</summary>
/// <param name="Random">32 bytes.</param>
/// <param name="Share">The service's half of the key exchange.</param>
internal sealed record ServerHalf(ReadOnlyMemory<byte> Random, ServerKeyShare Share);
