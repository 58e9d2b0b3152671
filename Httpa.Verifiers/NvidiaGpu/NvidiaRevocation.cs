namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>What NVIDIA's OCSP responses say of the certificates that were relied on. A certificate that is revoked for good makes the evidence not genuine.</summary>
public enum NvidiaRevocation
{
    /// <summary>Of at least one certificate nothing is known.</summary>
    NotChecked = 1,

    /// <summary>None is revoked.</summary>
    Good = 2,

    /// <summary>At least one is revoked until further notice (certificateHold), the others are not.</summary>
    OnHold = 3,
}
