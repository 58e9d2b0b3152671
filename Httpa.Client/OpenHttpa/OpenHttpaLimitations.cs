using Httpa.Verifiers;

namespace Httpa.Client.OpenHttpa;

/// <summary>What OpenHTTPA cannot give (docs/openhttpa.md, "What the protocol cannot give"): every verdict of its handshake says so.</summary>
internal static class OpenHttpaLimitations
{
    public static IReadOnlyList<Limitation> All { get; } =
    [
        new("openhttpa.answer-not-bound",
            "Nothing ties an answer to its request, only to its place among the answers of the session; whoever can make the service answer in the same session can put that answer in the place of yours."),
        new("openhttpa.status-and-fields-not-protected",
            "The status of an answer and all header fields of both directions can be read and changed on the way: put nothing private there, and rely on neither."),
        new("openhttpa.stream-end-not-protected", "A streamed answer can be cut off between two frames unseen: let the application mark its end."),
        new("openhttpa.origin-not-bound", "The handshake names no origin: a genuine TEE with the same measurements, somebody else's too, can answer unless its identity key is pinned."),
        new("openhttpa.no-key-confirmation", "That both sides hold the same keys shows only when the first answer opens."),
    ];
}
