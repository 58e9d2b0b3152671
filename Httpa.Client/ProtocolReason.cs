namespace Httpa.Client;

/// <summary>Why an exchange was refused. Numbers and codes are stable; docs/reasons.md tells cause and remedy of each.</summary>
public enum ProtocolReason
{
    /// <summary><c>preflight.not-supported</c>: the service does not allow ATTEST.</summary>
    AttestNotSupported = 1,

    /// <summary><c>record.bad-seal</c>: something sealed does not open.</summary>
    BadSeal = 3,

    /// <summary><c>record.truncated</c>: a message ended before its final record.</summary>
    Truncated = 4,

    /// <summary><c>record.trailing-data</c>: bytes follow the final record.</summary>
    TrailingData = 5,

    /// <summary><c>message.malformed</c>: a message of an exchange does not have the form that HTTPA/1 gives it.</summary>
    Malformed = 6,

    /// <summary><c>session.exhausted</c>: the session has sealed as much in one direction as one key may (2^34 AES blocks).</summary>
    SessionExhausted = 7,

    /// <summary><c>attest.version-not-offered</c>: the service answered in a version that was not asked for.</summary>
    VersionNotOffered = 100,

    /// <summary><c>attest.suite-not-offered</c>: the service chose a cipher suite that was not offered.</summary>
    SuiteNotOffered = 101,

    /// <summary><c>attest.date-skew</c>: the clocks of client and service are too far apart.</summary>
    DateSkew = 102,

    /// <summary><c>attest.expired</c>: the session that the service offers is over before it begins.</summary>
    OfferExpired = 103,

    /// <summary><c>attest.redirected</c>: a message of the handshake was redirected.</summary>
    HandshakeRedirected = 104,

    /// <summary><c>attest.body-too-large</c>: a body of the handshake is longer than 1 MiB.</summary>
    BodyTooLarge = 105,

    /// <summary><c>attest.malformed</c>: the answer to ATTEST does not have the form that HTTPA/1 gives it.</summary>
    AttestMalformed = 106,

    /// <summary><c>attest.evidence-not-offered</c>: the service sent a type of evidence that was not asked for.</summary>
    EvidenceNotOffered = 107,

    /// <summary><c>attest.client-evidence-required</c>: the service demands evidence of the client (mHTTPA), and this client has no TEE.</summary>
    ClientEvidenceRequired = 108,

    /// <summary><c>attest.content-type</c>: the evidence came as another media type.</summary>
    AttestContentType = 109,

    /// <summary><c>attest.content-coding</c>: the evidence came with a content coding.</summary>
    AttestContentCoding = 110,

    /// <summary><c>attest.key-invalid</c>: the public key is not a valid one of the chosen suite.</summary>
    AttestedKeyInvalid = 111,

    /// <summary><c>attest.refused</c>: the service, or something on the way, refused ATTEST.</summary>
    AttestRefused = 112,

    /// <summary><c>attest.no-common-suite</c>: the service implements none of the cipher suites offered.</summary>
    NoCommonSuite = 113,

    /// <summary><c>attest.no-common-evidence</c>: the service has none of the types of evidence asked for.</summary>
    NoCommonEvidence = 114,

    /// <summary><c>attest.unknown-origin</c>: the service does not serve this origin.</summary>
    UnknownOrigin = 115,

    /// <summary><c>attest.version-downgrade</c>: the service speaks a better version that both sides allow: somebody lowered the offer.</summary>
    VersionDowngrade = 116,

    /// <summary><c>attest.endorsement-older-than-seen</c>: the service stapled an older issue of a vendor's document than one that was seen before.</summary>
    EndorsementOlderThanSeen = 117,

    /// <summary><c>preflight.version-not-allowed</c>: the preflight names no version that the options allow.</summary>
    PreflightVersion = 118,

    /// <summary><c>session.refused</c>: the service, or something on the way, refused the session request.</summary>
    SessionRefused = 120,

    /// <summary><c>session.malformed</c>: the answer to the session request does not have the form that HTTPA/1 gives it.</summary>
    SessionMalformed = 121,

    /// <summary><c>session.id-mismatch</c>: the session was answered under another id.</summary>
    SessionIdMismatch = 122,

    /// <summary><c>session.binder-mismatch</c>: the service did not prove that it holds the attested key and saw the same messages.</summary>
    BinderMismatch = 123,

    /// <summary><c>session.server-secret-unexpected</c>: a client that sent no evidence got a secret for it.</summary>
    ServerSecretUnexpected = 124,

    /// <summary><c>session.server-secret-missing</c>: the service took the client's evidence and sent no secret for it.</summary>
    ServerSecretMissing = 250,

    /// <summary><c>session.client-evidence-rejected</c>: the service did not accept the client's evidence.</summary>
    ClientEvidenceRejected = 251,

    /// <summary><c>session.lost</c>: the service forgot the session again, right after a new one was made.</summary>
    SessionLost = 125,

    /// <summary><c>response.unsealed</c>: the answer was not sealed by the attested service.</summary>
    ResponseUnsealed = 130,

    /// <summary><c>response.sequence-mismatch</c>: the answer names another session or number than the request.</summary>
    ResponseSequence = 131,

    /// <summary><c>response.status-mismatch</c>: the status outside is not the one that the service sealed.</summary>
    ResponseStatus = 132,

    /// <summary><c>response.malformed</c>: a sealed answer does not have the form that HTTPA/1 gives it.</summary>
    ResponseMalformed = 133,

    /// <summary><c>response.content-length</c>: the body does not have the length that the service sealed.</summary>
    ResponseLength = 134,

    /// <summary><c>request.replayed</c>: the service saw the request's number before.</summary>
    RequestReplayed = 140,

    /// <summary><c>request.bad-seal</c>: the sealed request did not open at the service.</summary>
    RequestBadSeal = 141,

    /// <summary><c>request.bad-sequence</c>: the service did not read the request's number.</summary>
    RequestBadSequence = 142,

    /// <summary><c>request.late</c>: the service got the request too late, again.</summary>
    RequestLate = 143,

    /// <summary><c>resend.not-safe</c>: the request may have been processed, and sending it anew is not safe.</summary>
    ResendNotSafe = 150,

    /// <summary><c>resend.body-consumed</c>: the request must be sent anew, and its body cannot be read again.</summary>
    ResendBodyConsumed = 151,

    /// <summary><c>redirect.cross-origin</c>: the service redirects to another origin, which nobody attested.</summary>
    RedirectCrossOrigin = 160,

    /// <summary><c>redirect.body-consumed</c>: a redirect needs the body again, and it cannot be read again.</summary>
    RedirectBodyConsumed = 161,

    /// <summary><c>config.policy</c>: the policy cannot accept anything, or has a fault.</summary>
    PolicyInvalid = 170,

    /// <summary><c>config.option</c>: an option has a value that is not allowed.</summary>
    OptionInvalid = 171,

    /// <summary><c>config.inner-handler</c>: the inner handler has a setting that would carry data past the seal.</summary>
    InnerHandlerUnsafe = 172,

    /// <summary><c>request.scheme</c>: the request does not go to an https URI.</summary>
    SchemeNotHttps = 173,

    /// <summary><c>request.upgrade</c>: CONNECT, Upgrade and WebSocket leave the sealed messages.</summary>
    UpgradeNotSupported = 174,

    /// <summary><c>request.field</c>: the request has a field that cannot be sealed.</summary>
    FieldNotAllowed = 175,

    /// <summary><c>request.head-too-large</c>: the fields of a request without a body do not fit into one header.</summary>
    HeadTooLarge = 176,

    /// <summary><c>request.leak-prevented</c>: a request reached the connection unsealed.</summary>
    LeakPrevented = 177,

    /// <summary><c>config.origin-not-listed</c>: the request goes to an origin that no policy is for.</summary>
    OriginNotListed = 280,

    /// <summary><c>openhttpa.body-not-json</c>: the request has a body that OpenHTTPA cannot carry.</summary>
    OpenHttpaBodyNotJson = 200,

    /// <summary><c>openhttpa.method-not-carried</c>: the request has a method whose answer OpenHTTPA cannot protect.</summary>
    OpenHttpaMethodNotCarried = 201,

    /// <summary><c>openhttpa.field-in-clear</c>: the request has a field that OpenHTTPA would send in clear.</summary>
    OpenHttpaFieldInClear = 202,

    /// <summary><c>openhttpa.preflight-malformed</c>: the answer to the preflight does not have the form that OpenHTTPA gives it.</summary>
    OpenHttpaPreflightMalformed = 210,

    /// <summary><c>openhttpa.no-quote</c>: the service sent no quote that the policy has a rule for.</summary>
    OpenHttpaNoQuote = 211,

    /// <summary><c>openhttpa.identity-mismatch</c>: the handshake is not signed by the identity key that is pinned.</summary>
    OpenHttpaIdentityMismatch = 212,

    /// <summary><c>openhttpa.answer-does-not-open</c>: the answer does not open as the next one of its session.</summary>
    OpenHttpaAnswerDoesNotOpen = 220,

    /// <summary><c>openhttpa.answer-too-large</c>: the answer is longer than the options allow.</summary>
    OpenHttpaAnswerTooLarge = 221,

    /// <summary><c>openhttpa.stream-out-of-order</c>: a frame of a streamed answer is not the next one of its session.</summary>
    OpenHttpaStreamOutOfOrder = 222,
}

/// <summary>The codes of the reasons.</summary>
public static class ProtocolReasonCodes
{
    /// <summary>The stable code, such as <c>record.bad-seal</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string Code(this ProtocolReason reason) => reason switch
    {
        ProtocolReason.AttestNotSupported => "preflight.not-supported",
        ProtocolReason.BadSeal => "record.bad-seal",
        ProtocolReason.Truncated => "record.truncated",
        ProtocolReason.TrailingData => "record.trailing-data",
        ProtocolReason.Malformed => "message.malformed",
        ProtocolReason.SessionExhausted => "session.exhausted",
        ProtocolReason.VersionNotOffered => "attest.version-not-offered",
        ProtocolReason.SuiteNotOffered => "attest.suite-not-offered",
        ProtocolReason.DateSkew => "attest.date-skew",
        ProtocolReason.OfferExpired => "attest.expired",
        ProtocolReason.HandshakeRedirected => "attest.redirected",
        ProtocolReason.BodyTooLarge => "attest.body-too-large",
        ProtocolReason.AttestMalformed => "attest.malformed",
        ProtocolReason.EvidenceNotOffered => "attest.evidence-not-offered",
        ProtocolReason.ClientEvidenceRequired => "attest.client-evidence-required",
        ProtocolReason.AttestContentType => "attest.content-type",
        ProtocolReason.AttestContentCoding => "attest.content-coding",
        ProtocolReason.AttestedKeyInvalid => "attest.key-invalid",
        ProtocolReason.AttestRefused => "attest.refused",
        ProtocolReason.NoCommonSuite => "attest.no-common-suite",
        ProtocolReason.NoCommonEvidence => "attest.no-common-evidence",
        ProtocolReason.UnknownOrigin => "attest.unknown-origin",
        ProtocolReason.VersionDowngrade => "attest.version-downgrade",
        ProtocolReason.EndorsementOlderThanSeen => "attest.endorsement-older-than-seen",
        ProtocolReason.PreflightVersion => "preflight.version-not-allowed",
        ProtocolReason.SessionRefused => "session.refused",
        ProtocolReason.SessionMalformed => "session.malformed",
        ProtocolReason.SessionIdMismatch => "session.id-mismatch",
        ProtocolReason.BinderMismatch => "session.binder-mismatch",
        ProtocolReason.ServerSecretUnexpected => "session.server-secret-unexpected",
        ProtocolReason.ServerSecretMissing => "session.server-secret-missing",
        ProtocolReason.ClientEvidenceRejected => "session.client-evidence-rejected",
        ProtocolReason.SessionLost => "session.lost",
        ProtocolReason.ResponseUnsealed => "response.unsealed",
        ProtocolReason.ResponseSequence => "response.sequence-mismatch",
        ProtocolReason.ResponseStatus => "response.status-mismatch",
        ProtocolReason.ResponseMalformed => "response.malformed",
        ProtocolReason.ResponseLength => "response.content-length",
        ProtocolReason.RequestReplayed => "request.replayed",
        ProtocolReason.RequestBadSeal => "request.bad-seal",
        ProtocolReason.RequestBadSequence => "request.bad-sequence",
        ProtocolReason.RequestLate => "request.late",
        ProtocolReason.ResendNotSafe => "resend.not-safe",
        ProtocolReason.ResendBodyConsumed => "resend.body-consumed",
        ProtocolReason.RedirectCrossOrigin => "redirect.cross-origin",
        ProtocolReason.RedirectBodyConsumed => "redirect.body-consumed",
        ProtocolReason.PolicyInvalid => "config.policy",
        ProtocolReason.OptionInvalid => "config.option",
        ProtocolReason.InnerHandlerUnsafe => "config.inner-handler",
        ProtocolReason.SchemeNotHttps => "request.scheme",
        ProtocolReason.UpgradeNotSupported => "request.upgrade",
        ProtocolReason.FieldNotAllowed => "request.field",
        ProtocolReason.HeadTooLarge => "request.head-too-large",
        ProtocolReason.LeakPrevented => "request.leak-prevented",
        ProtocolReason.OriginNotListed => "config.origin-not-listed",
        ProtocolReason.OpenHttpaBodyNotJson => "openhttpa.body-not-json",
        ProtocolReason.OpenHttpaMethodNotCarried => "openhttpa.method-not-carried",
        ProtocolReason.OpenHttpaFieldInClear => "openhttpa.field-in-clear",
        ProtocolReason.OpenHttpaPreflightMalformed => "openhttpa.preflight-malformed",
        ProtocolReason.OpenHttpaNoQuote => "openhttpa.no-quote",
        ProtocolReason.OpenHttpaIdentityMismatch => "openhttpa.identity-mismatch",
        ProtocolReason.OpenHttpaAnswerDoesNotOpen => "openhttpa.answer-does-not-open",
        ProtocolReason.OpenHttpaAnswerTooLarge => "openhttpa.answer-too-large",
        ProtocolReason.OpenHttpaStreamOutOfOrder => "openhttpa.stream-out-of-order",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
