namespace Httpa.Verifiers.Snp;

/// <summary>
/// A TCB version by its components (AMD 56860, TCB_VERSION). Components are versions of different firmware: a TCB is at least another when each component is, never
/// because it is larger as a number.
/// </summary>
/// <param name="Bootloader">The bootloader of the secure processor.</param>
/// <param name="Tee">The operating system of the secure processor.</param>
/// <param name="Snp">The SNP firmware.</param>
/// <param name="Microcode">The lowest microcode of all cores.</param>
/// <param name="Fmc">The FMC firmware, which Turin has and calls so; zero on other lines.</param>
public readonly record struct SnpTcb(byte Bootloader, byte Tee, byte Snp, byte Microcode, byte Fmc = 0)
{
    /// <summary>Takes the 8 bytes of a report apart.</summary>
    /// <param name="version">The 8 bytes.</param>
    /// <param name="product">The product line, which the order of the components depends on.</param>
    /// <exception cref="ArgumentException">The version does not have 8 bytes, or the product line is unknown.</exception>
    public static SnpTcb Read(Measurement version, SnpProduct product)
    {
        if (version.Bytes.Length != TcbLayout.Length) throw new ArgumentException("A TCB version has 8 bytes.", nameof(version));
        return ProductLine.Of(product).Layout.Read(version.Bytes.Span);
    }

    /// <summary>True when every component is at least that of a minimum.</summary>
    /// <param name="minimum">The minimum.</param>
    public bool IsAtLeast(SnpTcb minimum) =>
        Bootloader >= minimum.Bootloader && Tee >= minimum.Tee && Snp >= minimum.Snp && Microcode >= minimum.Microcode && Fmc >= minimum.Fmc;

    /// <summary>Every component with its name.</summary>
    public override string ToString() => $"bootloader {Bootloader}, tee {Tee}, snp {Snp}, microcode {Microcode}, fmc {Fmc}";
}
