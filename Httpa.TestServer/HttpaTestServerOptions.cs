using Httpa.Client;
using Httpa.TestServer.Simulated;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Httpa.TestServer;

/// <summary>How a <see cref="HttpaTestServer"/> runs.</summary>
public sealed record HttpaTestServerOptions
{
    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The HTTP versions that TLS offers.</summary>
    public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1AndHttp2;

    /// <summary>What the simulated platform is; null for an up-to-date one with a release enclave.</summary>
    public SimulatedSgxSettings? Platform { get; init; }

    /// <summary>Another TEE instead of the simulated SGX platform; <see cref="SimulatedTees"/> makes simulated ones of other types. The caller disposes it.</summary>
    public ITee? Tee { get; init; }

    /// <summary>Devices beside the TEE, at most 16.</summary>
    public IReadOnlyList<ITee> Devices { get; init; } = [];

    /// <summary>The clock of the service and of the simulated platform.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Changes how HTTPA is spoken.</summary>
    public Func<HttpaServerOptions, HttpaServerOptions>? Configure { get; init; }

    /// <summary>Maps endpoints besides the sample ones.</summary>
    public Action<WebApplication>? Map { get; init; }

    /// <summary>Where the server logs to; null logs nothing.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
