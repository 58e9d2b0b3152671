using System.Security.Cryptography;

namespace Httpa.Client.Crypto;

/// <summary>What the two DHKEMs share: DHKEM(Group, HKDF-SHA256) of RFC 9180, section 4.1, where both encapsulation and public key are one point.</summary>
internal abstract class Dhkem(ushort id, int pointLength) : Kem
{
    public override ushort Id => id;
    public override int PublicKeyLength => pointLength;
    public override int EncapsulationLength => pointLength;
    public override int RandomnessLength => 32;

    public override bool TryEncapsulate(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        using var ephemeral = randomness.IsEmpty ? Generate() : Import(randomness);
        var point = ephemeral.PublicKey.Span;
        point.CopyTo(encapsulation);
        return ((DhkemPrivateKey)ephemeral).TryAgreeAndDerive(publicKey, encapsulation: point, recipient: publicKey, sharedSecret);
    }
}

/// <summary>A private key of a DHKEM.</summary>
internal abstract class DhkemPrivateKey(ushort kemId) : KemPrivateKey
{
    public override bool TryDecapsulate(ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret) =>
        TryAgreeAndDerive(encapsulation, encapsulation, PublicKey.Span, sharedSecret);

    /// <summary>ExtractAndExpand(DH(this, peer), encapsulation || recipient).</summary>
    public bool TryAgreeAndDerive(
        ReadOnlySpan<byte> peer, ReadOnlySpan<byte> encapsulation, ReadOnlySpan<byte> recipient, Span<byte> sharedSecret)
    {
        Span<byte> result = stackalloc byte[32];
        try
        {
            if (!TryAgree(peer, result)) return false;
            ReadOnlySpan<byte> suite = [.. "KEM"u8, (byte)(kemId >> 8), (byte)kemId];
            ReadOnlySpan<byte> context = [.. encapsulation, .. recipient];
            Span<byte> extracted = stackalloc byte[SHA256.HashSizeInBytes];
            HpkeKdf.LabeledExtract(HashAlgorithmName.SHA256, suite, salt: [], "eae_prk"u8, result, extracted);
            HpkeKdf.LabeledExpand(HashAlgorithmName.SHA256, suite, extracted, "shared_secret"u8, context, sharedSecret[..Kem.SharedSecretLength]);
            CryptographicOperations.ZeroMemory(extracted);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(result);
        }
    }

    /// <summary>DH: writes 32 bytes. False when the peer's point is not a valid one.</summary>
    protected abstract bool TryAgree(ReadOnlySpan<byte> peer, Span<byte> result);
}
