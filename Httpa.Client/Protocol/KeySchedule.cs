using System.Security.Cryptography;
using Httpa.Client.Crypto;

namespace Httpa.Client.Protocol;

/// <summary>
/// The session exchange's secrets, from H1 to traffic keys (HTTPA/1, section 3). One instance a handshake and side, in this order: client binder,
/// <see cref="Establish"/>, server binder, traffic keys. Disposing erases what is left. Not for concurrent use.
/// </summary>
internal sealed class KeySchedule : IDisposable
{
    public const int PreSessionSecretLength = 48;
    public const int BinderLength = 48;

    private const int PrkLength = 48;
    private const int TrafficSecretLength = 48;

    private readonly byte[] _h2;
    private readonly byte[] _prk = new byte[PrkLength]; // PRK1, and PRK once established
    private byte[]? _h3;

    /// <summary>Starts from the client's pre-session secret. The client's evidence body is empty one way. Bodies are the exact bytes received.</summary>
    public KeySchedule(
        ReadOnlySpan<byte> h1, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom, ReadOnlySpan<byte> serviceEvidenceBody,
        ReadOnlySpan<byte> sealedSecret, ReadOnlySpan<byte> clientEvidenceBody, ReadOnlySpan<byte> clientPreSessionSecret)
    {
        _h2 = new TranscriptWriter()
            .Field(Labels.Session)
            .Raw(h1)
            .Field(SHA384.HashData(serviceEvidenceBody))
            .Field(sealedSecret)
            .Field(clientEvidenceBody.IsEmpty ? [] : SHA384.HashData(clientEvidenceBody))
            .Hash();
        Sha384Kdf.Extract(salt: [.. clientRandom, .. serverRandom], clientPreSessionSecret, _prk);
    }

    /// <summary>info of the HPKE seal of the client's secret.</summary>
    public static byte[] ClientSecretInfo(ReadOnlySpan<byte> h1) => new TranscriptWriter().Field(Labels.ClientSecret).Raw(h1).ToArray();

    /// <summary>info of the HPKE seal of the service's secret (mHTTPA).</summary>
    public byte[] ServerSecretInfo() => new TranscriptWriter().Field(Labels.ServerSecret).Raw(_h2).ToArray();

    public byte[] ClientBinder() => _h3 is null ? Binder(Labels.ClientBinder, _h2) : throw new InvalidOperationException("The schedule is past the client's binder.");

    /// <summary>Compares in constant time.</summary>
    public bool ClientBinderMatches(ReadOnlySpan<byte> binder) => Matches(ClientBinder(), binder);

    /// <summary>Completes the schedule; serverSecret (as sealed) and serverPreSessionSecret are both empty one way.</summary>
    public void Establish(ReadOnlySpan<byte> sessionRandom, ReadOnlySpan<byte> serverSecret, ReadOnlySpan<byte> serverPreSessionSecret)
    {
        if (_h3 is not null) throw new InvalidOperationException("The schedule is established.");
        if (serverSecret.IsEmpty != serverPreSessionSecret.IsEmpty)
            throw new ArgumentException("The service's secret comes sealed and open, or not at all.", nameof(serverPreSessionSecret));
        _h3 = new TranscriptWriter().Field(Labels.Established).Raw(_h2).Field(sessionRandom).Field(serverSecret).Hash();
        if (serverPreSessionSecret.IsEmpty) return;

        Span<byte> prk1 = stackalloc byte[PrkLength];
        _prk.CopyTo(prk1);
        Sha384Kdf.Extract(salt: prk1, serverPreSessionSecret, _prk);
        CryptographicOperations.ZeroMemory(prk1);
    }

    public byte[] ServerBinder() => Binder(Labels.ServerBinder, H3);

    /// <summary>Compares in constant time.</summary>
    public bool ServerBinderMatches(ReadOnlySpan<byte> binder) => Matches(ServerBinder(), binder);

    /// <summary>The keys of the two directions: from the client, from the service. The caller owns them.</summary>
    public (DirectionKey Client, DirectionKey Server) DeriveTrafficKeys(CipherSuite suite) =>
        (DeriveDirection(suite, Labels.ClientTraffic), DeriveDirection(suite, Labels.ServerTraffic));

    public void Dispose() => CryptographicOperations.ZeroMemory(_prk);

    private byte[] H3 => _h3 ?? throw new InvalidOperationException("The schedule is not established.");

    private byte[] Binder(ReadOnlySpan<byte> label, byte[] transcript)
    {
        Span<byte> key = stackalloc byte[BinderLength];
        Sha384Kdf.Expand(_prk, new TranscriptWriter().Field(label).Raw(transcript).ToArray(), key);
        var binder = Sha384Kdf.Mac(key, transcript);
        CryptographicOperations.ZeroMemory(key);
        return binder;
    }

    private static bool Matches(byte[] expected, ReadOnlySpan<byte> binder) => CryptographicOperations.FixedTimeEquals(expected, binder);

    private DirectionKey DeriveDirection(CipherSuite suite, ReadOnlySpan<byte> label)
    {
        Span<byte> traffic = stackalloc byte[TrafficSecretLength];
        Span<byte> key = stackalloc byte[AeadKey.KeyLength];
        Span<byte> iv = stackalloc byte[AeadKey.NonceLength];
        Sha384Kdf.Expand(_prk, new TranscriptWriter().Field(label).Raw(H3).ToArray(), traffic);
        Sha384Kdf.Expand(traffic, new TranscriptWriter().Field(Labels.Key).ToArray(), key);
        Sha384Kdf.Expand(traffic, new TranscriptWriter().Field(Labels.Iv).ToArray(), iv);
        var direction = new DirectionKey(suite.CreateAeadKey(key), iv);
        CryptographicOperations.ZeroMemory(traffic);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(iv);
        return direction;
    }
}
