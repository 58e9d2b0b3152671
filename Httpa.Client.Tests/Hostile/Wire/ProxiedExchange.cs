namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>The exchanges of HTTPA/1.</summary>
internal enum ExchangeKind
{
    Preflight,
    Attest,
    Session,
    Sealed,
}

/// <summary>One request at the proxy, and what can be done with it.</summary>
internal sealed class ProxiedExchange(HttpProxy proxy, WireMessage request, Stream client, CancellationToken cancellationToken)
{
    public WireMessage Request { get; } = request;

    public ExchangeKind Kind { get; } = KindOf(request);

    /// <summary>True when the proxy closes the client's connection after this.</summary>
    public bool IsHungUp { get; private set; }

    public CancellationToken Ended => cancellationToken;

    public static ExchangeKind KindOf(WireMessage request) => request switch
    {
        { Method: "OPTIONS" } => ExchangeKind.Preflight,
        { Method: "ATTEST" } when request["Attest-Session-ID"] is null => ExchangeKind.Attest,
        { Method: "ATTEST" } => ExchangeKind.Session,
        _ => ExchangeKind.Sealed,
    };

    /// <summary>Passes the request on and its answer back, changed or not. An answer that was cut off stays cut off.</summary>
    public async Task PassAsync(Action<WireMessage>? change = null)
    {
        var answer = await AskServiceAsync();
        change?.Invoke(answer);
        await AnswerAsync(answer);
    }

    /// <summary>Passes the request on, or another in its place.</summary>
    public Task<WireMessage> AskServiceAsync(WireMessage? other = null) => proxy.AskServiceAsync(other ?? Request, cancellationToken);

    public async Task AnswerAsync(WireMessage answer)
    {
        await WriteAsync(answer.ToBytes());
        if (answer.IsCut) HangUp();
    }

    public async Task WriteAsync(byte[] bytes)
    {
        proxy.Capture.Add(bytes);
        await client.WriteAsync(bytes, cancellationToken);
        await client.FlushAsync(cancellationToken);
    }

    public void HangUp() => IsHungUp = true;
}
