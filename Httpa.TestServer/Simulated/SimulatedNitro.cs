using System.Security.Cryptography;
using Httpa.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.Nitro;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated AWS Nitro enclave: its own root, certificates of region, zone, instance and enclave, and documents in AWS' genuine format. Its evidence proves nothing: a verifier
/// accepts it only under a policy that names <see cref="RootSpkiSha256"/>. Safe for concurrent use.
/// </summary>
public sealed class SimulatedNitro : ISimulatedTee
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private DateTimeOffset _issued;

    /// <summary>Makes an enclave with keys of its own.</summary>
    /// <param name="settings">What the enclave is; null for a production enclave.</param>
    /// <param name="timeProvider">The clock that certificates and documents are dated by; null for the system's.</param>
    public SimulatedNitro(SimulatedNitroSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedNitroSettings();
        _time = timeProvider ?? TimeProvider.System;
        _issued = ToSecond(Now);
        Pki = new SimulatedNitroPki(Settings, _issued);
        RootSpkiSha256 = new Measurement(SHA256.HashData(Pki.RootKey.ExportSubjectPublicKeyInfo()));
        Document = NewDocument();
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Nitro;

    /// <summary>What the enclave is.</summary>
    public SimulatedNitroSettings Settings { get; }

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what a policy must name to trust this enclave.</summary>
    public Measurement RootSpkiSha256 { get; }

    internal SimulatedNitroPki Pki { get; }

    /// <summary>The recipe of this enclave's documents, for tests to vary.</summary>
    internal SimulatedNitroDocument Document { get; private set; }

    private DateTimeOffset Now => Settings.IssuedAt ?? _time.GetUtcNow();

    /// <summary>Produces a document that carries the binding as user data. It needs no endorsements.</summary>
    /// <param name="binding">The 64 bytes that the document must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE; this one answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));

        lock (_lock)
        {
            RenewIfDue();
            var document = Document with { Timestamp = Now, UserData = binding.ToArray() };
            return new(new EndorsedEvidence(new Evidence(Type, document.Encode()), Endorsements.None));
        }
    }

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicy() => new()
    {
        Name = "simulated Nitro enclave",
        Nitro = new NitroPolicy
        {
            Pcr0 = AnyOf("simulated image", Settings.Pcr0),
            Pcr1 = AnyOf("simulated kernel", Settings.Pcr1),
            Pcr2 = AnyOf("simulated application", Settings.Pcr2),
            Pcr3 = AnyOf("simulated role", Settings.Pcr3),
            Pcr4 = AnyOf("simulated instance", Settings.Pcr4),
            Pcr8 = AnyOf("simulated signer", Settings.Pcr8),
            DangerousTrustedRoots = [RootSpkiSha256],
        },
    };

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicyForAnotherBuild()
    {
        var policy = CreatePolicy();
        return policy with { Nitro = policy.Nitro! with { Pcr0 = AnyOf("another build", SimulatedNitroSettings.Phrase("another build")) } };
    }

    /// <summary>Erases the keys.</summary>
    public void Dispose() => Pki.Dispose();

    private void RenewIfDue()
    {
        if (Settings.IssuedAt is not null || Now - _issued <= Settings.CertificateLifetime / 2) return;
        Pki.Renew(_issued = ToSecond(Now));
        Document = NewDocument();
    }

    private SimulatedNitroDocument NewDocument() => new()
    {
        ModuleId = Settings.ModuleId,
        Timestamp = _issued,
        Pcrs = Settings.Pcrs(),
        Certificate = Pki.Enclave.Encode(),
        CaBundle = [Pki.Root.Encode(), Pki.Region.Encode(), Pki.Zone.Encode(), Pki.Instance.Encode()],
        Key = Pki.EnclaveKey,
    };

    private static ReferenceValue<Measurement> AnyOf(string name, Measurement value) => ReferenceValue.AnyOf(new NamedValue<Measurement>(value, name));

    private static DateTimeOffset ToSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
