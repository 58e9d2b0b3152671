using System.Collections.Concurrent;
using System.Net.Security;
using Httpa.TestServer;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>A proxy for HTTP/1.1 that ends TLS and does with every message what its script says. What a client cut off, it passes on as if that were all.</summary>
internal sealed class HttpProxy(HttpaTestServer server) : TlsPeer(server, SslApplicationProtocol.Http11)
{
    /// <summary>What happens to each request; passes it on and its answer back unless told otherwise.</summary>
    public Func<ProxiedExchange, Task> Script { get; set; } = exchange => exchange.PassAsync();

    /// <summary>Hears of each part of an answer of unknown length, when it has come from the service.</summary>
    public Action OnPart { get; set; } = () => { };

    /// <summary>Every request as the client sent it.</summary>
    public ConcurrentQueue<WireMessage> Requests { get; } = new();

    /// <summary>The requests of one kind.</summary>
    public IEnumerable<WireMessage> Of(ExchangeKind kind) => Requests.Where(r => ProxiedExchange.KindOf(r) == kind);

    /// <summary>Changes the answers of one kind on their way.</summary>
    public void AlterAnswers(ExchangeKind kind, Action<WireMessage> change) =>
        Script = exchange => exchange.PassAsync(answer => { if (exchange.Kind == kind) change(answer); });

    /// <summary>Changes the requests of one kind on their way.</summary>
    public void AlterRequests(ExchangeKind kind, Action<WireMessage> change) => Script = exchange =>
    {
        if (exchange.Kind == kind) change(exchange.Request);
        return exchange.PassAsync();
    };

    /// <summary>Answers the requests of one kind itself; the service never sees them.</summary>
    public void AnswerInstead(ExchangeKind kind, Func<WireMessage> answer) =>
        Script = exchange => exchange.Kind == kind ? exchange.AnswerAsync(answer()) : exchange.PassAsync();

    /// <summary>Sends a message to the service on a connection of its own.</summary>
    public async Task<WireMessage> AskServiceAsync(WireMessage request, CancellationToken cancellationToken)
    {
        await using var service = await ConnectAsync(cancellationToken);
        var bytes = request.ToBytes();
        Capture.Add(bytes);
        await service.WriteAsync(bytes, cancellationToken);
        return await new WireReader(service, Capture, OnPart).ReadAnswerAsync(request.Method, cancellationToken)
            ?? throw new IOException("The service hung up without an answer.");
    }

    protected override async Task ServeAsync(Stream client, CancellationToken cancellationToken)
    {
        var reader = new WireReader(client, Capture);
        while (await reader.ReadRequestAsync(cancellationToken) is { } request)
        {
            Requests.Enqueue(request.Copy());
            var exchange = new ProxiedExchange(this, request, client, cancellationToken);
            await Script(exchange);
            if (exchange.IsHungUp || request.IsCut) return;
        }
    }
}
