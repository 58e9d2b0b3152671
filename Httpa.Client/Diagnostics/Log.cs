using Httpa.Client.Sessions;
using Microsoft.Extensions.Logging;

namespace Httpa.Client.Diagnostics;

/// <summary>Every log event of the client. Nothing secret, no evidence and no field of an application's message is in any.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Attested {Origin}: {EvidenceType} evidence accepted under policy '{Policy}', suite {Suite}, session until {Ends:O}", EventName = "SessionEstablished")]
    public static partial void SessionEstablished(ILogger logger, string origin, string evidenceType, string policy, string suite, DateTimeOffset ends);

    [LoggerMessage(2, LogLevel.Information, "The evidence of {Origin} was rejected under policy '{Policy}': {Reasons}", EventName = "EvidenceRejected")]
    public static partial void EvidenceRejected(ILogger logger, string origin, string policy, string reasons);

    [LoggerMessage(3, LogLevel.Information, "The handshake with {Origin} failed: {Failure}", EventName = "HandshakeFailed")]
    public static partial void HandshakeFailed(ILogger logger, string origin, string failure);

    [LoggerMessage(4, LogLevel.Information, "{Origin} no longer knows the session (unauthenticated {Status} {Error}); attesting again", EventName = "SessionLost")]
    public static partial void SessionLost(ILogger logger, string origin, int status, string error);

    [LoggerMessage(5, LogLevel.Debug, "Sending sealed {Method} request {Sequence} to {Origin}", EventName = "RequestSealed")]
    public static partial void RequestSealed(ILogger logger, string method, ulong sequence, string origin);

    [LoggerMessage(6, LogLevel.Debug, "Opened response {Status} to request {Sequence} of {Origin}", EventName = "ResponseOpened")]
    public static partial void ResponseOpened(ILogger logger, int status, ulong sequence, string origin);

    [LoggerMessage(7, LogLevel.Debug, "{Origin} allows ATTEST", EventName = "PreflightPassed")]
    public static partial void PreflightPassed(ILogger logger, string origin);

    [LoggerMessage(8, LogLevel.Warning, "Policy '{Policy}': {Danger}", EventName = "DangerousPolicy")]
    public static partial void DangerousPolicy(ILogger logger, string policy, string danger);

    [LoggerMessage(9, LogLevel.Warning, "Requests to {Origin} are neither attested nor sealed (DangerousPassThroughOrigins)", EventName = "OriginUnprotected")]
    public static partial void OriginUnprotected(ILogger logger, string origin);

    [LoggerMessage(10, LogLevel.Information, "The options of client '{Client}' changed; new requests come under generation {Generation}", EventName = "OptionsChanged")]
    public static partial void OptionsChanged(ILogger logger, string client, int generation);

    [LoggerMessage(11, LogLevel.Error, "The options of client '{Client}' changed and are not usable; generation {Generation} stays in force. {Fault}", EventName = "OptionsRefused")]
    public static partial void OptionsRefused(ILogger logger, string client, int generation, string fault);

    [LoggerMessage(12, LogLevel.Warning, "{Origin} is left alone for {Pause} after its handshake failed: {Failure}", EventName = "OriginLeftAlone")]
    public static partial void OriginLeftAlone(ILogger logger, string origin, TimeSpan pause, string failure);

    [LoggerMessage(13, LogLevel.Warning, "Shadow policy '{Shadow}' differs ({Outcome}) on {Origin} from '{Policy}', which decided: {Reasons}", EventName = "ShadowDiffers")]
    public static partial void ShadowDiffers(ILogger logger, string shadow, ShadowOutcome outcome, string origin, string policy, string reasons);

    [LoggerMessage(14, LogLevel.Warning, "Shadow policy '{Shadow}' could not judge {Origin}: {Failure}", EventName = "ShadowFailed")]
    public static partial void ShadowFailed(ILogger logger, string origin, string shadow, string failure);

    [LoggerMessage(15, LogLevel.Warning, "Client '{Client}' could not attest {Origin} ahead of requests: {Failure}", EventName = "WarmUpFailed")]
    public static partial void WarmUpFailed(ILogger logger, string client, string origin, string failure);

    [LoggerMessage(20, LogLevel.Debug, "Fetched '{Document}' from {Host}; it ends at {Ends:O}", EventName = "EndorsementFetched")]
    public static partial void EndorsementFetched(ILogger logger, string document, string host, DateTimeOffset ends);

    [LoggerMessage(21, LogLevel.Warning, "{Host} has no '{Document}' for this platform", EventName = "EndorsementUnknown")]
    public static partial void EndorsementUnknown(ILogger logger, string host, string document);

    [LoggerMessage(22, LogLevel.Warning, "The cached endorsement stays in use until {Ends:O}: {Failure}", EventName = "EndorsementRefreshFailed")]
    public static partial void EndorsementRefreshFailed(ILogger logger, DateTimeOffset ends, string failure);

    [LoggerMessage(23, LogLevel.Warning, "The endorsement cache failed ({Failure}); going on without it", EventName = "EndorsementCacheFailed")]
    public static partial void EndorsementCacheFailed(ILogger logger, string failure);

    [LoggerMessage(24, LogLevel.Information, "The cached endorsement '{Document}' was not accepted; fetching it anew", EventName = "EndorsementDropped")]
    public static partial void EndorsementDropped(ILogger logger, string document);

    [LoggerMessage(30, LogLevel.Debug, "OpenHTTPA handshake with {Origin}: transcript {TranscriptHash} of {Inputs}; report data {ReportData}", EventName = "OpenHttpaTranscript")]
    public static partial void OpenHttpaTranscript(ILogger logger, string origin, string transcriptHash, string inputs, string reportData);

    [LoggerMessage(32, LogLevel.Debug, "OpenHTTPA handshake with {Origin}: the client's own evidence carries {ReportData}", EventName = "OpenHttpaClientEvidence")]
    public static partial void OpenHttpaClientEvidence(ILogger logger, string origin, string reportData);

    [LoggerMessage(31, LogLevel.Trace, "OpenHTTPA request {Counter} of session {BaseId}: header list {HeaderList}, answer expected under counter {AnswerCounter}", EventName = "OpenHttpaRequest")]
    public static partial void OpenHttpaRequest(ILogger logger, ulong counter, string baseId, string headerList, ulong answerCounter);
}
