namespace Httpa.Verifiers.Dcap;

/// <summary>Intel's judgement of a platform's trusted computing base (Intel PCS API v4, TCB info, <c>tcbStatus</c>).</summary>
public enum TcbStatus
{
    /// <summary>Patched and configured as Intel asks.</summary>
    UpToDate = 1,

    /// <summary>Patched; software must carry mitigations for the advisories named.</summary>
    SWHardeningNeeded = 2,

    /// <summary>Patched; the platform must be configured as the advisories ask.</summary>
    ConfigurationNeeded = 3,

    /// <summary>Both of the above.</summary>
    ConfigurationAndSWHardeningNeeded = 4,

    /// <summary>Not patched.</summary>
    OutOfDate = 5,

    /// <summary>Not patched, and configuration is needed too.</summary>
    OutOfDateConfigurationNeeded = 6,

    /// <summary>Never to be trusted again.</summary>
    Revoked = 7,

    /// <summary>The TD was launched before the TDX module was patched, and runs on a patched one now.</summary>
    TDRelaunchAdvised = 8,

    /// <summary>The same, and configuration is needed too.</summary>
    TDRelaunchAdvisedConfigurationNeeded = 9,
}
