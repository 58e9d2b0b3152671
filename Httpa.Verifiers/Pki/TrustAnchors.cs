namespace Httpa.Verifiers.Pki;

/// <summary>Which roots are trusted: a vendor's pinned key, and those that a policy adds. A root counts by its key, never by its name.</summary>
/// <param name="pinned">SHA-256 of the vendor root's SubjectPublicKeyInfo.</param>
/// <param name="added">The same of roots that the policy adds.</param>
internal readonly struct TrustAnchors(Measurement pinned, IReadOnlyList<Measurement> added)
{
    /// <summary>True when the certificate's key is one of the trusted ones.</summary>
    public bool Contains(Certificate root)
    {
        if (root.KeyHash == pinned) return true;
        for (var i = 0; i < added.Count; i++)
        {
            if (root.KeyHash == added[i]) return true;
        }

        return false;
    }
}
