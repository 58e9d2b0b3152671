using System.Security.Cryptography;
using System.Text;
using Httpa.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated SGX platform: its own root, PCK certificate, quoting enclave and endorsements, in Intel's genuine formats. Its evidence proves nothing: a verifier
/// accepts it only under a policy that names <see cref="RootSpkiSha256"/>. Safe for concurrent use.
/// </summary>
public sealed class SimulatedSgx : ISimulatedTee
{
    private readonly TimeProvider _time;
    private readonly ECDsa _attestationKey = SimulatedIntelPki.NewKey();
    private readonly byte[] _certified;
    private readonly Lock _lock = new();
    private DateTimeOffset _issued;
    private Endorsements? _endorsements;

    /// <summary>Makes a platform with keys of its own.</summary>
    /// <param name="settings">What the platform is; null for an up-to-date platform with a release enclave.</param>
    /// <param name="timeProvider">The clock that endorsements are dated by; null for the system's.</param>
    public SimulatedSgx(SimulatedSgxSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedSgxSettings();
        _time = timeProvider ?? TimeProvider.System;
        _issued = ToSecond(Settings.IssuedAt ?? _time.GetUtcNow());
        Pki = new SimulatedIntelPki(Settings, _issued);
        RootSpkiSha256 = new Measurement(SHA256.HashData(Pki.RootKey.ExportSubjectPublicKeyInfo()));
        Quote = new SimulatedQuote
        {
            Enclave = Enclave(),
            QuotingEnclave = QuotingEnclave(),
            AttestationKey = _attestationKey,
            PckKey = Pki.PckKey,
            PckChain = [Pki.Pck.Encode(), Pki.PckCa.Encode(), Pki.Root.Encode()],
        };
        _certified = Quote.Certify();
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Sgx;

    /// <summary>What the platform is.</summary>
    public SimulatedSgxSettings Settings { get; }

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what a policy must name to trust this platform.</summary>
    public Measurement RootSpkiSha256 { get; }

    /// <summary>The endorsements that are stapled to the evidence now.</summary>
    public Endorsements Endorsements
    {
        get
        {
            lock (_lock) return CurrentEndorsements();
        }
    }

    internal SimulatedIntelPki Pki { get; }

    /// <summary>The recipe of this platform's quotes, for tests to vary.</summary>
    internal SimulatedQuote Quote { get; }

    /// <summary>The recipe of this platform's TCB info, for tests to vary.</summary>
    internal SimulatedTcbInfo TcbInfo => new()
    {
        Version = Settings.TcbInfoVersion,
        IssueDate = _issued,
        NextUpdate = _issued + Settings.EndorsementLifetime,
        Fmspc = Settings.Fmspc.ToString(),
        PceId = Settings.PceId.ToString(),
        TcbEvaluationDataNumber = Settings.TcbEvaluationDataNumber,
        Levels = Settings.TcbLevels,
    };

    /// <summary>The recipe of this platform's QE identity, for tests to vary.</summary>
    internal SimulatedQeIdentity QeIdentity => new()
    {
        IssueDate = _issued,
        NextUpdate = _issued + Settings.EndorsementLifetime,
        TcbEvaluationDataNumber = Settings.QeEvaluationDataNumber,
        MrSigner = Convert.ToHexString(Quote.QuotingEnclave.MrSigner.Span),
        Levels = Settings.QeLevels,
    };

    /// <summary>The recipe of the PCK CA's revocation list, for tests to vary.</summary>
    internal SimulatedRevocationList PckCrl => Pki.PckCrl(_issued);

    /// <summary>The recipe of the root's revocation list, for tests to vary.</summary>
    internal SimulatedRevocationList RootCaCrl => Pki.RootCaCrl(_issued);

    /// <summary>Produces a quote that carries the binding, with all endorsements stapled.</summary>
    /// <param name="binding">The 64 bytes that the quote must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE; this one answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));

        lock (_lock)
        {
            var quote = Quote.Encode(binding.Span, _certified);
            return new(new EndorsedEvidence(new Evidence(Type, quote), CurrentEndorsements()));
        }
    }

    /// <summary>
    /// A policy that accepts exactly this platform's enclave, and that nothing else meets: it names this root. Debug enclaves and platforms that are not up to date
    /// stay refused.
    /// </summary>
    public AttestationPolicy CreatePolicy() => new()
    {
        Name = "simulated platform",
        Sgx = new SgxPolicy
        {
            MrEnclave = AnyOf("simulated enclave", Settings.MrEnclave),
            MrSigner = AnyOf("simulated signer", Settings.MrSigner),
            IsvProdId = ReferenceValue.AnyOf<ushort>(Settings.IsvProdId),
            IsvSvn = ReferenceValue.AtLeast(Settings.IsvSvn),
            ConfigId = AnyOf("simulated configuration", Settings.ConfigId),
            ConfigSvn = ReferenceValue.AnyOf<ushort>(Settings.ConfigSvn),
            IsvFamilyId = AnyOf("simulated family", Settings.IsvFamilyId),
            IsvExtProdId = AnyOf("simulated product", Settings.IsvExtProdId),
            Tcb = new TcbPolicy { MinimumTcbEvaluationDataNumber = Settings.TcbEvaluationDataNumber },
            DangerousTrustedRoots = [RootSpkiSha256],
        },
    };

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicyForAnotherBuild()
    {
        var policy = CreatePolicy();
        return policy with { Sgx = policy.Sgx! with { MrEnclave = AnyOf("another build", SimulatedSgxSettings.Phrase("another build")) } };
    }

    /// <summary>Erases the platform's keys.</summary>
    public void Dispose()
    {
        _attestationKey.Dispose();
        Pki.Dispose();
    }

    private Endorsements CurrentEndorsements()
    {
        var isStale = Settings.IssuedAt is null && _time.GetUtcNow() - _issued > Settings.EndorsementLifetime / 2;
        if (isStale) _issued = ToSecond(_time.GetUtcNow());
        if (isStale || _endorsements is null) _endorsements = Issue();
        return _endorsements;
    }

    private Endorsements Issue() => new(
    [
        new("tcb_info", TcbInfo.Sign(Pki.TcbSigningKey)),
        new("qe_identity", QeIdentity.Sign(Pki.TcbSigningKey)),
        new("tcb_signing_chain", Chain(Pki.TcbSigning.Encode(), Quote.PckChain[^1])),
        new("pck_crl", PckCrl.Encode()),
        new("pck_crl_issuer_chain", Chain(Quote.PckChain[^2], Quote.PckChain[^1])),
        new("root_ca_crl", RootCaCrl.Encode()),
    ]);

    private SimulatedReport Enclave() => new()
    {
        CpuSvn = Settings.TcbComponents.ToArray(),
        Attributes = Attributes((byte)(0x05 | (Settings.IsDebug ? 0x02 : 0) | (Settings.IsKss ? 0x80 : 0))),
        MrEnclave = Settings.MrEnclave.Bytes,
        MrSigner = Settings.MrSigner.Bytes,
        IsvProdId = Settings.IsvProdId,
        IsvSvn = Settings.IsvSvn,
        ConfigId = Settings.ConfigId.Bytes,
        ConfigSvn = Settings.ConfigSvn,
        IsvFamilyId = Settings.IsvFamilyId.Bytes,
        IsvExtProdId = Settings.IsvExtProdId.Bytes,
    };

    private SimulatedReport QuotingEnclave() => new()
    {
        CpuSvn = Settings.TcbComponents.ToArray(),
        Attributes = Attributes(0x15), // initialised, 64 bit, may use the provisioning key
        MrEnclave = SimulatedSgxSettings.Phrase("Httpa simulated quoting enclave").Bytes,
        MrSigner = SimulatedSgxSettings.Phrase("Httpa simulated quoting enclave signer").Bytes,
        IsvProdId = 1,
        IsvSvn = Settings.QeIsvSvn,
    };

    private static ReferenceValue<Measurement> AnyOf(string name, Measurement value) => ReferenceValue.AnyOf(new NamedValue<Measurement>(value, name));

    private static byte[] Attributes(byte flags) => [flags, 0, 0, 0, 0, 0, 0, 0, 0xe7, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] Chain(params IEnumerable<byte[]> certificates) => Encoding.ASCII.GetBytes(SimulatedCertificate.ToPem(certificates));

    private static DateTimeOffset ToSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
