namespace Httpa.Verifiers;

/// <summary>Everything that an appraisal depends on. The verdict is a function of this and of the pinned vendor keys.</summary>
public sealed class AppraisalRequest
{
    /// <summary>The length of <see cref="Binding"/> in bytes.</summary>
    public const int BindingLength = 64;

    /// <summary>The evidence of the TEE that holds the private key.</summary>
    public required EndorsedEvidence Lead { get; init; }

    /// <summary>The evidence of devices that the lead's measured code collected, in the order received.</summary>
    public IReadOnlyList<EndorsedEvidence> Devices { get; init; } = [];

    /// <summary>The 64 bytes that the lead must carry: they tie the evidence to <see cref="PublicKey"/> and to the exchange.</summary>
    public required ReadOnlyMemory<byte> Binding { get; init; }

    /// <summary>The 32 bytes that every device must carry; not used when there is no device.</summary>
    public ReadOnlyMemory<byte> DeviceNonce { get; init; }

    /// <summary>The public key that the binding vouches for; <see cref="AttestationResult.AttestedKey"/> hands it out if the evidence is accepted.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>What the protocol that brought the evidence leaves open; <see cref="AttestationResult.Limitations"/> tells it to whoever relies on the result.</summary>
    public IReadOnlyList<Limitation> Limitations { get; init; } = [];

    /// <summary>What the relying party accepts.</summary>
    public required AttestationPolicy Policy { get; init; }

    /// <summary>A policy that must accept the evidence too; null for none. It can make the verdict stricter only.</summary>
    public AttestationPolicy? AlsoRequired { get; init; }

    /// <summary>The time to judge at. Verifiers read no clock.</summary>
    public required DateTimeOffset Time { get; init; }
}
