using System.Diagnostics;
using System.Net;
using System.Security.Authentication;

namespace Httpa.Client;

/// <summary>The handler that owns the connections: made with safe settings, or found to have them.</summary>
internal static class PrimaryHandler
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A socket handler that adds nothing to a message and repeats nothing elsewhere.</summary>
    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = ConnectionLifetime,
        MaxResponseHeadersLength = 64,
        EnableMultipleHttp2Connections = true,
    };

    /// <summary>True for a handler as its constructor makes it, which libraries (Refit, say) put into a chain without wanting anything of it.</summary>
    public static bool IsUntouched(HttpMessageHandler handler) =>
        handler is HttpClientHandler
        {
            AllowAutoRedirect: true, UseCookies: true, AutomaticDecompression: DecompressionMethods.None, UseProxy: true, Proxy: null, DefaultProxyCredentials: null,
            Credentials: null, UseDefaultCredentials: false, PreAuthenticate: false, ClientCertificateOptions: ClientCertificateOption.Manual, ClientCertificates.Count: 0,
            ServerCertificateCustomValidationCallback: null, CheckCertificateRevocationList: false, SslProtocols: SslProtocols.None, MaxConnectionsPerServer: int.MaxValue,
            MaxResponseHeadersLength: 64,
        } untouched && untouched.GetType() == typeof(HttpClientHandler) && untouched.CookieContainer.Count == 0 && untouched.Properties.Count == 0;

    /// <summary>Walks down to the handler that owns the connections and refuses settings that carry data past the seal.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="where">Where it stands, for the message.</param>
    public static void RefuseUnsafe(HttpMessageHandler handler, string where = "below HttpaHandler")
    {
        while (handler is DelegatingHandler outer)
            handler = outer.InnerHandler ?? throw Unsafe(where, $"{outer.GetType().Name}.InnerHandler is null", "end the chain in a SocketsHttpHandler");

        if (handler is SocketsHttpHandler sockets)
        {
            RefuseIf(where, sockets.AllowAutoRedirect, "SocketsHttpHandler.AllowAutoRedirect is on", "turn it off: HttpaHandler follows redirects inside the attested origin");
            RefuseIf(where, sockets.UseCookies, "SocketsHttpHandler.UseCookies is on", "turn it off: cookies are sealed");
            RefuseIf(where, sockets.AutomaticDecompression != DecompressionMethods.None, "SocketsHttpHandler.AutomaticDecompression is on", "set it to None: sealed bodies are not compressed");
            RefuseIf(where, PutsOut(sockets.ActivityHeadersPropagator), "SocketsHttpHandler.ActivityHeadersPropagator is set", "set it to null: it writes traceparent and baggage in clear");
            RefuseIf(where, sockets.Credentials is not null, "SocketsHttpHandler.Credentials is set", "remove it: it answers challenges that nobody authenticated");
        }
        else if (handler is HttpClientHandler client)
        {
            RefuseIf(where, client.AllowAutoRedirect, "HttpClientHandler.AllowAutoRedirect is on", "turn it off: HttpaHandler follows redirects inside the attested origin");
            RefuseIf(where, client.UseCookies, "HttpClientHandler.UseCookies is on", "turn it off: cookies are sealed");
            RefuseIf(where, client.AutomaticDecompression != DecompressionMethods.None, "HttpClientHandler.AutomaticDecompression is on", "set it to None: sealed bodies are not compressed");
            RefuseIf(where, client.Credentials is not null || client.UseDefaultCredentials, "HttpClientHandler.Credentials is set", "remove it: it answers challenges that nobody authenticated");
            RefuseIf(where, PropagatesActivities(), "HttpClientHandler propagates activities", "use a SocketsHttpHandler with ActivityHeadersPropagator = null: traceparent and baggage would go out in clear");
        }
    }

    private static bool PutsOut(DistributedContextPropagator? propagator) =>
        propagator is not null && !ReferenceEquals(propagator, DistributedContextPropagator.CreateNoOutputPropagator());

    private static bool PropagatesActivities() => !AppContext.TryGetSwitch("System.Net.Http.EnableActivityPropagation", out var on) || on;

    private static void RefuseIf(string where, bool unsafeSetting, string found, string remedy)
    {
        if (unsafeSetting) throw Unsafe(where, found, remedy);
    }

    private static HttpaConfigurationException Unsafe(string where, string found, string remedy) =>
        new(ProtocolReason.InnerHandlerUnsafe, $"{found}, {where}; {remedy}.");
}
