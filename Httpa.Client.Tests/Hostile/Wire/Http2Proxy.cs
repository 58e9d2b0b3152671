using System.Net.Security;
using Httpa.TestServer;

namespace Httpa.Client.Tests.Hostile.Wire;

/// <summary>What the proxy says of a request that the service has processed.</summary>
internal enum Lie
{
    None,

    /// <summary>REFUSED_STREAM for it.</summary>
    RefusedStream,

    /// <summary>GOAWAY with the stream before it as the last one.</summary>
    GoAway,
}

/// <summary>A proxy for HTTP/2 that ends TLS and relays frames as they are, until it is told to lie.</summary>
internal sealed class Http2Proxy(HttpaTestServer server) : TlsPeer(server, SslApplicationProtocol.Http2)
{
    private const int PrefaceLength = 24;

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Connection, int Stream), List<byte>> _bodies = [];
    private int _connections;
    private Lie _next;

    /// <summary>Drops the next answer and lies about its request.</summary>
    public void LieOnce(Lie lie)
    {
        lock (_gate) _next = lie;
    }

    /// <summary>The bodies that the client sent, by stream, in the order in which they began.</summary>
    public IReadOnlyList<byte[]> SentBodies
    {
        get
        {
            lock (_gate) return [.. _bodies.Values.Select(b => b.ToArray())];
        }
    }

    protected override async Task ServeAsync(Stream client, CancellationToken cancellationToken)
    {
        var connection = Interlocked.Increment(ref _connections);
        await using var service = await ConnectAsync(cancellationToken);
        var up = RelayRequestsAsync(connection, client, service, cancellationToken);
        var down = RelayAnswersAsync(service, client, cancellationToken);
        var first = await Task.WhenAny(up, down);
        await client.DisposeAsync();
        await service.DisposeAsync();
        await Task.WhenAny(first == up ? down : up);
        await first;
    }

    private async Task RelayRequestsAsync(int connection, Stream client, Stream service, CancellationToken cancellationToken)
    {
        var preface = new byte[PrefaceLength];
        await client.ReadExactlyAsync(preface, cancellationToken);
        await service.WriteAsync(preface, cancellationToken);
        while (await Http2Frame.ReadAsync(client, cancellationToken) is { } frame)
        {
            if (frame.Type == Http2Frame.Data) Keep(connection, frame);
            await SendAsync(service, frame.IsSettings ? frame.WithoutHeaderTable() : frame, cancellationToken);
        }
    }

    private async Task RelayAnswersAsync(Stream service, Stream client, CancellationToken cancellationToken)
    {
        var dropped = new HashSet<int>();
        while (await Http2Frame.ReadAsync(service, cancellationToken) is { } frame)
        {
            if (dropped.Contains(frame.Stream))
            {
                Capture.Add(frame.Payload);
                continue;
            }

            var lie = frame.Type == Http2Frame.Headers ? TakeLie() : Lie.None;
            if (lie == Lie.None)
            {
                await SendAsync(client, frame, cancellationToken);
                continue;
            }

            dropped.Add(frame.Stream);
            await SendAsync(client, lie == Lie.RefusedStream ? Http2Frame.Refuse(frame.Stream) : Http2Frame.LeaveAfter(frame.Stream - 2), cancellationToken);
        }
    }

    private Lie TakeLie()
    {
        lock (_gate)
        {
            var lie = _next;
            _next = Lie.None;
            return lie;
        }
    }

    private void Keep(int connection, Http2Frame frame)
    {
        lock (_gate)
        {
            if (!_bodies.TryGetValue((connection, frame.Stream), out var body)) _bodies[(connection, frame.Stream)] = body = [];
            body.AddRange(frame.Payload);
        }
    }

    private async Task SendAsync(Stream peer, Http2Frame frame, CancellationToken cancellationToken)
    {
        Capture.Add(frame.Payload);
        await peer.WriteAsync(frame.ToBytes(), cancellationToken);
        await peer.FlushAsync(cancellationToken);
    }
}
