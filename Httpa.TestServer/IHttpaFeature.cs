using Httpa.Verifiers;
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
    /// The accepted evidence of the client's TEE (mHTTPA); null when the client sent none. A session's keys need the private key that it vouches for, so that every request
    /// of the session comes out of that TEE.
    /// </summary>
    AttestationResult? ClientAttestation { get; }

    /// <summary>
    /// The fields named by <see cref="HttpaServerOptions.OuterFields"/> that stood outside the seal. Unauthenticated: anybody on the way may have written them.
    /// </summary>
    IHeaderDictionary UnauthenticatedFields { get; }
}
