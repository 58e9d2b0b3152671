using Httpa.Client.Protocol;

namespace Httpa.Client;

/// <summary>Sits right below <see cref="HttpaHandler"/> and lets only the messages of HTTPA pass: a mistake above it fails instead of leaking.</summary>
internal sealed class LeakGuardHandler(HttpMessageHandler innerHandler) : DelegatingHandler(innerHandler)
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

    private static void RefuseUnsealed(HttpRequestMessage request)
    {
        if (request.RequestUri is { IsAbsoluteUri: true } uri && uri.Scheme == Uri.UriSchemeHttps && (IsSealed(request) || IsHandshake(request))) return;
        throw new HttpaConfigurationException(ProtocolReason.LeakPrevented,
            $"A {request.Method} request reached the connection unsealed and was stopped. A handler below HttpaHandler must not make or change requests.");
    }

    private static bool IsSealed(HttpRequestMessage request) =>
        request.Headers.NonValidated.Contains(FieldName.SessionId) && request.Headers.NonValidated.Contains(FieldName.Sequence)
        && (request.Content is null
            ? request.Headers.NonValidated.Contains(FieldName.Seal)
            : request.Content is Bodies.SealedContent && !request.Headers.NonValidated.Contains(FieldName.Seal));

    private static bool IsHandshake(HttpRequestMessage request) =>
        request.Content is null
        && (request.Method == WireNames.Attest
            || (request.Method == HttpMethod.Options && request.Headers.NonValidated.Contains(WireNames.RequestMethod)));
}
