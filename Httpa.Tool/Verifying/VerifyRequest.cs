using Httpa.Verifiers;

namespace Httpa.Tool.Verifying;

/// <summary>What <c>httpa verify</c> was asked.</summary>
internal sealed record VerifyRequest
{
    public required EndorsedEvidence Evidence { get; init; }

    /// <summary>The devices behind it, and what each must carry; empty where evidence is judged alone.</summary>
    public IReadOnlyList<EndorsedEvidence> Devices { get; init; } = [];

    /// <summary>The 32 bytes that each device must carry.</summary>
    public ReadOnlyMemory<byte> DeviceNonce { get; init; }

    /// <summary>Null asks whether the evidence is genuine, and no more.</summary>
    public required AttestationPolicy? Policy { get; init; }

    /// <summary>Where there is no policy: whom to trust for evidence that no key is built in for, in the form of a policy that accepts nothing. Null for nobody.</summary>
    public AttestationPolicy? Trust { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The 64 bytes that the evidence must carry; null leaves that open.</summary>
    public required ReadOnlyMemory<byte>? Binding { get; init; }

    /// <summary>The file that <see cref="Trust"/> was read from; null when there is none.</summary>
    public string? TrustFile { get; init; }
}
