using Httpa.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Tdx;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated TDX trust domain on a platform of its own, in Intel's genuine formats. Its evidence proves nothing: a verifier accepts it only under a policy that names
/// <see cref="RootSpkiSha256"/>. Safe for concurrent use.
/// </summary>
public sealed class SimulatedTdx : ISimulatedTee
{
    private readonly SimulatedSgx _platform;
    private readonly byte[] _certified;
    private readonly Lock _lock = new();
    private Endorsements? _ofPlatform;
    private Endorsements? _endorsements;

    /// <summary>Makes a trust domain on a platform with keys of its own.</summary>
    /// <param name="settings">What the trust domain is; null for a release TD on an up-to-date platform.</param>
    /// <param name="timeProvider">The clock that endorsements are dated by; null for the system's.</param>
    public SimulatedTdx(SimulatedTdxSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedTdxSettings();
        _platform = new SimulatedSgx(Settings.Platform, timeProvider);
        Quote = _platform.Quote with { TrustDomain = Settings };
        _certified = Quote.Certify();
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Tdx;

    /// <summary>What the trust domain is.</summary>
    public SimulatedTdxSettings Settings { get; }

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what a policy must name to trust this platform.</summary>
    public Measurement RootSpkiSha256 => _platform.RootSpkiSha256;

    /// <summary>The endorsements that are stapled to the evidence now.</summary>
    public Endorsements Endorsements
    {
        get
        {
            var current = _platform.Endorsements;
            lock (_lock)
            {
                if (_ofPlatform != current) (_ofPlatform, _endorsements) = (current, ForTdx(current));
                return _endorsements!;
            }
        }
    }

    internal SimulatedIntelPki Pki => _platform.Pki;

    /// <summary>The recipe of this platform's quotes, for tests to vary.</summary>
    internal SimulatedQuote Quote { get; }

    /// <summary>The recipe of this platform's TCB info, for tests to vary.</summary>
    internal SimulatedTcbInfo TcbInfo => _platform.TcbInfo with { Id = "TDX", Modules = Settings.Modules };

    /// <summary>The recipe of this platform's QE identity, for tests to vary.</summary>
    internal SimulatedQeIdentity QeIdentity => _platform.QeIdentity with { Id = "TD_QE" };

    /// <summary>Produces a quote that carries the binding, with all endorsements stapled.</summary>
    /// <param name="binding">The 64 bytes that the quote must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE; this one answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));

        byte[] quote;
        lock (_lock) quote = Quote.Encode(binding.Span, _certified);
        return new(new EndorsedEvidence(new Evidence(Type, quote), Endorsements));
    }

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicy() => new()
    {
        Name = "simulated trust domain",
        Tdx = new TdxPolicy
        {
            MrTd = AnyOf("simulated firmware", Settings.MrTd),
            RtMr0 = AnyOf("simulated configuration", Settings.RtMr0),
            RtMr1 = AnyOf("simulated kernel", Settings.RtMr1),
            RtMr2 = AnyOf("simulated command line", Settings.RtMr2),
            RtMr3 = AnyOf("simulated application", Settings.RtMr3),
            MrConfigId = AnyOf("simulated host's configuration", Settings.MrConfigId),
            MrOwner = AnyOf("simulated owner", Settings.MrOwner),
            MrOwnerConfig = AnyOf("simulated owner's configuration", Settings.MrOwnerConfig),
            Tcb = new TcbPolicy { MinimumTcbEvaluationDataNumber = Settings.Platform.TcbEvaluationDataNumber },
            DangerousTrustedRoots = [RootSpkiSha256],
        },
    };

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicyForAnotherBuild()
    {
        var policy = CreatePolicy();
        return policy with { Tdx = policy.Tdx! with { RtMr3 = AnyOf("another build", Settings.MrTd) } };
    }

    /// <summary>Erases the platform's keys.</summary>
    public void Dispose() => _platform.Dispose();

    /// <summary>The platform's certificates and revocation lists, with the documents of TDX in the place of those of SGX.</summary>
    private Endorsements ForTdx(Endorsements current)
    {
        var documents = current.Names.ToDictionary(name => name, name => current.TryGet(name, out var content) ? content : default, StringComparer.Ordinal);
        documents["tcb_info"] = TcbInfo.Sign(Pki.TcbSigningKey);
        documents["qe_identity"] = QeIdentity.Sign(Pki.TcbSigningKey);
        return new Endorsements(documents);
    }

    private static ReferenceValue<Measurement> AnyOf(string name, Measurement value) => ReferenceValue.AnyOf(new NamedValue<Measurement>(value, name));
}
