using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Crypto;
using Httpa.Verifiers;

namespace Httpa.Client.Protocol;

// The messages of HTTPA/1, sections 1 to 3, as values. Each side reads and writes the same types.

/// <summary>
/// The Attest-* fields of one message, read strictly: a field that stands twice (as two lines) or that the message does not define is malformed,
/// and so is a value over 16 KiB.
/// </summary>
internal sealed class AttestFields
{
    /// <summary>Takes all fields of a message (others than Attest-* are passed over). <paramref name="defined"/> names the Attest-* fields that this message may have, lower case.</summary>
    public static bool TryRead(
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers, ReadOnlySpan<string> defined,
        [NotNullWhen(true)] out AttestFields? fields, out string problem) => throw new NotImplementedException();

    /// <summary>The value as it stood on the wire; null when absent.</summary>
    public string? this[string name] => throw new NotImplementedException();
}

/// <summary>The client's half of the attest exchange.</summary>
internal sealed record ClientHello(
    string Version, IReadOnlyList<string> Versions, string Origin, DateTimeOffset Date, ReadOnlyMemory<byte> Random,
    IReadOnlyList<string> CipherSuites, IReadOnlyList<string> EvidenceTypes)
{
    public static ReadOnlySpan<string> FieldNames => throw new NotImplementedException();

    /// <summary>Name and value of each field in the order of the profile.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields() => throw new NotImplementedException();

    public static bool TryParse(AttestFields fields, [NotNullWhen(true)] out ClientHello? hello, out string problem) => throw new NotImplementedException();
}

/// <summary>The service's half of the attest exchange, without its body.</summary>
internal sealed record ServerHello(
    string Version, DateTimeOffset Date, ReadOnlyMemory<byte> Random, string CipherSuite, ReadOnlyMemory<byte> SessionId,
    DateTimeOffset Expires, bool ClientEvidenceRequired)
{
    public static ReadOnlySpan<string> FieldNames => throw new NotImplementedException();

    public IEnumerable<KeyValuePair<string, string>> ToFields() => throw new NotImplementedException();

    public static bool TryParse(AttestFields fields, [NotNullWhen(true)] out ServerHello? hello, out string problem) => throw new NotImplementedException();
}

/// <summary>The client's half of the session exchange; its evidence body is apart.</summary>
internal sealed record SessionRequest(string Version, ReadOnlyMemory<byte> SessionId, ReadOnlyMemory<byte> Secret, ReadOnlyMemory<byte> Binder)
{
    public static ReadOnlySpan<string> FieldNames => throw new NotImplementedException();

    public IEnumerable<KeyValuePair<string, string>> ToFields() => throw new NotImplementedException();

    public static bool TryParse(AttestFields fields, [NotNullWhen(true)] out SessionRequest? request, out string problem) => throw new NotImplementedException();
}

/// <summary>The service's half of the session exchange. Secret is empty one way.</summary>
internal sealed record SessionResponse(ReadOnlyMemory<byte> SessionId, ReadOnlyMemory<byte> Random, ReadOnlyMemory<byte> Secret, ReadOnlyMemory<byte> Binder)
{
    public static ReadOnlySpan<string> FieldNames => throw new NotImplementedException();

    public IEnumerable<KeyValuePair<string, string>> ToFields() => throw new NotImplementedException();

    public static bool TryParse(AttestFields fields, [NotNullWhen(true)] out SessionResponse? response, out string problem) => throw new NotImplementedException();
}

/// <summary>The body of media type application/httpa-evidence+json: strict JSON, at most 1 MiB, at most 17 items.</summary>
internal sealed record EvidenceBody(ReadOnlyMemory<byte> PublicKey, IReadOnlyList<EndorsedEvidence> Items)
{
    public const string MediaType = "application/httpa-evidence+json";
    public const int MaxLength = 1 << 20;

    public byte[] Serialize() => throw new NotImplementedException();

    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out EvidenceBody? body, out string problem) => throw new NotImplementedException();
}

/// <summary>H1 and what follows from it.</summary>
internal static class AttestTranscript
{
    public const int HashLength = 48;

    public static byte[] H1(ClientHello client, ServerHello server, ReadOnlySpan<byte> publicKey) => throw new NotImplementedException();

    public static byte[] DeviceNonce(ReadOnlySpan<byte> h1) => throw new NotImplementedException();

    /// <summary>The 64 bytes that the lead carries; devices in order, empty without.</summary>
    public static byte[] Binding(ReadOnlySpan<byte> h1, IEnumerable<Evidence> devices) => throw new NotImplementedException();
}

/// <summary>The session exchange's secrets, from H1 to traffic keys. One instance a handshake and side; disposing erases what is left.</summary>
internal sealed class KeySchedule : IDisposable
{
    public const int PreSessionSecretLength = 48;
    public const int BinderLength = 48;

    /// <summary>info of the HPKE seal of the client's secret.</summary>
    public static byte[] ClientSecretInfo(ReadOnlySpan<byte> h1) => throw new NotImplementedException();

    /// <summary>Starts from the client's pre-session secret.</summary>
    public KeySchedule(
        ReadOnlySpan<byte> h1, ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom, ReadOnlySpan<byte> serviceEvidenceBody,
        ReadOnlySpan<byte> sealedSecret, ReadOnlySpan<byte> clientEvidenceBody, ReadOnlySpan<byte> clientPreSessionSecret) => throw new NotImplementedException();

    public byte[] ClientBinder() => throw new NotImplementedException();

    /// <summary>info of the HPKE seal of the service's secret (mHTTPA).</summary>
    public byte[] ServerSecretInfo() => throw new NotImplementedException();

    /// <summary>Completes the schedule; serverSecret and serverPreSessionSecret are empty one way.</summary>
    public void Establish(ReadOnlySpan<byte> sessionRandom, ReadOnlySpan<byte> serverSecret, ReadOnlySpan<byte> serverPreSessionSecret) => throw new NotImplementedException();

    public byte[] ServerBinder() => throw new NotImplementedException();

    /// <summary>The keys of the two directions.</summary>
    public (DirectionKey Client, DirectionKey Server) DeriveTrafficKeys(CipherSuite suite) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
