using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Arm;

/// <summary>Imports the public keys of policies and realms, each only once.</summary>
internal sealed class ArmKeyMemory
{
    private const int Capacity = 256;

    private readonly BoundedMemory<PublicKey> _memory = new(Capacity);

    /// <summary>Counts what that takes.</summary>
    public VerificationCount Count { get; } = new();

    /// <summary>The key of a policy.</summary>
    /// <returns>Null when it is none on a known curve.</returns>
    public PublicKey? Import(ArmAttestationKey key) => Import(PublicKeyDocument.TryReadDer(key.PublicKey.Bytes));

    /// <summary>A key that was read.</summary>
    /// <param name="info">What was read; null for nothing. Points of different curves differ in length, so that their bytes tell them apart.</param>
    /// <returns>Null when there is nothing, or the point is not on its curve.</returns>
    public PublicKey? Import(PublicKeyInfo? info)
    {
        if (info is not { } read) return null;
        if (_memory.TryGet(read.Bytes.Span, out var known)) return known;
        if (PublicKey.TryImport(read, Count) is not { } key) return null;
        _memory.Set(read.Bytes.Span, key);
        return key;
    }
}
