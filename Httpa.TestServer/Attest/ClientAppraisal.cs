using Httpa.Client;
using Httpa.Client.Crypto;
using Httpa.Client.Protocol;
using Httpa.Client.Sessions;
using Httpa.Verifiers;

namespace Httpa.TestServer.Attest;

/// <summary>Judges the evidence of clients by the service's own policy (HTTPA/1, section 3, mHTTPA).</summary>
internal sealed class ClientAppraisal(HttpaServerOptions options)
{
    private readonly EndorsementLedger _ledger = new();

    /// <summary>Judges the body of a session request.</summary>
    /// <param name="bytes">The body; empty when the client sent none.</param>
    /// <param name="h1">The hash of both hellos and the service's public key.</param>
    /// <param name="suite">The suite that the client's key must be of.</param>
    /// <param name="cancellationToken">Cancels a search for endorsements.</param>
    public async ValueTask<ClientVerdict> JudgeAsync(ReadOnlyMemory<byte> bytes, byte[] h1, CipherSuite suite, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
            return options.DemandsClientEvidence ? ClientVerdict.Rejected("The client sent no evidence, and the service demands it.") : ClientVerdict.OneWay;
        if (options.ClientPolicy is not { } policy) return ClientVerdict.Rejected("No client evidence is accepted here.");
        if (!EvidenceBody.TryParse(bytes.Span, out var body, out var problem)) return ClientVerdict.Rejected(problem);
        if (body.PublicKey.Length != suite.PublicKeyLength) return ClientVerdict.Rejected($"The client's key is not one of {suite.Token}.");

        var search = new EndorsementSearch { Source = options.ClientEndorsementSource, IgnoresStapled = false, Async = true, Peer = "client" };
        var result = await search.JudgeAsync(body.Items, items => Appraise(policy, body, items, h1), _ledger, cancellationToken).ConfigureAwait(false);
        if (!result.IsAccepted) return ClientVerdict.Rejected(string.Join("; ", result.Findings.Select(f => $"{f.Reason.Code()}: {f}")));
        return _ledger.TryFindOlder(Issues(result), out var older, out _)
            ? ClientVerdict.Rejected($"The client relies on issue {older.Number} of '{older.Subject}'; a newer one was seen.")
            : new ClientVerdict(result, null);
    }

    private AttestationResult Appraise(AttestationPolicy policy, EvidenceBody body, IReadOnlyList<EndorsedEvidence> items, byte[] h1) =>
        options.ClientVerifiers.Appraise(new AppraisalRequest
        {
            Lead = items[0],
            Devices = [.. items.Skip(1)],
            Binding = AttestTranscript.ClientBinding(h1, body.PublicKey.Span, body.Devices),
            DeviceNonce = AttestTranscript.ClientDeviceNonce(h1),
            PublicKey = body.PublicKey,
            Policy = policy,
            Time = options.TimeProvider.GetUtcNow(),
        });

    private static IEnumerable<EndorsementIssue> Issues(AttestationResult result) => result.Items.SelectMany(i => i.Issues);
}

/// <summary>What the service makes of a client: an accepted result, none when it speaks one way, or a rejection and why.</summary>
/// <param name="Result">The accepted result.</param>
/// <param name="Rejection">Why the client is rejected, for the service's log alone; null when it is not.</param>
internal sealed record ClientVerdict(AttestationResult? Result, string? Rejection)
{
    /// <summary>The client sent no evidence, and need not.</summary>
    public static readonly ClientVerdict OneWay = new(null, null);

    public static ClientVerdict Rejected(string problem) => new(null, problem);
}
