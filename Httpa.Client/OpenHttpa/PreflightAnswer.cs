using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Protocol;

namespace Httpa.Client.OpenHttpa;

/// <summary>What a service says before the handshake (openhttpa-rs attest_headers.rs, PreflightResponseHeaders). Unauthenticated; the challenge counts through the transcript.</summary>
/// <param name="Challenge">48 bytes that mean something to the service alone.</param>
/// <param name="Suites">The suites that it says it has.</param>
/// <param name="Versions">The versions that it says it speaks.</param>
internal sealed record PreflightAnswer(ReadOnlyMemory<byte> Challenge, IReadOnlyList<string> Suites, IReadOnlyList<string> Versions)
{
    /// <summary>Name and value of each field.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields() =>
    [
        new(OpenHttpaNames.SupportedCipherSuites, StructuredFields.FormatTokens(Suites)),
        new(OpenHttpaNames.SupportedVersions, StructuredFields.FormatTokens(Versions)),
        new(OpenHttpaNames.Challenge, StructuredFields.FormatBytes(Challenge.Span)),
    ];

    /// <summary>Reads the three fields.</summary>
    public static bool TryParse(OpenHttpaFields fields, [NotNullWhen(true)] out PreflightAnswer? answer, out string problem)
    {
        answer = null;
        var challenge = fields.Bytes(OpenHttpaNames.Challenge, OpenHttpaTranscript.ChallengeLength);
        var (suites, versions) = (fields.Tokens(OpenHttpaNames.SupportedCipherSuites), fields.Tokens(OpenHttpaNames.SupportedVersions));
        if (!fields.Succeeded(out problem)) return false;
        answer = new PreflightAnswer(challenge, suites, versions);
        return true;
    }
}
