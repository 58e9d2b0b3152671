using Httpa.Client.Origins;
using Httpa.Client.Protocol;

namespace Httpa.Client;

/// <summary>
/// Sits right above the connections and lets only the messages of HTTPA pass, and whatever goes to an origin that the rules leave unprotected: a mistake above it
/// fails instead of leaking.
/// </summary>
internal sealed class LeakGuardHandler(HttpMessageHandler innerHandler, Func<OriginRules> rules) : DelegatingHandler(innerHandler)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RefuseUnsealed(request);
        return base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RefuseUnsealed(request);
        return base.Send(request, cancellationToken);
    }

    private void RefuseUnsealed(HttpRequestMessage request)
    {
        if (request.RequestUri is { IsAbsoluteUri: true } uri && uri.Scheme == Uri.UriSchemeHttps
            && (IsSealed(request) || IsHandshake(request) || rules().LetPass(uri) || rules().IsOpenHttpaPreflight(request))) return;
        throw new HttpaConfigurationException(ProtocolReason.LeakPrevented,
            $"A {request.Method} request reached the connection unsealed and was stopped. A handler below HttpaHandler must not make or change requests.");
    }

    private static bool IsSealed(HttpRequestMessage request) =>
        request.Content is OpenHttpa.CiphertextContent || IsSealedInRecords(request);

    private static bool IsSealedInRecords(HttpRequestMessage request) =>
        request.Headers.NonValidated.Contains(FieldName.SessionId) && request.Headers.NonValidated.Contains(FieldName.Sequence)
        && (request.Content is null
            ? request.Headers.NonValidated.Contains(FieldName.Seal)
            : request.Content is Bodies.SealedContent && !request.Headers.NonValidated.Contains(FieldName.Seal));

    private static bool IsHandshake(HttpRequestMessage request) =>
        request.Method == WireNames.Attest
            ? request.Content is null or Bodies.EvidenceContent
            : request.Content is null && request.Method == HttpMethod.Options && request.Headers.NonValidated.Contains(WireNames.RequestMethod);
}
