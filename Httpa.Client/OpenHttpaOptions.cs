using Httpa.Client.OpenHttpa;
using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>What a client that speaks OpenHTTPA needs beside the options of every client. Immutable.</summary>
public sealed record OpenHttpaOptions
{
    /// <summary>Where the service answers preflight and ATTEST: an absolute path. Default: <c>/attest</c>.</summary>
    public string AttestPath { get; init; } = "/attest";

    /// <summary>
    /// The service's ML-DSA-65 identity key (FIPS 204): 1952 bytes. With it, a handshake that this key did not sign is refused; empty pins none. The protocol never
    /// sends the key: have it from whoever runs the service.
    /// </summary>
    public ReadOnlyMemory<byte> ServerIdentityKey { get; init; }

    /// <summary>
    /// How many sessions an origin may have at once, 1 to 1024. A session carries one request at a time, so this is also how many requests may be under way: more
    /// wait their turn. Default: 16.
    /// </summary>
    public int MaxSessions { get; init; } = 16;

    /// <summary>The longest body of an answer that is not streamed, in bytes on the wire (about twice its plaintext), 1 KiB to 256 MiB. Default: 16 MiB.</summary>
    public int MaxAnswerLength { get; init; } = 16 << 20;

    /// <summary>
    /// Makes evidence out of a quote and the report data that it must carry; null passes it over. Internal: nobody but the test server's mock evidence reads a quote
    /// in another way than as the vendor's own bytes.
    /// </summary>
    internal Func<Quote, ReadOnlyMemory<byte>, Evidence?> ReadQuote { get; init; } = static (quote, _) => quote.ToEvidence();
}
