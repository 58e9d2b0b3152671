namespace Httpa.TestServer.Simulated;

/// <summary>Certificates that a simulated vendor revoked.</summary>
[Flags]
public enum SimulatedRevocations
{
    /// <summary>None of the certificates in use. The lists still name some others, as genuine ones do.</summary>
    None = 0,

    /// <summary>The platform's PCK certificate, on the PCK CA's list.</summary>
    Pck = 1,

    /// <summary>The PCK CA, on the root's list.</summary>
    PckCa = 2,

    /// <summary>The TCB signing certificate, on the root's list.</summary>
    TcbSigning = 4,
}
