using Httpa.Client.Crypto;
using Httpa.Client.Protocol;

namespace Httpa.Client.Sessions;

/// <summary>An answer to ATTEST that keeps to what was offered, with all that the rest of the handshake needs. Its evidence is not judged yet.</summary>
/// <param name="Client">What the client said.</param>
/// <param name="Server">What the service said.</param>
/// <param name="Suite">The suite that it chose.</param>
/// <param name="Body">Public key and evidence.</param>
/// <param name="BodyBytes">The body's exact bytes.</param>
/// <param name="AttestSent">The monotonic time stamp of the sending of ATTEST.</param>
internal sealed record ServiceOffer(
    ClientHello Client, ServerHello Server, CipherSuite Suite, EvidenceBody Body, ReadOnlyMemory<byte> BodyBytes, long AttestSent)
{
    /// <summary>The hash of both hellos and the public key: 48 bytes.</summary>
    public byte[] H1 { get; } = AttestTranscript.H1(Client, Server, Body.PublicKey.Span);

    /// <summary>What is to be judged, under what this exchange demands of it.</summary>
    public OfferedEvidence Evidence => new(Body.Items, AttestTranscript.Binding(H1, Body.Devices), AttestTranscript.DeviceNonce(H1), Body.PublicKey);
}
