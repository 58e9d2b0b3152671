using System.Security.Cryptography;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.Snp;

/// <summary>
/// What tells the product lines apart: the root key that is pinned, the processors (AMD 56860, CPUID_FAM_ID and CPUID_MOD_ID), and how TCB versions and chip ids are
/// written (AMD 56860, TCB_VERSION; AMD 57230, tables of the certificate extensions). A further line is a further entry.
/// </summary>
internal sealed record ProductLine
{
    /// <summary>Family 19h, models 00h to 0Fh.</summary>
    public static readonly ProductLine Milan = new()
    {
        Product = SnpProduct.Milan,
        ArkKeyHash = Measurement.Parse("9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9"),
        PublishedArk = Measurement.Parse("69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd"),
        Family = 0x19,
        Models = [(0x00, 0x0f)],
        ProductNames = ["Milan"],
        Layout = TcbLayout.Family19,
    };

    /// <summary>Family 19h, models 10h to 1Fh, and A0h to AFh (Bergamo and Siena, whose certificates are under Genoa's root).</summary>
    public static readonly ProductLine Genoa = new()
    {
        Product = SnpProduct.Genoa,
        ArkKeyHash = Measurement.Parse("429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831"),
        PublishedArk = Measurement.Parse("4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1"),
        Family = 0x19,
        Models = [(0x10, 0x1f), (0xa0, 0xaf)],
        ProductNames = ["Genoa", "Bergamo", "Siena"],
        Layout = TcbLayout.Family19,
    };

    /// <summary>Family 1Ah, models 00h to 1Fh.</summary>
    public static readonly ProductLine Turin = new()
    {
        Product = SnpProduct.Turin,
        ArkKeyHash = Measurement.Parse("4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08"),
        PublishedArk = Measurement.Parse("1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a"),
        Family = 0x1a,
        Models = [(0x00, 0x1f)],
        ProductNames = ["Turin"],
        Layout = TcbLayout.Family1A,
    };

    private static readonly ProductLine[] All = [Milan, Genoa, Turin];

    /// <summary>The product.</summary>
    public required SnpProduct Product { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo of the line's root (ARK): the trust anchor.</summary>
    public required Measurement ArkKeyHash { get; init; }

    /// <summary>SHA-256 of the root certificate that AMD published over this key; it needs no look at its own signature.</summary>
    public required Measurement PublishedArk { get; init; }

    /// <summary>The family of the processors.</summary>
    public required byte Family { get; init; }

    /// <summary>The models of the processors: first and last of each range.</summary>
    public required (byte First, byte Last)[] Models { get; init; }

    /// <summary>The names in certificates of chips; a stepping may follow, as in <c>Milan-B0</c>.</summary>
    public required string[] ProductNames { get; init; }

    /// <summary>How TCB versions and chip ids are written.</summary>
    public required TcbLayout Layout { get; init; }

    /// <summary>The common name of the root.</summary>
    public string ArkName => $"ARK-{Product}";

    /// <summary>The line whose root has this common name; null for none. The name proves nothing: the root's key must be the line's.</summary>
    public static ProductLine? OfRoot(string commonName) => Array.Find(All, line => line.ArkName == commonName);

    /// <summary>The line of a product.</summary>
    /// <exception cref="ArgumentException">There is no such product line.</exception>
    public static ProductLine Of(SnpProduct product) =>
        Array.Find(All, line => line.Product == product) ?? throw new ArgumentException("Not a product line.", nameof(product));

    /// <summary>The line of a processor; null for one that is not known.</summary>
    public static ProductLine? OfProcessor(byte family, byte model) =>
        Array.Find(All, line => line.Family == family && Array.Exists(line.Models, m => model >= m.First && model <= m.Last));

    /// <summary>The common name of the CA that issues certificates of this kind of key: ASK or ASVK.</summary>
    public string CaName(SnpSigningKey key) => key == SnpSigningKey.Vlek ? $"SEV-VLEK-{Product}" : $"SEV-{Product}";

    /// <summary>True when a certificate's product name is one of the line's, with a stepping or without.</summary>
    public bool Names(string productName) => Array.Exists(ProductNames, name => productName == name
        || (productName.Length == name.Length + 3 && productName.StartsWith(name + "-", StringComparison.Ordinal)));

    /// <summary>True when a certificate is exactly the root that AMD published.</summary>
    public bool IsPublished(Certificate ark) => new Measurement(SHA256.HashData(ark.Bytes.Span)) == PublishedArk;
}
