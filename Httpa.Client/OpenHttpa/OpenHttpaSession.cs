using System.Text;
using Httpa.Client.Crypto;
using Httpa.Client.Diagnostics;
using Httpa.Client.Sessions;
using Httpa.Verifiers;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// A live session of OpenHTTPA. It carries one request at a time: answers are told apart by nothing but their order. Whatever is lost or does not open is its end.
/// Only the handshake makes one, out of an accepted <see cref="AttestationResult"/>. Not for concurrent use.
/// </summary>
internal sealed class OpenHttpaSession
{
    private readonly OpenHttpaKeys _keys;
    private readonly SessionTerms _terms;
    private readonly byte[] _aad;
    private bool _ended;

    private OpenHttpaSession(AttestationResult result, SessionTerms terms, string baseId, OpenHttpaKeys keys)
    {
        if (!result.IsAccepted) throw new InvalidOperationException("Evidence that was not accepted makes no session.");
        (Result, BaseId, _terms, _keys) = (result, baseId, terms, keys);
        _aad = [.. OpenHttpaLabels.Sealed, .. Encoding.ASCII.GetBytes(baseId)];
        ClientTelemetry.SessionBegan();
    }

    /// <summary>The verdict that the session rests on.</summary>
    public AttestationResult Result { get; }

    /// <summary>The session's name, as it stands in a request's field.</summary>
    public string BaseId { get; }

    public string Origin => _terms.Origin;

    /// <summary>When the session ends by the wall clock.</summary>
    public DateTimeOffset Ends => _terms.Ends;

    /// <summary>True when no request may be begun any more.</summary>
    public bool IsOver => _ended || _terms.IsOver || _keys.Client.IsExhausted || _keys.Server.IsExhausted;

    /// <summary>The counter that the next thing the service sealed must have.</summary>
    public ulong NextAnswer => _keys.Server.Last + 1;

    /// <summary>The one way to a session. It owns the keys.</summary>
    internal static OpenHttpaSession FromHandshake(AttestationResult result, SessionTerms terms, string baseId, OpenHttpaKeys keys) => new(result, terms, baseId, keys);

    /// <summary>Seals a body and vouches for the head, both under the session's next counter.</summary>
    /// <param name="line">The request's first line and authority.</param>
    /// <param name="plaintext">The body; empty for none.</param>
    public (RequestTicket Ticket, CiphertextContent Body) Seal(RequestLine line, ReadOnlySpan<byte> plaintext)
    {
        var ciphertext = new byte[plaintext.Length + AeadKey.TagLength];
        var counter = _keys.Client.SealNext(_aad, plaintext, ciphertext);
        var ticket = RequestTicket.For(counter, HeaderListOf(line), _keys.ClientMac);
        return (ticket, new CiphertextContent(ciphertext));
    }

    /// <summary>What the ticket of a request covers.</summary>
    public byte[] HeaderListOf(RequestLine line) => HeaderList.Encode(line, [new(OpenHttpaNames.BaseId, BaseId)]);

    /// <summary>Opens an answer as the next one. Null when it is not.</summary>
    public byte[]? TryOpen(ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length < AeadKey.TagLength) return null;
        var plaintext = new byte[ciphertext.Length - AeadKey.TagLength];
        return _keys.Server.TryOpen(NextAnswer, _aad, ciphertext, plaintext) ? plaintext : null;
    }

    /// <summary>The chain of a streamed answer.</summary>
    public FrameChain BeginStream() => new(_keys.Server, BaseId);

    /// <summary>Ends the session and erases its keys.</summary>
    public void End()
    {
        if (_ended) return;
        _ended = true;
        _keys.Dispose();
        ClientTelemetry.SessionEnded();
    }
}
