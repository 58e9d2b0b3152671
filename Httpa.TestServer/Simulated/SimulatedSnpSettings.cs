using System.Security.Cryptography;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// What a simulated SEV-SNP guest and its chip are, and what their vendor says of them. Immutable; the defaults are a production guest on an up-to-date Milan. Change single
/// things with a <c>with</c> expression.
/// </summary>
public sealed record SimulatedSnpSettings
{
    /// <summary>The product line of the chip.</summary>
    public SnpProduct Product { get; init; } = SnpProduct.Milan;

    /// <summary>The version of the report: 2, 3 or 5.</summary>
    public uint ReportVersion { get; init; } = 3;

    /// <summary>The kind of key that signs.</summary>
    public SnpSigningKey SigningKey { get; init; } = SnpSigningKey.Vcek;

    /// <summary>MEASUREMENT of what the guest was launched with: 48 bytes.</summary>
    public Measurement Measurement { get; init; } = Phrase("Httpa simulated guest");

    /// <summary>HOST_DATA: 32 bytes.</summary>
    public Measurement HostData { get; init; } = new(new byte[32]);

    /// <summary>FAMILY_ID: 16 bytes.</summary>
    public Measurement FamilyId { get; init; } = new(new byte[16]);

    /// <summary>IMAGE_ID: 16 bytes.</summary>
    public Measurement ImageId { get; init; } = new(new byte[16]);

    /// <summary>GUEST_SVN.</summary>
    public uint GuestSvn { get; init; } = 1;

    /// <summary>ID_KEY_DIGEST: 48 bytes.</summary>
    public Measurement IdKeyDigest { get; init; } = new(new byte[48]);

    /// <summary>AUTHOR_KEY_DIGEST: 48 bytes.</summary>
    public Measurement AuthorKeyDigest { get; init; } = new(new byte[48]);

    /// <summary>REPORT_ID: 32 bytes.</summary>
    public Measurement ReportId { get; init; } = new(Phrase("Httpa simulated report id").Bytes[..32]);

    /// <summary>REPORT_ID_MA: 32 bytes, all ones without a migration agent.</summary>
    public Measurement ReportIdMa { get; init; } = new(Enumerable.Repeat((byte)0xff, 32).ToArray());

    /// <summary>The guest policy; by default with SMT (bit 16) and the bit that is always one (17).</summary>
    public ulong GuestPolicy { get; init; } = 0x30000;

    /// <summary>VMPL that the report is asked for from.</summary>
    public uint Vmpl { get; init; }

    /// <summary>PLATFORM_INFO; by default SMT_EN, ECC_EN and ALIAS_CHECK_COMPLETE.</summary>
    public ulong PlatformInfo { get; init; } = 0x25;

    /// <summary>REPORTED_TCB, which the signing key is derived for.</summary>
    public SnpTcb ReportedTcb { get; init; } = new(4, 0, 24, 219);

    /// <summary>COMMITTED_TCB.</summary>
    public SnpTcb CommittedTcb { get; init; } = new(4, 0, 24, 219);

    /// <summary>CURRENT_TCB.</summary>
    public SnpTcb CurrentTcb { get; init; } = new(4, 0, 24, 219);

    /// <summary>LAUNCH_TCB.</summary>
    public SnpTcb LaunchTcb { get; init; } = new(4, 0, 24, 219);

    /// <summary>The chip's id: 64 bytes, of which Turin has 8. A report with a VLEK hides it.</summary>
    public Measurement ChipId { get; init; } = new(SHA512.HashData("Httpa simulated chip"u8));

    /// <summary>MASK_CHIP_KEY: the host hides which chip it is.</summary>
    public bool MasksChipKey { get; init; }

    /// <summary>The cloud provider that a VLEK names.</summary>
    public string CspId { get; init; } = "CN=cc-simulated.localhost";

    /// <summary>LAUNCH_MIT_VECTOR and CURRENT_MIT_VECTOR; in version 5.</summary>
    public ulong Mitigations { get; init; } = 0x3f;

    /// <summary>True to staple the vendor's revocation list.</summary>
    public bool HasCrl { get; init; } = true;

    /// <summary>Which certificates the revocation list names.</summary>
    public SimulatedSnpRevocations Revoked { get; init; }

    /// <summary>The number of the revocation list.</summary>
    public long CrlNumber { get; init; } = 1;

    /// <summary>When certificates and revocation list are issued; they are issued once then. Null: now, and the list again whenever half of its lifetime is over.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>How long a revocation list is valid.</summary>
    public TimeSpan CrlLifetime { get; init; } = TimeSpan.FromDays(180);

    /// <summary>How long the certificate of the signing key is valid; a VLEK's for one year.</summary>
    public TimeSpan KeyLifetime { get; init; } = TimeSpan.FromDays(365);

    internal static Measurement Phrase(string phrase) => new(SHA384.HashData(System.Text.Encoding.UTF8.GetBytes(phrase)));
}

/// <summary>Certificates that a simulated AMD revoked.</summary>
[Flags]
public enum SimulatedSnpRevocations
{
    /// <summary>None of the certificates in use. The list still names another, as genuine ones do.</summary>
    None = 0,

    /// <summary>The certificate of the signing key.</summary>
    Leaf = 1,

    /// <summary>The CA that issued it: ASK or ASVK.</summary>
    Ca = 2,

    /// <summary>The root itself: ARK.</summary>
    Root = 4,
}
