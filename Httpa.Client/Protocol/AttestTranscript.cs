using Httpa.Verifiers;

namespace Httpa.Client.Protocol;

/// <summary>H1, the transcript of the attest exchange, and what follows from it (HTTPA/1, section 2; for the client's evidence section 3, mHTTPA).</summary>
internal static class AttestTranscript
{
    public const int HashLength = 48;
    public const int DeviceNonceLength = 32;
    public const int BindingLength = 64;

    public static byte[] H1(ClientHello client, ServerHello server, ReadOnlySpan<byte> publicKey) => new TranscriptWriter()
        .Field(Labels.Attest)
        .Field(StructuredFields.FormatTokens(client.Versions))
        .Field(client.Origin)
        .Seconds(client.Date)
        .Field(client.Random.Span)
        .Field(StructuredFields.FormatTokens(client.CipherSuites))
        .Field(StructuredFields.FormatTokens(client.EvidenceTypes))
        .Seconds(server.Date)
        .Field(server.Random.Span)
        .Field(server.CipherSuite)
        .Field(server.SessionId.Span)
        .Seconds(server.Expires)
        .Field([server.ClientEvidenceRequired ? (byte)1 : (byte)0])
        .Field(publicKey)
        .Hash();

    /// <summary>The 32 bytes that each of the service's devices carries.</summary>
    public static byte[] DeviceNonce(ReadOnlySpan<byte> h1) => DeviceNonce(Labels.DeviceData, h1);

    /// <summary>The 64 bytes that the service's lead carries; devices in order, empty without.</summary>
    public static byte[] Binding(ReadOnlySpan<byte> h1, IEnumerable<Evidence> devices) =>
        new TranscriptWriter().Field(Labels.ReportData).Raw(h1).Raw(DeviceData(devices)).HashSha512();

    /// <summary>The 32 bytes that each of the client's devices carries.</summary>
    public static byte[] ClientDeviceNonce(ReadOnlySpan<byte> h1) => DeviceNonce(Labels.ClientDeviceData, h1);

    /// <summary>The 64 bytes that the client's lead carries.</summary>
    public static byte[] ClientBinding(ReadOnlySpan<byte> h1, ReadOnlySpan<byte> clientPublicKey, IEnumerable<Evidence> devices) =>
        new TranscriptWriter().Field(Labels.ClientReportData).Raw(h1).Field(clientPublicKey).Raw(DeviceData(devices)).HashSha512();

    private static byte[] DeviceNonce(ReadOnlySpan<byte> label, ReadOnlySpan<byte> h1) =>
        new TranscriptWriter().Field(label).Raw(h1).HashSha512()[..DeviceNonceLength];

    private static byte[] DeviceData(IEnumerable<Evidence> devices)
    {
        var data = new TranscriptWriter();
        foreach (var device in devices) data.Field(device.Type.Token).Field(device.Value.Span);
        return data.ToArray();
    }
}
