namespace Httpa.Verifiers.Snp;

/// <summary>How a family of processors writes a TCB version of 8 bytes and its chip id (AMD 56860, TCB_VERSION; AMD 57230, tables of the certificate extensions).</summary>
/// <param name="StructVersion">The version of the certificate extensions that goes with it.</param>
/// <param name="HardwareIdLength">How many bytes of CHIP_ID the certificate states; the rest of its 64 bytes is zero.</param>
/// <param name="Extensions">For each byte of a TCB version the object identifier of the certificate extension that states it. Bytes that are reserved have one too.</param>
/// <param name="Fmc">Where the version of the FMC firmware stands; null for a family without.</param>
/// <param name="Bootloader">Where the bootloader's version stands.</param>
/// <param name="Tee">Where the version of the secure processor's operating system stands.</param>
/// <param name="Snp">Where the version of the SNP firmware stands.</param>
/// <param name="Microcode">Where the version of the microcode stands.</param>
internal sealed record TcbLayout(
    int StructVersion, int HardwareIdLength, string[] Extensions, int? Fmc, int Bootloader, int Tee, int Snp, int Microcode)
{
    /// <summary>The length of a TCB version in bytes.</summary>
    public const int Length = 8;

    /// <summary>Milan and Genoa: bytes 2 to 5 are reserved.</summary>
    public static readonly TcbLayout Family19 = new(
        0, 64, [KeyExtensionIds.Bootloader, KeyExtensionIds.Tee, KeyExtensionIds.Spl4, KeyExtensionIds.Spl5, KeyExtensionIds.Spl6, KeyExtensionIds.Spl7,
            KeyExtensionIds.Snp, KeyExtensionIds.Microcode],
        Fmc: null, Bootloader: 0, Tee: 1, Snp: 6, Microcode: 7);

    /// <summary>Turin: begins with the FMC; bytes 4 to 6 are reserved.</summary>
    public static readonly TcbLayout Family1A = new(
        1, 8, [KeyExtensionIds.Fmc, KeyExtensionIds.Bootloader, KeyExtensionIds.Tee, KeyExtensionIds.Snp, KeyExtensionIds.Spl5, KeyExtensionIds.Spl6,
            KeyExtensionIds.Spl7, KeyExtensionIds.Microcode],
        Fmc: 0, Bootloader: 1, Tee: 2, Snp: 3, Microcode: 7);

    /// <summary>Takes a TCB version apart.</summary>
    /// <param name="version">The 8 bytes.</param>
    public SnpTcb Read(ReadOnlySpan<byte> version) =>
        new(version[Bootloader], version[Tee], version[Snp], version[Microcode], Fmc is { } fmc ? version[fmc] : (byte)0);
}

/// <summary>Object identifiers of the extensions of VCEK and VLEK certificates (AMD 57230, tables of the certificate extensions).</summary>
internal static class KeyExtensionIds
{
    public const string StructVersion = "1.3.6.1.4.1.3704.1.1";
    public const string ProductName = "1.3.6.1.4.1.3704.1.2";
    public const string Bootloader = "1.3.6.1.4.1.3704.1.3.1";
    public const string Tee = "1.3.6.1.4.1.3704.1.3.2";
    public const string Snp = "1.3.6.1.4.1.3704.1.3.3";
    public const string Spl4 = "1.3.6.1.4.1.3704.1.3.4";
    public const string Spl5 = "1.3.6.1.4.1.3704.1.3.5";
    public const string Spl6 = "1.3.6.1.4.1.3704.1.3.6";
    public const string Spl7 = "1.3.6.1.4.1.3704.1.3.7";
    public const string Microcode = "1.3.6.1.4.1.3704.1.3.8";
    public const string Fmc = "1.3.6.1.4.1.3704.1.3.9";
    public const string HardwareId = "1.3.6.1.4.1.3704.1.4";
    public const string CspId = "1.3.6.1.4.1.3704.1.5";
}
