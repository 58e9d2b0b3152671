using Httpa.Client.OpenHttpa;
using Httpa.TestServer.OpenHttpa;
using Httpa.Verifiers;

namespace Httpa.TestServer;

/// <summary>What a service that speaks OpenHTTPA needs beside the options of every service. Immutable.</summary>
public sealed record OpenHttpaServerOptions
{
    /// <summary>Where preflight and ATTEST are answered. Default: <c>/attest</c>.</summary>
    public string AttestPath { get; init; } = "/attest";

    /// <summary>Signs the handshakes; null signs none.</summary>
    public ServiceIdentity? Identity { get; init; }

    /// <summary>Makes evidence out of a client's quote and the report data that it must carry; null passes it over.</summary>
    internal Func<Quote, ReadOnlyMemory<byte>, Evidence?> ReadQuote { get; init; } = static (quote, _) => quote.ToEvidence();
}
