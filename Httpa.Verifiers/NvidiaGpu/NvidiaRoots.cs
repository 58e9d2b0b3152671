using System.Security.Cryptography;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>The keys at the top of what NVIDIA signs for attestation, and which certificates stand below them.</summary>
internal static class NvidiaRoots
{
    /// <summary>SHA-256 of the SubjectPublicKeyInfo of "NVIDIA Device Identity CA": the root of devices.</summary>
    public static readonly Measurement DeviceKeyHash = Measurement.Parse("a90c4eb5acfd3e3d03a25db6a26b84f720ad0503196c627c21ddd48dd85b06a4");

    /// <summary>SHA-256 of the SubjectPublicKeyInfo of "NVIDIA CoRIM signing Root CA": the root of reference integrity manifests.</summary>
    public static readonly Measurement RimKeyHash = Measurement.Parse("dec1dc316477aa851eebdf51327ae9f864bc8d89254657ed1e7eb9168af1e1a3");

    /// <summary>ECDSA with SHA-384 on P-384 throughout. Manifests' certificates write times before 2050 as GeneralizedTime.</summary>
    public static readonly CertificateProfile Certificates = new([SignatureAlgorithm.EcdsaP384Sha384], [KeyKind.P384])
    {
        AllowsGeneralizedTime = true,
    };

    /// <summary>The same for certificates of OCSP responders, which say in an extension, critical or not, what they may sign.</summary>
    public static readonly CertificateProfile Responders = Certificates with { Understood = [X509Ids.ExtendedKeyUsage] };

    /// <summary>SHA-256 of the certificates that NVIDIA published over the two keys; these need no look at their own signature.</summary>
    private static readonly Measurement[] Published =
    [
        Measurement.Parse("102bf659d5419614c9d8e6aecebc80454eb26b1df6a769ac720b9a690b167b48"),
        Measurement.Parse("12977b5115acb0381179279fffeb5a8c4d264971ebb32298023a465fa41df5d1"),
    ];

    /// <summary>True when a certificate is exactly one that NVIDIA published.</summary>
    public static bool IsPublished(Certificate root) => Published.Contains(new Measurement(SHA256.HashData(root.Bytes.Span)));
}
