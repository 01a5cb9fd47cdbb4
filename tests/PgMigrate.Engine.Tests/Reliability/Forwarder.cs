using System.Net;
using System.Net.Sockets;

namespace PgMigrate.Engine.Tests.Reliability;

/// <summary>A network between client and server that can be cut.</summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<(Socket Client, Socket Server)> pairs = [];
    private readonly IPEndPoint server;
    private readonly Task accepting;

    public Forwarder(int serverPort)
    {
        server = new IPEndPoint(IPAddress.Loopback, serverPort);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends every connection on the client's side, and on the server's as well unless it is to hear nothing of it.</summary>
    public void Cut(bool tellServer)
    {
        lock (pairs)
        {
            foreach (var (client, server) in pairs)
            {
                client.Close(0);
                if (tellServer)
                {
                    server.Close(0);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        Cut(tellServer: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                var toServer = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await toServer.ConnectAsync(server);
                lock (pairs)
                {
                    pairs.Add((client, toServer));
                }

                _ = CopyAsync(client, toServer, endTarget: false);
                _ = CopyAsync(toServer, client, endTarget: true);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, bool endTarget)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, SocketFlags.None)) > 0)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // A connection that breaks by itself breaks through; one that the test cuts is cut where it says.
            if (endTarget)
            {
                to.Close(0);
            }
        }
    }
}
