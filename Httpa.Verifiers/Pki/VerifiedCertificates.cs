namespace Httpa.Verifiers.Pki;

/// <summary>A certificate whose signature holds under the key of its issuer, with its own key ready for use.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Key">Its key.</param>
/// <param name="Issuer">The certificate that signed it; null for a root.</param>
internal sealed record VerifiedCertificate(Certificate Certificate, PublicKey Key, VerifiedCertificate? Issuer);

/// <summary>Verifies the signatures of certificates, each only once.</summary>
/// <param name="count">Counts what that takes.</param>
internal sealed class VerifiedCertificates(VerificationCount count)
{
    private const int Capacity = 512;
    private const int Roots = 8;

    private readonly BoundedMemory<VerifiedCertificate> _memory = new(Capacity);
    private readonly BoundedMemory<PublicKey> _rootKeys = new(Roots);

    /// <summary>Takes a self-signed certificate. That its key is trusted is for the caller to know.</summary>
    /// <param name="root">The certificate.</param>
    /// <param name="isPublished">True when exactly these bytes are known from the vendor, which makes the signature needless.</param>
    /// <returns>Null when the signature does not hold.</returns>
    public VerifiedCertificate? VerifyRoot(Certificate root, bool isPublished)
    {
        if (_memory.TryGet(root.Bytes.Span, out var known) && known.Issuer is null) return known;
        // A vendor may publish several certificates over one key.
        if (!_rootKeys.TryGet(root.KeyHash.Bytes.Span, out var key))
        {
            if (PublicKey.TryImport(root.Key, count) is not { } imported) return null;
            _rootKeys.Set(root.KeyHash.Bytes.Span, key = imported);
        }

        return isPublished || IsSigned(root, key) ? Remember(new VerifiedCertificate(root, key, null)) : null;
    }

    /// <summary>Verifies a certificate under its issuer's key.</summary>
    /// <returns>Null when the signature does not hold or the certificate's own key is impossible.</returns>
    public VerifiedCertificate? Verify(Certificate certificate, VerifiedCertificate issuer)
    {
        if (_memory.TryGet(certificate.Bytes.Span, out var known)
            && known.Issuer is { } signer && signer.Certificate.Key.IsSame(issuer.Certificate.Key))
        {
            return known with { Issuer = issuer };
        }

        if (!IsSigned(certificate, issuer.Key)) return null;
        return PublicKey.TryImport(certificate.Key, count) is { } key ? Remember(new VerifiedCertificate(certificate, key, issuer)) : null;
    }

    private static bool IsSigned(Certificate certificate, PublicKey key) => certificate.Signed.IsSignedBy(key);

    private VerifiedCertificate Remember(VerifiedCertificate verified)
    {
        _memory.Set(verified.Certificate.Bytes.Span, verified);
        return verified;
    }
}
