namespace Httpa.Client.Protocol;

/// <summary>The contexts of the messages of one session. Those made last are kept, since most requests go where the last one went. Safe for concurrent use.</summary>
/// <param name="sessionId">The session id.</param>
/// <param name="origin">The session's origin.</param>
internal sealed class MessageContexts(ReadOnlyMemory<byte> sessionId, string origin)
{
    private volatile Pair? _last;

    /// <summary>The contexts of a request and of its answer. They are shared: nobody writes into them.</summary>
    public Pair Of(string method, string target)
    {
        var last = _last;
        if (last is not null && last.Target == target && last.Method == method) return last;
        var id = sessionId.Span;
        return _last = new Pair(
            method, target, MessageContext.ForRequest(id, method, origin, target), MessageContext.ForResponse(id, method, origin, target));
    }

    internal sealed record Pair(string Method, string Target, ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Response);
}
