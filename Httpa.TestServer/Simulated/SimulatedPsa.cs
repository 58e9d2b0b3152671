using System.Security.Cryptography;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Psa;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated Arm TrustZone device with an attestation key of its own, whose tokens have the genuine format (RFC 9783). They prove nothing: a verifier accepts them only
/// under a policy that names this key. Safe for concurrent use.
/// </summary>
public sealed class SimulatedPsa : ISimulatedTee
{
    private const int SecretLength = 32;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(SecretLength);
    private readonly DateTimeOffset _issued;
    private readonly Lock _lock = new();

    /// <summary>Makes a device with a key of its own.</summary>
    /// <param name="settings">What the device is; null for a secured one.</param>
    /// <param name="timeProvider">The clock that the policy's time for the key begins by; null for the system's.</param>
    public SimulatedPsa(SimulatedPsaSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedPsaSettings();
        _issued = Settings.IssuedAt ?? DateTimeOffset.FromUnixTimeSeconds((timeProvider ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds());
        PublicKey = new Measurement(Key.ExportSubjectPublicKeyInfo());
        InstanceId = new Measurement((byte[])[1, .. SHA256.HashData(Settings.IsSymmetric ? _secret : PublicKey.Bytes.Span)]);
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Psa;

    /// <summary>What the device is.</summary>
    public SimulatedPsaSettings Settings { get; }

    /// <summary>The device's identifier: 33 bytes.</summary>
    public Measurement InstanceId { get; }

    /// <summary>The device's public attestation key: a DER SubjectPublicKeyInfo.</summary>
    public Measurement PublicKey { get; }

    /// <summary>The key, for tests that make tokens of their own.</summary>
    internal ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Produces a token that carries the binding.</summary>
    /// <param name="binding">The 64 bytes that the token must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE; this one answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));
        return new(new EndorsedEvidence(new Evidence(Type, Encode(Claims(binding.ToArray()))), Endorsements.None));
    }

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicy() => new()
    {
        Name = "simulated device",
        Psa = new PsaPolicy
        {
            Keys = Settings.IsSymmetric ? [] : [new() { InstanceId = InstanceId, PublicKey = PublicKey, NotBefore = _issued, NotAfter = _issued + Settings.KeyLifetime }],
            DangerousSymmetricKeys = Settings.IsSymmetric
                ? [new() { InstanceId = InstanceId, Secret = new Measurement(_secret.ToArray()), NotBefore = _issued, NotAfter = _issued + Settings.KeyLifetime }] : [],
            ClientId = ReferenceValue.AnyOf<int>(Settings.ClientId),
            ImplementationId = ReferenceValue.AnyOf(new NamedValue<Measurement>(Settings.ImplementationId, "simulated implementation")),
            SoftwareComponents = SoftwareComponentsPolicy.Of([.. Settings.SoftwareComponents.Select(RuleOf)]),
        },
    };

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicyForAnotherBuild()
    {
        var policy = CreatePolicy();
        var another = RuleOf(Settings.SoftwareComponents[^1]) with { MeasurementValue = AnyOf("another build", SimulatedPsaSettings.Phrase("another build")) };
        var components = SoftwareComponentsPolicy.Of([.. policy.Psa!.SoftwareComponents!.Components.SkipLast(1), another]);
        return policy with { Psa = policy.Psa with { SoftwareComponents = components } };
    }

    /// <summary>Erases the device's key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        Key.Dispose();
    }

    /// <summary>The claims of a token, for tests to vary.</summary>
    internal SimulatedClaims Claims(byte[] nonce)
    {
        var claims = new SimulatedClaims()
            .With(265, Settings.Profile).With(10, nonce).With(256, InstanceId.Bytes.ToArray()).With(2396, Settings.ImplementationId.Bytes.ToArray())
            .With(2394, Settings.ClientId).With(2395, Settings.SecurityLifecycle).With(2399, Settings.SoftwareComponents);
        if (Settings.BootSeed is { } seed) claims.With(Settings.Profile == "http://arm.com/psa/2.0.0" ? 2397 : 268, seed.Bytes.ToArray());
        if (Settings.CertificationReference is { } reference) claims.With(2398, reference);
        if (Settings.VerificationService is { } service) claims.With(2400, service);
        return claims;
    }

    /// <summary>Claims with this device's proof.</summary>
    internal byte[] Encode(SimulatedClaims claims)
    {
        lock (_lock) return Settings.IsSymmetric ? SimulatedCose.Authenticate(_secret, claims.Encode()) : SimulatedCose.Sign(Key, claims.Encode());
    }

    private static SoftwareComponentRule RuleOf(SoftwareComponent component) => new()
    {
        MeasurementType = component.MeasurementType,
        MeasurementValue = AnyOf($"simulated {component.MeasurementType}", component.MeasurementValue),
        SignerId = AnyOf("simulated signer", component.SignerId),
        Version = component.Version is { } version ? ReferenceValue.AnyOf<string>(version) : null,
    };

    private static ReferenceValue<Measurement> AnyOf(string name, Measurement value) => ReferenceValue.AnyOf(new NamedValue<Measurement>(value, name));
}
