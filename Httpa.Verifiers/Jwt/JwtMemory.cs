using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Jwt;

/// <summary>What the verifier remembers between calls: imported keys, and certificates whose signatures hold. Not tokens: each is fresh.</summary>
internal sealed class JwtMemory
{
    private readonly BoundedMemory<PublicKey> _keys = new(128);

    /// <summary>Starts empty.</summary>
    public JwtMemory() => Certificates = new VerifiedCertificates(Count);

    /// <summary>Counts signatures and keys.</summary>
    public VerificationCount Count { get; } = new();

    /// <summary>Certificates that were verified.</summary>
    public VerifiedCertificates Certificates { get; }

    /// <summary>Imports a key once; null when it is impossible.</summary>
    public PublicKey? Import(JwtKey key)
    {
        var spki = key.SubjectPublicKeyInfo.Bytes.Span;
        if (_keys.TryGet(spki, out var known)) return known;
        if (key.TryReadInfo() is not { } info || PublicKey.TryImport(info, Count) is not { } imported) return null;
        _keys.Set(spki, imported);
        return imported;
    }
}
