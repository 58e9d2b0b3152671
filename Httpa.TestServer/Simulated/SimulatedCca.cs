using System.Formats.Cbor;
using System.Security.Cryptography;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.Cca;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated Arm CCA realm on a platform with an attestation key of its own, whose tokens have the genuine format. They prove nothing: a verifier accepts them only under a
/// policy that names this platform's key. Safe for concurrent use.
/// </summary>
public sealed class SimulatedCca : ISimulatedTee
{
    private const int PlatformKeyLabel = 44234;
    private const int RealmKeyLabel = 44241;
    private const int EatCwt = 263;

    private readonly DateTimeOffset _issued;
    private readonly Lock _lock = new();

    /// <summary>Makes a realm, and a platform with a key of its own.</summary>
    /// <param name="settings">What they are; null for a realm on a secured platform.</param>
    /// <param name="timeProvider">The clock that the policy's time for the key begins by; null for the system's.</param>
    public SimulatedCca(SimulatedCcaSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedCcaSettings();
        _issued = Settings.IssuedAt ?? DateTimeOffset.FromUnixTimeSeconds((timeProvider ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds());
        PublicKey = new Measurement(PlatformKey.ExportSubjectPublicKeyInfo());
        InstanceId = new Measurement((byte[])[1, .. SHA256.HashData(PublicKey.Bytes.Span)]);
        PlatformToken = SimulatedCose.Sign(PlatformKey, PlatformClaims(RealmPublicKey).Encode());
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Cca;

    /// <summary>What realm and platform are.</summary>
    public SimulatedCcaSettings Settings { get; }

    /// <summary>The platform's identifier: 33 bytes.</summary>
    public Measurement InstanceId { get; }

    /// <summary>The platform's public attestation key (CPAK): a DER SubjectPublicKeyInfo.</summary>
    public Measurement PublicKey { get; }

    /// <summary>The platform's key, for tests that make tokens of their own.</summary>
    internal ECDsa PlatformKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    /// <summary>The realm's key (RAK), the same.</summary>
    internal ECDsa RealmKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    /// <summary>The platform's token, which is made when it starts and not for each request.</summary>
    internal byte[] PlatformToken { get; }

    /// <summary>The realm's public key as its profile writes it.</summary>
    internal byte[] RealmPublicKey => Settings.RealmProfile is null ? Point(RealmKey) : CoseKey(RealmKey);

    /// <summary>Produces a token that carries the binding.</summary>
    /// <param name="binding">The 64 bytes that the token must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE; this one answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));
        byte[] realm;
        lock (_lock) realm = SimulatedCose.Sign(RealmKey, RealmClaims(binding.ToArray()).Encode());
        return new(new EndorsedEvidence(new Evidence(Type, Collect(PlatformToken, realm)), Endorsements.None));
    }

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicy() => new()
    {
        Name = "simulated realm",
        Cca = new CcaPolicy
        {
            Keys = [new() { InstanceId = InstanceId, PublicKey = PublicKey, NotBefore = _issued, NotAfter = _issued + Settings.KeyLifetime }],
            RealmInitialMeasurement = AnyOf("simulated realm", Settings.InitialMeasurement),
            RealmExtensibleMeasurement0 = AnyOf("simulated kernel", Settings.ExtensibleMeasurements[0]),
            RealmExtensibleMeasurement1 = AnyOf("simulated application", Settings.ExtensibleMeasurements[1]),
            RealmExtensibleMeasurement2 = AnyOf("simulated REM 2", Settings.ExtensibleMeasurements[2]),
            RealmExtensibleMeasurement3 = AnyOf("simulated REM 3", Settings.ExtensibleMeasurements[3]),
            RealmPersonalizationValue = AnyOf("simulated owner", Settings.PersonalizationValue),
            SoftwareComponents = SoftwareComponentsPolicy.Of([.. Settings.SoftwareComponents.Select(component => new SoftwareComponentRule
            {
                MeasurementType = component.MeasurementType,
                MeasurementValue = AnyOf($"simulated {component.MeasurementType}", component.MeasurementValue),
                SignerId = AnyOf("simulated signer", component.SignerId),
            })]),
            ImplementationId = AnyOf("simulated implementation", Settings.ImplementationId),
            PlatformConfig = AnyOf("simulated configuration", Settings.PlatformConfig),
        },
    };

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicyForAnotherBuild()
    {
        var policy = CreatePolicy();
        return policy with { Cca = policy.Cca! with { RealmInitialMeasurement = AnyOf("another build", SimulatedCcaSettings.Phrase("another build")) } };
    }

    /// <summary>Erases the keys.</summary>
    public void Dispose()
    {
        PlatformKey.Dispose();
        RealmKey.Dispose();
    }

    /// <summary>The claims of the platform, for tests to vary.</summary>
    /// <param name="realmKey">The realm's key that they vouch for, in the bytes that the realm token carries.</param>
    internal SimulatedClaims PlatformClaims(byte[] realmKey)
    {
        var claims = new SimulatedClaims()
            .With(265, Settings.PlatformProfile).With(10, SHA256.HashData(realmKey)).With(2396, Settings.ImplementationId.Bytes.ToArray())
            .With(256, InstanceId.Bytes.ToArray()).With(2401, Settings.PlatformConfig.Bytes.ToArray()).With(2395, Settings.SecurityLifecycle)
            .With(2402, "sha-256").With(2399, Settings.SoftwareComponents);
        if (Settings.PlatformProfile == "tag:arm.com,2024:cca_platform#2.0.0") claims.With(2394, 1);
        return Settings.VerificationService is { } service ? claims.With(2400, service) : claims;
    }

    /// <summary>The claims of the realm, for tests to vary.</summary>
    internal SimulatedClaims RealmClaims(byte[] challenge)
    {
        var claims = new SimulatedClaims()
            .With(10, challenge).With(44235, Settings.PersonalizationValue.Bytes.ToArray()).With(44236, "sha-256").With(44237, RealmPublicKey)
            .With(44238, Settings.InitialMeasurement.Bytes.ToArray()).With(44239, Settings.ExtensibleMeasurements).With(44240, "sha-256");
        if (Settings.RealmProfile is { } profile) claims.With(265, profile);
        if (Settings.RealmProfile == "tag:arm.com,2024:realm#2.0.0")
            claims.With(256, [1, .. SimulatedCcaSettings.Phrase("Httpa simulated realm instance").Bytes.Span]).With(44243, Settings.HasPrivateMemoryEncryption ? 1 : 0);
        if (Settings.AllowsLiveFirmwareActivation is { } allows) claims.With(44244, allows ? 1 : 0);
        return Settings.DevicesTokenHash is { } devices ? claims.With(44257, devices.Bytes.ToArray()) : claims;
    }

    /// <summary>The two tokens as one: in a collection of messages, or in a map with the older tag.</summary>
    internal static byte[] Collect(byte[] platform, byte[] realm, ulong tag = 907)
    {
        var writer = new CborWriter();
        writer.WriteTag((CborTag)tag);
        writer.WriteStartMap(2);
        foreach (var (label, token) in new[] { (PlatformKeyLabel, platform), (RealmKeyLabel, realm) })
        {
            writer.WriteInt32(label);
            if (tag == 907) writer.WriteStartArray(2);
            if (tag == 907) writer.WriteInt32(EatCwt);
            writer.WriteByteString(token);
            if (tag == 907) writer.WriteEndArray();
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    internal static byte[] Point(ECDsa key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. q.X!, .. q.Y!];
    }

    internal static byte[] CoseKey(ECDsa key)
    {
        const int ec2 = 2;
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        var writer = new CborWriter();
        writer.WriteStartMap(4);
        writer.WriteInt32(1);
        writer.WriteInt32(ec2);
        writer.WriteInt32(-1);
        writer.WriteInt32(key.KeySize switch { 256 => 1, 384 => 2, _ => 3 });
        writer.WriteInt32(-2);
        writer.WriteByteString(q.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(q.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static ReferenceValue<Measurement> AnyOf(string name, Measurement value) => ReferenceValue.AnyOf(new NamedValue<Measurement>(value, name));
}
