using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated attestation service with a TEE that it always finds in order: signs tokens in the genuine shapes around any binding, with a key of its own. They prove
/// nothing: a verifier accepts them only under a policy that names this key. Safe for concurrent use.
/// </summary>
public sealed class SimulatedJwtIssuer : ISimulatedTee
{
    private readonly TimeProvider _time;
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Lock _gate = new();
    private readonly SimulatedTokenPki? _pki;

    /// <summary>Makes a service with keys of its own.</summary>
    /// <param name="settings">What it is; null for one that issues EAR tokens.</param>
    /// <param name="timeProvider">The clock that tokens are dated by; null for the system's.</param>
    public SimulatedJwtIssuer(SimulatedJwtSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedJwtSettings();
        _time = timeProvider ?? TimeProvider.System;
        if (Settings.UsesCertificates) _pki = new SimulatedTokenPki(Now);
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.Jwt;

    /// <summary>What the service is.</summary>
    public SimulatedJwtSettings Settings { get; }

    /// <summary>What a policy must say to trust this service; it accepts exactly the simulated workload.</summary>
    public JwtIssuer PolicyEntry => new()
    {
        Issuer = Settings.Issuer,
        Profile = Settings.Profile,
        Keys = _pki is null ? [Key] : [],
        CertificateRoots = _pki is null ? [] : [_pki.RootSpkiSha256],
        Audience = Settings.Audience,
        Claims = SimulatedJwtClaims.RulesFor(Settings),
    };

    /// <summary>The service's public key.</summary>
    public JwtKey Key => new() { KeyId = Settings.KeyId, Algorithm = JwtAlgorithm.ES256, SubjectPublicKeyInfo = new(_ecdsa.ExportSubjectPublicKeyInfo()) };

    /// <summary>The header of its tokens, for tests to vary.</summary>
    internal JsonObject Header => _pki is null
        ? new() { ["alg"] = "ES256", ["kid"] = Settings.KeyId, ["typ"] = "JWT" }
        : new() { ["alg"] = "RS256", ["typ"] = "JWT", ["x5c"] = new JsonArray([.. _pki.Chain.Select(der => JsonValue.Create(Convert.ToBase64String(der)))]) };

    private DateTimeOffset Now => Settings.IssuedAt ?? _time.GetUtcNow();

    /// <summary>Issues a token that carries the binding.</summary>
    /// <param name="binding">The 64 bytes that the token must carry.</param>
    /// <param name="cancellationToken">Cancels the wait for the TEE; this one answers at once.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));
        return new(new EndorsedEvidence(new Evidence(Type, Sign(Claims(binding.Span))), Endorsements.None));
    }

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicy() => PolicyOf(PolicyEntry);

    /// <inheritdoc/>
    public AttestationPolicy CreatePolicyForAnotherBuild() =>
        PolicyOf(PolicyEntry with { Claims = SimulatedJwtClaims.RulesFor(Settings with { Build = SimulatedJwtClaims.BuildOf("another build", Settings) }) });

    /// <summary>Erases the service's keys.</summary>
    public void Dispose()
    {
        _ecdsa.Dispose();
        _pki?.Dispose();
    }

    /// <summary>The claims of a token, for tests to vary.</summary>
    internal JsonObject Claims(ReadOnlySpan<byte> binding) => SimulatedJwtClaims.Of(Settings, binding, Now);

    /// <summary>Signs claims under a header.</summary>
    internal byte[] Sign(JsonObject claims, JsonObject? header = null) => Sign(Text((header ?? Header).ToJsonString()), Text(claims.ToJsonString()));

    /// <summary>Signs a payload under a header, whatever they are.</summary>
    internal byte[] Sign(byte[] header, byte[] payload)
    {
        var signed = Text($"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}");
        byte[] signature;
        lock (_gate)
        {
            signature = _pki is null
                ? _ecdsa.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                : _pki.LeafKey.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        return [.. signed, (byte)'.', .. Base64Url.EncodeToUtf8(signature)];
    }

    private static AttestationPolicy PolicyOf(JwtIssuer issuer) => new() { Name = "simulated service", Jwt = new JwtPolicy { Issuers = [issuer] } };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
