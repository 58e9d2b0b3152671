using Httpa.Client.Crypto;
using Httpa.Client.Diagnostics;
using Httpa.Client.Endorsing;
using Httpa.Client.Origins;
using Httpa.Client.Sessions;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Registry;

namespace Httpa.Client;

/// <summary>How a client speaks HTTPA. Read once, when a handler is made. Handlers that share this object and a session store share sessions.</summary>
public sealed class HttpaOptions
{
    /// <summary>The key under which <see cref="Pipelines"/> may have a pipeline of the caller's for all handshakes; with <c>:</c> and an origin behind it, for that origin.</summary>
    public const string HandshakePipelineKey = "Httpa.Handshake";

    /// <summary>Which services are accepted, at every origin that <see cref="Origins"/> does not name. Null refuses those origins.</summary>
    public AttestationPolicy? Policy { get; init; }

    /// <summary>Which services are accepted at some origins. The most specific entry counts: an exact origin before a wildcard, a longer wildcard before a shorter one.</summary>
    public IReadOnlyList<OriginPolicy> Origins { get; init; } = [];

    /// <summary>
    /// A policy that is asked beside <see cref="Policy"/> and decides nothing: where its verdict differs, that is logged (event 13), counted (<c>httpa.shadow.verdicts</c>) and
    /// noted on the activity (<c>httpa.shadow</c>). For trying a stricter or newer policy on real traffic. Null for none.
    /// </summary>
    public AttestationPolicy? ShadowPolicy { get; init; }

    /// <summary>
    /// Origins that requests are sent to as they are: nothing is attested and nothing is sealed there. In the form of <see cref="OriginPolicy.Origin"/>; <c>*</c> is
    /// every origin that nothing else names. Default: none, and such requests are refused.
    /// </summary>
    public IReadOnlyCollection<string> DangerousPassThroughOrigins { get; init; } = [];

    /// <summary>The protocol that is spoken with every origin whose entry in <see cref="Origins"/> names no other. Default: HTTPA/1.</summary>
    public HttpaProtocol Protocol { get; init; } = HttpaProtocol.Httpa1;

    /// <summary>How OpenHTTPA is spoken, where it is.</summary>
    public OpenHttpaOptions OpenHttpa { get; init; } = new();

    /// <summary>Judges evidence. Keep one for the life of the program: it remembers what it verified.</summary>
    public EvidenceVerifiers Verifiers { get; init; } = EvidenceVerifiers.CreateDefault();

    /// <summary>The cipher suites offered, best first.</summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; init; } = CipherSuite.All;

    /// <summary>Offers only suites that keep recorded traffic safe against a later quantum computer.</summary>
    public bool RequirePostQuantum { get; init; }

    /// <summary>Where endorsements come from that the service does not staple; null for stapled ones alone.</summary>
    public IEndorsementSource? EndorsementSource { get; init; }

    /// <summary>Passes over what the service staples and asks <see cref="EndorsementSource"/> alone.</summary>
    public bool FetchEndorsements { get; init; }

    /// <summary>Keeps the sessions. Null gives each handler its own; share one between handlers that are made often.</summary>
    public SessionStore? SessionStore { get; init; }

    /// <summary>The longest that a session may last, however long its evidence holds; at most 24 hours. Default: 1 hour.</summary>
    public TimeSpan MaxSessionLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far the service's clock may be from this one. Default: 5 minutes.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The TEE that this client runs in, for services that demand evidence of their clients (mHTTPA). Null: such services are refused. The evidence goes only to a service
    /// whose own was accepted; whoever ends TLS on the way sees it.
    /// </summary>
    public ITee? ClientTee { get; init; }

    /// <summary>The devices beside <see cref="ClientTee"/>, at most 16, in the order of their evidence.</summary>
    public IReadOnlyList<ITee> ClientDevices { get; init; } = [];

    /// <summary>Sends the evidence of <see cref="ClientTee"/> to services that do not demand it too.</summary>
    public bool AlwaysSendClientEvidence { get; init; }

    /// <summary>How long a whole handshake may take, whoever waits for it. Default: 30 seconds.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an origin is left alone after five handshakes with it failed in a row: callers meanwhile get the last failure again. Doubles with each further failure, up to
    /// one minute; an origin that asks for a pause (<c>Retry-After</c>) gets it at once, up to five minutes. Zero turns this off. Default: 5 seconds.
    /// </summary>
    public TimeSpan HandshakeBreak { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Pipelines of the caller's own around each handshake, within <see cref="HandshakeTimeout"/> and in the place of one more try when no connection could be made, where it has
    /// one under <see cref="HandshakePipelineKey"/>. A handshake carries nothing of the application's, so that it may be tried again after any failure.
    /// </summary>
    public ResiliencePipelineProvider<string>? Pipelines { get; init; }

    /// <summary>Goes straight to ATTEST and saves a round trip; ATTEST reveals nothing that the preflight does not.</summary>
    public bool SkipPreflight { get; init; }

    /// <summary>The request fields that stay outside, readable and unauthenticated, for gateways. Default: <c>User-Agent</c>.</summary>
    public IReadOnlyCollection<string> OuterFields { get; init; } = ["User-Agent"];

    /// <summary>Pads every sealed record of a request to a multiple of this many bytes; 0 for none.</summary>
    public int PadTo { get; init; }

    /// <summary>The most sealed bytes of a request that are kept so that the connection may repeat them. Default: 64 KiB; 0 keeps none.</summary>
    public int ReplayBufferLimit { get; init; } = 64 * 1024;

    /// <summary>
    /// Seals a request of any method anew when its first copy may have been lost, as if every method were idempotent: the service may then act on it twice.
    /// For one request, use <see cref="HttpaRequestOptions.AllowResend"/>.
    /// </summary>
    public bool AllowResendOfUnsafeRequests { get; init; }

    /// <summary>How many redirects of the attested service are followed within its origin, with all fields. 0 hands them to the caller. Default: 10.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>Makes a new session in the background when two thirds of a session's life are over and a request uses it, so that no request waits. Default: true.</summary>
    public bool RenewInBackground { get; init; } = true;

    /// <summary>Is told of each session before any request uses it. Null for nobody.</summary>
    public ISessionAudit? Audit { get; init; }

    /// <summary>
    /// Takes the evidence of each handshake with its verdict, before anything comes of that: to be kept when it was rejected, say, and judged again later (<see cref="EvidenceCapture.Write"/>). Null: not asked. An exception of
    /// it ends the handshake.
    /// </summary>
    public Action<EvidenceCapture, AttestationResult>? CaptureEvidence { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes the logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Options as they are when nobody says anything.</summary>
    internal static HttpaOptions Defaults { get; } = new() { Verifiers = new EvidenceVerifiers() };

    /// <summary>What the options are called where they were written: the path of a section of settings, say. Null for this type's name.</summary>
    internal string? Source { get; init; }

    /// <summary>What an option is called where it was written.</summary>
    internal string NameOf(string option) => Source is null ? $"{nameof(HttpaOptions)}.{option}" : $"{Source}:{option.Replace('.', ':')}";
}
