using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>A redis-server of a test's own: on a free loopback port, with nothing on disk.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private RedisServer(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts a server; a test is ignored where there is none to start. <c>.ci/run</c> installs it, and fails when this was said there.</summary>
    public static async Task<RedisServer> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("httpa-redis-").FullName;
        var port = LoopbackPort.Free();
        var process = TryStart(folder, port);
        if (process is null)
        {
            Directory.Delete(folder);
            Assert.Ignore("redis-server is not installed.");
        }

        var server = new RedisServer(process!, folder, port);
        while (await process!.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal)) return server;
        }

        await server.DisposeAsync();
        throw new InvalidOperationException("redis-server ended before it was ready.");
    }

    /// <summary>A client of the server, as an application makes it.</summary>
    public RedisCache CreateCache() =>
        new(new RedisCacheOptions { Configuration = $"127.0.0.1:{Port},abortConnect=false,connectTimeout=2000,asyncTimeout=2000,syncTimeout=2000" });

    /// <summary>Ends the server as a crash does.</summary>
    public void Kill()
    {
        if (_process.HasExited) return;
        _process.Kill();
        _process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static Process? TryStart(string folder, int port)
    {
        string[] arguments = ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
        try
        {
            return Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            return null; // no such program
        }
    }
}
