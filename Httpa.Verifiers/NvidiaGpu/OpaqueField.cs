namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>
/// The kinds of opaque data in an NVIDIA report, by their numbers (NVIDIA attestation SDK, "OpaqueDataType"). A switch uses some numbers differently.
/// </summary>
internal enum OpaqueField
{
    DriverVersion = 3,
    GpuInfo = 4,
    Sku = 5,
    VbiosVersion = 6,
    NvDec0Status = 11,
    MeasurementCounts = 12,
    CprInfo = 13,
    BoardId = 14,
    ChipSku = 15,
    ChipSkuModifier = 16,
    Project = 17,
    ProjectSku = 18,
    ProjectSkuModifier = 19,
    FirmwareId = 20,
    ProtectedPcieStatus = 21,
    SwitchPdi = 22,
    FloorsweptPorts = 23,
    PositionId = 24,
    LockSwitchStatus = 25,
    SystemEnableStatus = 33,
    OpaqueDataVersion = 34,
    ChipInfo = 35,
    FeatureFlag = 36,
}

/// <summary>How opaque data is shown.</summary>
internal static class OpaqueFields
{
    /// <summary>NVIDIA's name of a field; its number when it has none.</summary>
    public static string NameOf(OpaqueField field) => field switch
    {
        OpaqueField.DriverVersion => "DRIVER_VERSION",
        OpaqueField.GpuInfo => "GPU_INFO",
        OpaqueField.Sku => "SKU",
        OpaqueField.VbiosVersion => "VBIOS_VERSION",
        OpaqueField.NvDec0Status => "NVDEC0_STATUS",
        OpaqueField.MeasurementCounts => "MSRSCNT",
        OpaqueField.CprInfo => "CPRINFO",
        OpaqueField.BoardId => "BOARD_ID",
        OpaqueField.ChipSku => "CHIP_SKU",
        OpaqueField.ChipSkuModifier => "CHIP_SKU_MOD",
        OpaqueField.Project => "PROJECT",
        OpaqueField.ProjectSku => "PROJECT_SKU",
        OpaqueField.ProjectSkuModifier => "PROJECT_SKU_MOD",
        OpaqueField.FirmwareId => "FWID",
        OpaqueField.ProtectedPcieStatus => "PROTECTED_PCIE_STATUS",
        OpaqueField.SwitchPdi => "SWITCH_PDI",
        OpaqueField.FloorsweptPorts => "FLOORSWEPT_PORTS",
        OpaqueField.PositionId => "POSITION_ID",
        OpaqueField.LockSwitchStatus => "LOCK_SWITCH_STATUS",
        OpaqueField.SystemEnableStatus => "SYS_ENABLE_STATUS",
        OpaqueField.OpaqueDataVersion => "OPAQUE_DATA_VERSION",
        OpaqueField.ChipInfo => "CHIP_INFO",
        OpaqueField.FeatureFlag => "FEATURE_FLAG",
        _ => $"{(int)field}",
    };

    /// <summary>True for fields that hold text, padded with zero bytes.</summary>
    public static bool IsText(OpaqueField field) => field is OpaqueField.DriverVersion or >= OpaqueField.ChipSku and <= OpaqueField.ProjectSkuModifier;
}
