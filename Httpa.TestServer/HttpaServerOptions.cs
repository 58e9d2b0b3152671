using Httpa.Client;
using Httpa.Client.Crypto;
using Httpa.Client.Endorsing;
using Httpa.Client.Protocol;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer;

/// <summary>How the service side speaks HTTPA. Checked once, by <see cref="HttpaApplicationBuilderExtensions.UseHttpa"/>.</summary>
public sealed record HttpaServerOptions
{
    /// <summary>What the outer form of a sealed message itself says.</summary>
    private static readonly string[] OfEverySealedMessage = ["content-type", "content-length", "content-encoding", "cache-control"];

    /// <summary>A session id has at most 32 bytes, 16 of them random.</summary>
    private const int MaxSessionIdPrefix = 16;

    /// <summary>The one protocol that is spoken. Default: HTTPA/1.</summary>
    public HttpaProtocol Protocol { get; init; } = HttpaProtocol.Httpa1;

    /// <summary>How OpenHTTPA is spoken, if it is. Origins, suites, outer fields, padding and the times of HTTPA/1 do not count then.</summary>
    public OpenHttpaServerOptions OpenHttpa { get; init; } = new();

    /// <summary>The TEE that vouches for the service's keys.</summary>
    public required ITee Tee { get; init; }

    /// <summary>
    /// The devices beside the TEE, at most 16, in the order of their evidence. Each ATTEST asks all of them at once whose type the client asked for. The TEE's measured
    /// code must name them itself: a host that chooses can leave one out.
    /// </summary>
    public IReadOnlyList<ITee> Devices { get; init; } = [];

    /// <summary>The origins that are served, such as <c>https://localhost:8443</c>; ATTEST for any other is 421.</summary>
    public required IReadOnlyList<string> Origins { get; init; }

    /// <summary>
    /// Which clients' TEEs are accepted (mHTTPA). Null: the service speaks one way, and refuses evidence of a client. What was accepted is in
    /// <see cref="IHttpaFeature.ClientAttestation"/>.
    /// </summary>
    public AttestationPolicy? ClientPolicy { get; init; }

    /// <summary>True when every client must send evidence; false when those without are served too. Counts only with a <see cref="ClientPolicy"/>.</summary>
    public bool RequireClientEvidence { get; init; } = true;

    /// <summary>Judges the evidence of clients.</summary>
    public EvidenceVerifiers ClientVerifiers { get; init; } = EvidenceVerifiers.CreateDefault();

    /// <summary>Where endorsements come from that clients do not send along; null for those alone.</summary>
    public IEndorsementSource? ClientEndorsementSource { get; init; }

    /// <summary>The cipher suites that the service implements; the client's order decides among them.</summary>
    public IReadOnlyList<CipherSuite> CipherSuites { get; init; } = CipherSuite.All;

    /// <summary>How long a session lives, counted from ATTEST: 1 second to 24 hours.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// What every session id of this process begins with, so that a load balancer can bring a session's requests back here: 0 to 16 bytes, visible to everybody. Base64
    /// writes three bytes as four characters: a multiple of three can be told by the first characters of <c>Attest-Session-ID</c>. Default: none.
    /// </summary>
    public ReadOnlyMemory<byte> SessionIdPrefix { get; init; }

    /// <summary>How long an answered ATTEST waits for its session request: 60 seconds to 5 minutes.</summary>
    public TimeSpan PendingLifetime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many answered ATTESTs may wait for their session request; beyond, ATTEST is 503.</summary>
    public int MaxPendingSessions { get; init; } = 1_024;

    /// <summary>How many sessions may be pending or live; beyond, ATTEST is 503. A pending session never displaces a live one.</summary>
    public int MaxLiveSessions { get; init; } = 16_384;

    /// <summary>How much evidence the TEE may be producing at once; beyond, ATTEST is 503.</summary>
    public int MaxConcurrentQuotes { get; init; } = 16;

    /// <summary>How much later than its age a request may come: one that was held back for longer is <c>late</c>. 1 second to 1 hour.</summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a client may remember the answer to the preflight: zero to 24 hours.</summary>
    public TimeSpan PreflightMaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Names of fields that stay outside the seal, for gateways: of a request's, what stood outside is in <see cref="IHttpaFeature.UnauthenticatedFields"/>;
    /// a response's go out in the clear. Names that a head must not have, or that the outer message needs, are refused.
    /// </summary>
    public IReadOnlyList<string> OuterFields { get; init; } = [];

    /// <summary>Pads every record of a <c>text/event-stream</c> response to a multiple of this many bytes, up to 16,384; 0 does not pad.</summary>
    public int PadEventStreamsTo { get; init; }

    /// <summary>Paths (and what lies below them) that also serve unsealed requests, such as <c>/health</c>. Default: none.</summary>
    public IReadOnlyList<PathString> UnprotectedPaths { get; init; } = [];

    /// <summary>The clock; expiry and lateness are counted on its monotonic timestamps.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>True when a client without evidence is refused.</summary>
    internal bool DemandsClientEvidence => ClientPolicy is not null && RequireClientEvidence;

    /// <summary>Refuses settings that cannot be served, and returns them with origins in canonical form.</summary>
    /// <exception cref="HttpaConfigurationException">A setting is missing or out of its range.</exception>
    internal HttpaServerOptions Checked()
    {
        Require(Tee is { Type.IsDevice: false }, nameof(Tee), "a TEE, which a device is not");
        Require(Devices is { Count: <= EvidenceBody.MaxItems - 1 } && Devices.All(d => d is { Type.IsDevice: true }), nameof(Devices), "at most 16 devices");
        Require(Enum.IsDefined(Protocol), nameof(Protocol), "a protocol that there is");
        Require(Protocol == HttpaProtocol.Httpa1 || Devices.Count == 0, nameof(Devices), "empty with OpenHTTPA, which has no nonce of the length that devices take");
        Require(OpenHttpa?.AttestPath.StartsWith('/') == true, nameof(OpenHttpa), "one with a path for ATTEST");
        if (ClientPolicy?.Problems is { Count: > 0 } problems) throw Wrong(nameof(ClientPolicy), $"a usable policy. {string.Join(" ", problems)}");
        Require(ClientPolicy?.Types.All(ClientVerifiers.Types.Contains) ?? true, nameof(ClientVerifiers), "verifiers for every type that ClientPolicy accepts");
        Require(Origins is { Count: > 0 }, nameof(Origins), "at least one https origin");
        Require(CipherSuites is { Count: > 0 }, nameof(CipherSuites), "at least one cipher suite");
        RequireRange(SessionLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), nameof(SessionLifetime));
        Require(SessionIdPrefix.Length <= MaxSessionIdPrefix, nameof(SessionIdPrefix), "at most 16 bytes");
        RequireRange(PendingLifetime, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5), nameof(PendingLifetime));
        RequireRange(LateAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(LateAfter));
        RequireRange(PreflightMaxAge, TimeSpan.Zero, TimeSpan.FromHours(24), nameof(PreflightMaxAge));
        Require(MaxPendingSessions > 0, nameof(MaxPendingSessions), "a positive number");
        Require(MaxLiveSessions > 0, nameof(MaxLiveSessions), "a positive number");
        Require(MaxConcurrentQuotes > 0, nameof(MaxConcurrentQuotes), "a positive number");
        Require(PadEventStreamsTo is >= 0 and <= 16_384, nameof(PadEventStreamsTo), "0 to 16,384");
        Require(TimeProvider is not null, nameof(TimeProvider), "a clock");
        Require(UnprotectedPaths is not null && UnprotectedPaths.All(p => p.HasValue), nameof(UnprotectedPaths), "paths that begin with /");
        Require(OuterFields is not null && OuterFields.All(IsOuterField), nameof(OuterFields), "names of fields that a message may have");
        return this with { Devices = [.. Devices!], Origins = [.. Origins!.Select(Canonical)] };
    }

    private static bool IsOuterField(string name) =>
        !string.IsNullOrWhiteSpace(name) && !MessageHead.IsForbidden(name) && !OfEverySealedMessage.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Canonical(string origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps
            || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
        {
            throw Wrong(nameof(Origins), $"https origins without a path; '{origin}' is none");
        }

        return Origin.Of(uri);
    }

    private static void RequireRange(TimeSpan value, TimeSpan least, TimeSpan most, string name) =>
        Require(value >= least && value <= most, name, $"{least} to {most}, not {value}");

    private static void Require(bool holds, string name, string required)
    {
        if (!holds) throw Wrong(name, required);
    }

    private static HttpaConfigurationException Wrong(string name, string required) =>
        new(ProtocolReason.OptionInvalid, $"HttpaServerOptions.{name} must be {required}.");
}
