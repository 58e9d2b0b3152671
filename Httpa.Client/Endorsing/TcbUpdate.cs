namespace Httpa.Client.Endorsing;

/// <summary>Which issue of its documents Intel is asked for after a TCB recovery (PCS API, version 4, parameter <c>update</c>).</summary>
public enum TcbUpdate
{
    /// <summary><c>standard</c>: the issue that leaves platforms about a year to be patched before it calls them out of date. What Intel gives by default.</summary>
    Standard = 1,

    /// <summary><c>early</c>: the issue that knows of a recovery from its first day.</summary>
    Early = 2,
}
