using Httpa.Verifiers.Jwt;

namespace Httpa.TestServer.Simulated;

/// <summary>What a simulated attestation service is, and what it says. Immutable; change single things with a <c>with</c> expression.</summary>
public sealed record SimulatedJwtSettings
{
    /// <summary>The shape of its tokens.</summary>
    public JwtProfile Profile { get; init; } = JwtProfile.Ear;

    /// <summary>The kind of TEE in tokens of Microsoft's shape: <c>sevsnpvm</c>, <c>tdxvm</c> or <c>sgx</c>.</summary>
    public string AzureType { get; init; } = "sevsnpvm";

    /// <summary>What the service calls itself (<c>iss</c>).</summary>
    public string Issuer { get; init; } = "https://attestation.simulated.invalid";

    /// <summary>Who its tokens are for (<c>aud</c>); null leaves the claim out.</summary>
    public string? Audience { get; init; }

    /// <summary>The id of its key.</summary>
    public string KeyId { get; init; } = "simulated-1";

    /// <summary>True to send a certificate chain in each token (<c>x5c</c>) instead of the key's id; RSA then, as Confidential Space does.</summary>
    public bool UsesCertificates { get; init; }

    /// <summary>How long a token is valid.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The measurement of the workload, as the service names it: 96 hexadecimal digits, 64 for <c>sgx</c> and for Confidential Space.</summary>
    public string Build { get => field ?? SimulatedJwtClaims.BuildOf("simulated workload", this); init; }

    /// <summary>When tokens are issued; null for the time when they are asked for.</summary>
    public DateTimeOffset? IssuedAt { get; init; }
}
