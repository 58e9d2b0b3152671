using System.Net;
using System.Net.Sockets;

namespace Httpa.Client.Tests;

/// <summary>Ports for programs that cannot choose one themselves.</summary>
internal static class LoopbackPort
{
    /// <summary>A port that was free a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
