namespace Httpa.Verifiers.Snp;

/// <summary>The product lines of AMD EPYC processors that have SEV-SNP, each with certificate authorities of its own (AMD 57230, "KDS").</summary>
public enum SnpProduct
{
    /// <summary>EPYC 7003.</summary>
    Milan = 1,

    /// <summary>EPYC 9004, 97x4 (Bergamo) and 8004 (Siena).</summary>
    Genoa = 2,

    /// <summary>EPYC 9005.</summary>
    Turin = 3,
}

/// <summary>The kinds of keys that sign attestation reports (AMD 56860, ATTESTATION_REPORT, SIGNING_KEY).</summary>
public enum SnpSigningKey
{
    /// <summary>A key that a chip has to itself: the versioned chip endorsement key.</summary>
    Vcek = 1,

    /// <summary>A key that AMD gave a cloud provider for all of its chips: the versioned loaded endorsement key.</summary>
    Vlek = 2,
}
