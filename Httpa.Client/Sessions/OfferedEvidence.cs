using Httpa.Verifiers;

namespace Httpa.Client.Sessions;

/// <summary>What a service sent for the client to judge, and what it must carry.</summary>
/// <param name="Items">The lead, then the devices, each with what was stapled to it.</param>
/// <param name="Binding">The 64 bytes that the lead must carry.</param>
/// <param name="DeviceNonce">What every device must carry; not used without one.</param>
/// <param name="PublicKey">The key that the binding vouches for.</param>
internal sealed record OfferedEvidence(
    IReadOnlyList<EndorsedEvidence> Items, ReadOnlyMemory<byte> Binding, ReadOnlyMemory<byte> DeviceNonce, ReadOnlyMemory<byte> PublicKey)
{
    /// <summary>What the protocol that brought the evidence leaves open.</summary>
    public IReadOnlyList<Limitation> Limitations { get; init; } = [];
}
