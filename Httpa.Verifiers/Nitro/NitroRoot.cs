using System.Security.Cryptography;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Nitro;

/// <summary>
/// The key at the top of everything that AWS signs for Nitro Enclaves: "aws.nitro-enclaves", Root G1 (https://aws-nitro-enclaves.amazonaws.com/AWS_NitroEnclaves_Root-G1.zip).
/// Every document brings a root of its own along, so only the pinned key counts.
/// </summary>
internal static class NitroRoot
{
    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo.</summary>
    public static readonly Measurement KeyHash = Measurement.Parse("f2caf5ecc6190b4a8399b78bc58a2bbcd0382375db8a1bfd78a82743874fd225");

    /// <summary>SHA-256 of the certificate that AWS published over this key, as its user guide prints it; it needs no look at its own signature.</summary>
    private static readonly Measurement Published = Measurement.Parse("641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b");

    /// <summary>True when a certificate is exactly the one that AWS published.</summary>
    public static bool IsPublished(Certificate root) => Published == new Measurement(SHA256.HashData(root.Bytes.Span));
}
