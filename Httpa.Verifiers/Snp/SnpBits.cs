namespace Httpa.Verifiers.Snp;

/// <summary>The bits of a guest policy (AMD 56860, "Guest policy"). Bits 0 to 15 are the lowest ABI version that the guest accepts; bit 17 is always one.</summary>
[Flags]
public enum SnpGuestPolicyBits : ulong
{
    /// <summary>SMT (bit 16): the guest may run where hyper-threads are on.</summary>
    Smt = 1 << 16,

    /// <summary>MIGRATE_MA (bit 18): a migration agent may be associated with the guest, and move it.</summary>
    MigrateMa = 1 << 18,

    /// <summary>DEBUG (bit 19): the host may read and write the guest's memory.</summary>
    Debug = 1 << 19,

    /// <summary>SINGLE_SOCKET (bit 20): the guest runs on one socket only.</summary>
    SingleSocket = 1 << 20,

    /// <summary>CXL_ALLOW (bit 21): the guest may run where CXL devices are.</summary>
    CxlAllow = 1 << 21,

    /// <summary>MEM_AES_256_XTS (bit 22): the guest demands AES-256-XTS for its memory.</summary>
    MemAes256Xts = 1 << 22,

    /// <summary>RAPL_DIS (bit 23): the guest demands that power cannot be measured in software.</summary>
    RaplDis = 1 << 23,

    /// <summary>CIPHERTEXT_HIDING_DRAM (bit 24): the guest demands that the host cannot read the ciphertext of its memory.</summary>
    CiphertextHidingDram = 1 << 24,

    /// <summary>PAGE_SWAP_DISABLE (bit 25): the guest demands that its pages are not moved or swapped out by commands.</summary>
    PageSwapDisable = 1 << 25,
}

/// <summary>The bits of a platform's state (AMD 56860, PLATFORM_INFO).</summary>
[Flags]
public enum SnpPlatformInfoBits : ulong
{
    /// <summary>SMT_EN (bit 0): hyper-threads are on.</summary>
    Smt = 1 << 0,

    /// <summary>TSME_EN (bit 1): all memory is encrypted.</summary>
    Tsme = 1 << 1,

    /// <summary>ECC_EN (bit 2): memory corrects errors.</summary>
    Ecc = 1 << 2,

    /// <summary>RAPL_DIS (bit 3): power cannot be measured in software.</summary>
    RaplDis = 1 << 3,

    /// <summary>CIPHERTEXT_HIDING_DRAM_EN (bit 4): the host cannot read the ciphertext of guests' memory.</summary>
    CiphertextHidingDram = 1 << 4,

    /// <summary>ALIAS_CHECK_COMPLETE (bit 5): since the last reset no memory module was found that lies about its size (AMD-SB-3015, BadRAM). From report version 3 on.</summary>
    AliasCheckComplete = 1 << 5,

    /// <summary>IOMMU_WRITE_SAFE (bit 6): devices cannot write where the firmware writes.</summary>
    IommuWriteSafe = 1 << 6,

    /// <summary>TIO_EN (bit 7): trusted devices may be given to guests (SEV-TIO).</summary>
    Tio = 1 << 7,
}
