using System.Security.Cryptography;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Dcap;

/// <summary>
/// The key at the top of everything that Intel signs for DCAP: "Intel SGX Root CA". Pinned by key, because Intel's test roots carry the same name.
/// </summary>
internal static class IntelRoot
{
    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo.</summary>
    public static readonly Measurement KeyHash = Measurement.Parse("a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e");

    /// <summary>SHA-256 of the certificates that Intel published over this key; these need no look at their own signature.</summary>
    private static readonly Measurement[] Published =
    [
        Measurement.Parse("44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3"),
        Measurement.Parse("fc64f8076d79a4fee9d1d473d74c89eb8d8fd55c5abafeabeba7366d20429404"),
    ];

    /// <summary>True when a certificate is exactly one that Intel published.</summary>
    public static bool IsPublished(Certificate root) => Published.Contains(new Measurement(SHA256.HashData(root.Bytes.Span)));
}
