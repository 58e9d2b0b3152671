using System.Text;
using Httpa.Client.Crypto;
using Httpa.Client.OpenHttpa;
using Httpa.Verifiers;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>A session as the service holds it. Messages are opened under counters that only rise, and answers sealed in the order in which they are written.</summary>
/// <param name="baseId">Its name.</param>
/// <param name="keys">Its keys, which it owns.</param>
internal sealed class TrustedSession(string baseId, OpenHttpaKeys keys) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly byte[] _aad = [.. OpenHttpaLabels.Sealed, .. Encoding.ASCII.GetBytes(baseId)];
    private bool _ended;

    public string BaseId { get; } = baseId;

    /// <summary>The monotonic time stamp of the answer to ATTEST.</summary>
    public required long Began { get; init; }

    /// <summary>The accepted evidence of the client; null when it sent none.</summary>
    public required AttestationResult? Client { get; init; }

    /// <summary>Opens a request's body. The counter moves only when ticket and body are right: a stranger who knows the session's name cannot push it.</summary>
    public PlainAnswer? TryOpen(RequestTicket ticket, ReadOnlySpan<byte> headerList, ReadOnlySpan<byte> ciphertext, out byte[] plaintext)
    {
        plaintext = new byte[Math.Max(0, ciphertext.Length - AeadKey.TagLength)];
        lock (_gate)
        {
            if (_ended) return PlainAnswer.NoSession;
            if (!ticket.Matches(headerList, keys.ClientMac)) return PlainAnswer.BadMac;
            if (ticket.Counter <= keys.Client.Last) return PlainAnswer.Replayed;
            return keys.Client.TryOpen(ticket.Counter, _aad, ciphertext, plaintext) ? null : PlainAnswer.BadSeal;
        }
    }

    /// <summary>Seals an answer under the next counter: the ciphertext with its tag.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plaintext)
    {
        var ciphertext = new byte[plaintext.Length + AeadKey.TagLength];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            keys.Server.SealNext(_aad, plaintext, ciphertext);
        }

        return ciphertext;
    }

    /// <summary>Begins a streamed answer; its frames are sealed by <see cref="SealFrame"/>.</summary>
    public FrameChain BeginStream() => new(keys.Server, BaseId);

    /// <summary>Seals a frame under the next counter.</summary>
    public byte[] SealFrame(FrameChain chain, ReadOnlySpan<byte> plaintext)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            return chain.Seal(plaintext);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            keys.Dispose();
        }
    }
}
