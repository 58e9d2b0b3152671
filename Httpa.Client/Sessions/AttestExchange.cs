using System.Net;
using System.Security.Cryptography;
using Httpa.Client.Crypto;
using Httpa.Client.Diagnostics;
using Httpa.Client.Protocol;

namespace Httpa.Client.Sessions;

/// <summary>Asks for evidence and holds the answer against what was offered (HTTPA/1, section 2).</summary>
internal static class AttestExchange
{
    public static async ValueTask<ServiceOffer> RunAsync(ClientSettings settings, Wire wire, CancellationToken cancellationToken)
    {
        using var span = ClientTelemetry.Start("httpa.attest", wire.Origin);
        var hello = new ClientHello(
            WireNames.Version, settings.Versions, wire.Origin, DateTimeOffset.FromUnixTimeSeconds(settings.Clock.GetUtcNow().ToUnixTimeSeconds()),
            RandomNumberGenerator.GetBytes(ClientHello.RandomLength), settings.SuiteTokens, settings.EvidenceTypes);
        var sent = settings.Clock.GetTimestamp();
        using var response = await wire.SendAsync(WireNames.Attest, hello.ToFields(), cancellationToken).ConfigureAwait(false);

        if (response.StatusCode != HttpStatusCode.OK) throw Refused(response, wire.Origin, settings);
        RefuseForm(response, wire.Origin);
        var bytes = await Answer.ReadBodyAsync(response, wire, cancellationToken).ConfigureAwait(false);
        if (!AttestFields.TryRead(Answer.Fields(response), ServerHello.FieldNames, out var fields, out var problem)
            || !ServerHello.TryParse(fields, out var server, out problem)
            || !EvidenceBody.TryParse(bytes, out var body, out problem))
            throw new HttpaProtocolException(ProtocolReason.AttestMalformed, $"The answer of {wire.Origin} to ATTEST is malformed: {problem}");

        var suite = RefuseChoices(hello, server, wire.Origin, settings);
        RefuseTimes(hello, server, wire.Origin, settings);
        RefuseEvidence(hello, body, suite, wire.Origin);
        return new ServiceOffer(hello, server, suite, body, bytes, sent);
    }

    private static void RefuseForm(HttpResponseMessage response, string origin)
    {
        var content = response.Content.Headers;
        if (content.NonValidated.TryGetValues("Content-Encoding", out var coding))
            throw new HttpaProtocolException(ProtocolReason.AttestContentCoding,
                $"The evidence of {origin} came with the content coding '{coding}'; none is allowed. Turn compression off for ATTEST.");
        if (!content.NonValidated.TryGetValues("Content-Type", out var type) || !type.ToString().Equals(EvidenceBody.MediaType, StringComparison.OrdinalIgnoreCase))
            throw new HttpaProtocolException(ProtocolReason.AttestContentType,
                $"{origin} answered ATTEST with the media type '{type}'; {EvidenceBody.MediaType} is required. Is it the service that answers?");
        if (response.Headers.CacheControl is not { NoStore: true, NoTransform: true })
            throw new HttpaProtocolException(ProtocolReason.AttestMalformed,
                $"The answer of {origin} to ATTEST does not carry Cache-Control: {WireNames.NoStoreNoTransform}.");
    }

    private static CipherSuite RefuseChoices(ClientHello hello, ServerHello server, string origin, ClientSettings settings)
    {
        if (server.Version != hello.Version)
            throw new HttpaProtocolException(ProtocolReason.VersionNotOffered, $"{origin} answered in version '{server.Version}'; '{hello.Version}' was asked for.");
        if (server.ClientEvidenceRequired && settings.Options.ClientTee is null)
            throw new HttpaConfigurationException(ProtocolReason.ClientEvidenceRequired,
                $"{origin} demands evidence of the client (mHTTPA), and HttpaOptions.ClientTee is not set. Run the client in a TEE and name it there, or use a service that does not demand it.");
        if (!hello.CipherSuites.Contains(server.CipherSuite, StringComparer.Ordinal) || !CipherSuite.TryFind(server.CipherSuite, out var suite))
            throw new HttpaProtocolException(ProtocolReason.SuiteNotOffered,
                $"{origin} chose the cipher suite '{server.CipherSuite}', which was not offered ({string.Join(", ", hello.CipherSuites)}).");
        return suite;
    }

    private static void RefuseTimes(ClientHello hello, ServerHello server, string origin, ClientSettings settings)
    {
        var skew = (server.Date - hello.Date).Duration();
        if (skew > settings.Options.MaxClockSkew)
            throw new HttpaProtocolException(ProtocolReason.DateSkew,
                $"The clock of {origin} says {server.Date:O} and this one {hello.Date:O}; they may differ by {settings.Options.MaxClockSkew}. Set the wrong one right.");
        if (server.Expires <= server.Date || server.Expires <= settings.Clock.GetUtcNow())
            throw new HttpaProtocolException(ProtocolReason.OfferExpired, $"{origin} offers a session that ended at {server.Expires:O}. Check both clocks.");
    }

    private static void RefuseEvidence(ClientHello hello, EvidenceBody body, CipherSuite suite, string origin)
    {
        if (body.Items.FirstOrDefault(i => !hello.EvidenceTypes.Contains(i.Evidence.Type.Token, StringComparer.Ordinal)) is { } other)
            throw new HttpaProtocolException(ProtocolReason.EvidenceNotOffered,
                $"{origin} sent evidence of type '{other.Evidence.Type}'; the policy has rules for {string.Join(", ", hello.EvidenceTypes)}.");
        if (body.PublicKey.Length != suite.PublicKeyLength)
            throw new HttpaProtocolException(ProtocolReason.AttestedKeyInvalid,
                $"The public key of {origin} has {body.PublicKey.Length} bytes; {suite.Token} has {suite.PublicKeyLength}.");
    }

    private static Exception Refused(HttpResponseMessage response, string origin, ClientSettings settings)
    {
        if (Answer.IsUnavailable(response.StatusCode)) return Answer.Unavailable(response, origin, settings.Clock, requestSent: false);
        var (reason, text) = (response.StatusCode, Answer.Error(response)) switch
        {
            (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented, _) =>
                (ProtocolReason.AttestNotSupported, "does not answer ATTEST. Enable HTTPA there, and let proxies before it pass ATTEST"),
            (_, "no-common-suite") => (ProtocolReason.NoCommonSuite, $"implements none of {string.Join(", ", settings.SuiteTokens)}"),
            (_, "no-common-evidence") => (ProtocolReason.NoCommonEvidence, $"has no evidence of the types {string.Join(", ", settings.EvidenceTypes)}"),
            (_, "unknown-origin") => (ProtocolReason.UnknownOrigin, "does not serve this origin; the build names the origins that it serves"),
            (_, "version-downgrade") => (ProtocolReason.VersionDowngrade, "speaks a better version than the one asked for: somebody changed the offer on the way"),
            (_, "malformed") => (ProtocolReason.AttestRefused, "found ATTEST malformed; see its log"),
            _ => (ProtocolReason.AttestRefused, "refused ATTEST"),
        };
        return new HttpaProtocolException(reason, $"{origin} {text} (unauthenticated status {(int)response.StatusCode}). Nothing was sent to it.");
    }
}
