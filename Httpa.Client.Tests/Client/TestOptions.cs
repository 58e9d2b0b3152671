using Httpa.Client.Crypto;
using Httpa.Client.Endorsing;
using Httpa.Client.Origins;
using Httpa.Client.Sessions;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Registry;

namespace Httpa.Client.Tests.Client;

/// <summary>Options that a test can change before a handler reads them.</summary>
internal sealed class TestOptions
{
    public AttestationPolicy? Policy { get; set; } = FakeVerifier.Policy;

    public IReadOnlyList<OriginPolicy> Origins { get; set; } = [];

    public IReadOnlyCollection<string> DangerousPassThroughOrigins { get; set; } = [];

    /// <summary>Verifiers beside the one of the lead.</summary>
    public IReadOnlyList<IEvidenceVerifier> DeviceVerifiers { get; set; } = [];

    public IReadOnlyList<CipherSuite> CipherSuites { get; set; } = [CipherSuite.X25519Aes256Gcm]; // keeps tests quick

    public bool RequirePostQuantum { get; set; }

    public IEndorsementSource? EndorsementSource { get; set; }

    public bool FetchEndorsements { get; set; }

    public SessionStore? SessionStore { get; set; }

    public ITee? ClientTee { get; set; }

    public IReadOnlyList<ITee> ClientDevices { get; set; } = [];

    public bool AlwaysSendClientEvidence { get; set; }

    public TimeSpan MaxSessionLifetime { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan HandshakeBreak { get; set; } = TimeSpan.FromSeconds(5);

    public ResiliencePipelineProvider<string>? Pipelines { get; set; }

    public AttestationPolicy? ShadowPolicy { get; set; }

    public bool RenewInBackground { get; set; } // off: most tests count handshakes

    public ISessionAudit? Audit { get; set; }

    public bool SkipPreflight { get; set; }

    public IReadOnlyCollection<string> OuterFields { get; set; } = ["User-Agent"];

    public int PadTo { get; set; }

    public int ReplayBufferLimit { get; set; } = 64 * 1024;

    public bool AllowResendOfUnsafeRequests { get; set; }

    public int MaxRedirects { get; set; } = 10;

    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    public HttpaOptions Build(IEvidenceVerifier verifier, TimeProvider clock) => new()
    {
        Policy = Policy,
        Origins = Origins,
        DangerousPassThroughOrigins = DangerousPassThroughOrigins,
        Verifiers = new EvidenceVerifiers([verifier, .. DeviceVerifiers]),
        CipherSuites = CipherSuites,
        RequirePostQuantum = RequirePostQuantum,
        EndorsementSource = EndorsementSource,
        FetchEndorsements = FetchEndorsements,
        SessionStore = SessionStore,
        ClientTee = ClientTee,
        ClientDevices = ClientDevices,
        AlwaysSendClientEvidence = AlwaysSendClientEvidence,
        MaxSessionLifetime = MaxSessionLifetime,
        HandshakeTimeout = HandshakeTimeout,
        HandshakeBreak = HandshakeBreak,
        Pipelines = Pipelines,
        ShadowPolicy = ShadowPolicy,
        RenewInBackground = RenewInBackground,
        Audit = Audit,
        SkipPreflight = SkipPreflight,
        OuterFields = OuterFields,
        PadTo = PadTo,
        ReplayBufferLimit = ReplayBufferLimit,
        AllowResendOfUnsafeRequests = AllowResendOfUnsafeRequests,
        MaxRedirects = MaxRedirects,
        TimeProvider = clock,
        LoggerFactory = LoggerFactory,
    };
}
