using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Arm;

/// <summary>
/// The public attestation key of one device, as its maker or operator announced it: the initial attestation key (IAK) of PSA, the CCA platform attestation
/// key (CPAK). Arm has no root that all such keys lead to; whoever relies on a device must know its key (RFC 9783, section 6; draft-ffm-rats-cca-token, section 6).
/// </summary>
public sealed record ArmAttestationKey : IArmKey
{
    /// <summary>The device, by its instance id: 33 bytes, the first of which is 0x01.</summary>
    public required Measurement InstanceId { get; init; }

    /// <summary>The implementation that the device must state with this key: 32 bytes. Null: any.</summary>
    public Measurement? ImplementationId { get; init; }

    /// <summary>The key: a DER SubjectPublicKeyInfo (RFC 5480) on P-256, P-384 or P-521. <see cref="ReadPublicKey"/> makes it from other forms.</summary>
    public required Measurement PublicKey { get; init; }

    /// <summary>The first moment at which tokens of this key count. Null: no limit; the tokens themselves carry no time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The last moment at which tokens of this key count; acceptances end with it. Null: no limit.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Reads a public key from a file.</summary>
    /// <param name="document">A JWK (RFC 7517), a SubjectPublicKeyInfo as PEM text (RFC 7468, label <c>PUBLIC KEY</c>), or the same in DER.</param>
    /// <returns>What <see cref="PublicKey"/> takes.</returns>
    /// <exception cref="FormatException">It is none of these, of another curve, or a private key.</exception>
    public static Measurement ReadPublicKey(ReadOnlyMemory<byte> document) =>
        PublicKeyDocument.TryRead(document) is { } key ? new Measurement(PublicKeyDocument.Encode(key))
            : throw new FormatException("This is no public key on P-256, P-384 or P-521, as JWK, PEM or DER.");
}
