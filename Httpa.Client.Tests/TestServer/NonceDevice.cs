using Httpa.Client;
using Httpa.Verifiers;

namespace Httpa.Client.Tests.TestServer;

/// <summary>A device whose evidence is the nonce and its own identity.</summary>
/// <param name="identity">Tells it from others.</param>
internal sealed class NonceDevice(byte identity) : ITee
{
    public EvidenceType Type => EvidenceType.NvidiaGpu;

    public bool Fails { get; set; }

    public static EndorsedEvidence Evidence(ReadOnlySpan<byte> nonce, byte identity) =>
        new(new Evidence(EvidenceType.NvidiaGpu, (byte[])[.. nonce, identity]), Endorsements.None);

    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken) =>
        Fails ? throw new InvalidOperationException("The device fell off the bus.") : new(Evidence(nonce.Span, identity));
}
