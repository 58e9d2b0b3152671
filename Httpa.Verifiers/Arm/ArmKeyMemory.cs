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
    public PublicKey? Import(ArmAttestationKey key) => Import(key.PublicKey.Bytes.Span, () => PublicKeyDocument.TryReadDer(key.PublicKey.Bytes));

    /// <summary>A key that stands somewhere.</summary>
    /// <param name="bytes">The exact bytes of it.</param>
    /// <param name="parse">What they say; null for nothing.</param>
    /// <returns>Null when there is nothing, or the point is not on its curve.</returns>
    public PublicKey? Import(ReadOnlySpan<byte> bytes, Func<PublicKeyInfo?> parse)
    {
        if (_memory.TryGet(bytes, out var known)) return known;
        if (parse() is not { } info || PublicKey.TryImport(info, Count) is not { } key) return null;
        _memory.Set(bytes, key);
        return key;
    }
}
