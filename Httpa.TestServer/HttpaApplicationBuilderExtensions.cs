using Microsoft.AspNetCore.Builder;

namespace Httpa.TestServer;

/// <summary>Puts the service side of HTTPA in front of an application.</summary>
public static class HttpaApplicationBuilderExtensions
{
    /// <summary>Serves HTTPA in front of everything that follows: endpoints see plaintext requests and write plaintext responses.</summary>
    /// <param name="app">The application.</param>
    /// <param name="options">The TEE and the origins that are served.</param>
    public static IApplicationBuilder UseHttpa(this IApplicationBuilder app, HttpaServerOptions options) => throw new NotImplementedException();
}
