using Microsoft.Extensions.Logging;

namespace Httpa.TestServer;

/// <summary>The service's own log: the finer reasons that answers do not tell. No secret and no session id.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "ATTEST from an offer of {Suites} answered for {Origin} with {Suite}.")]
    public static partial void Attested(ILogger logger, string suites, string origin, string suite);

    [LoggerMessage(2, LogLevel.Information, "A session for {Origin} is live.")]
    public static partial void SessionLive(ILogger logger, string origin);

    [LoggerMessage(3, LogLevel.Information, "{Status} {Error}: {Method} refused. {Problem}")]
    public static partial void Refused(ILogger logger, int status, string error, string method, string problem);

    [LoggerMessage(4, LogLevel.Error, "The TEE or a device did not produce evidence that can be sent.")]
    public static partial void EvidenceFailed(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "The endpoint threw; the response had started: {Started}.")]
    public static partial void EndpointFailed(ILogger logger, Exception exception, bool started);

    [LoggerMessage(6, LogLevel.Debug, "The response field {Name} belongs to the connection and was not sealed.")]
    public static partial void FieldNotSealed(ILogger logger, string name);

    [LoggerMessage(7, LogLevel.Information, "A session of OpenHTTPA is live; the client attested: {Mutual}.")]
    public static partial void TrustedSessionLive(ILogger logger, bool mutual);
}
