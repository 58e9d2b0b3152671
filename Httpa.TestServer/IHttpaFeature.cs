using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer;

/// <summary>
/// What an endpoint may know of the session that its request came through: <c>context.Features.Get&lt;IHttpaFeature&gt;()</c>. Absent on unsealed requests.
/// </summary>
public interface IHttpaFeature
{
    /// <summary>The origin that the client dialled and that the evidence vouched for, such as <c>https://api.example.com</c>.</summary>
    string Origin { get; }

    /// <summary>The token of the session's cipher suite, such as <c>x-wing-sha384-aes256gcm</c>.</summary>
    string CipherSuite { get; }

    /// <summary>
    /// The fields named by <see cref="HttpaServerOptions.OuterFields"/> that stood outside the seal. Unauthenticated: anybody on the way may have written them.
    /// </summary>
    IHeaderDictionary UnauthenticatedFields { get; }
}
