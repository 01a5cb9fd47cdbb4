using System.Net;
using System.Net.Sockets;

namespace PgMigrate.Engine.Sandboxes;

/// <summary>A port on 127.0.0.1 that nobody uses now. Somebody may take it before the server does: then the start is tried again with another.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
