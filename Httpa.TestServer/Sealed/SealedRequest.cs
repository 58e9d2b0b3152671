using Httpa.TestServer.Sessions;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Sealed;

/// <summary>What the outer message of a sealed request says, before anything was opened.</summary>
/// <param name="SessionId">The session id: 16 to 32 bytes.</param>
/// <param name="Sequence">The sequence number, below 2^48.</param>
/// <param name="Method">The method on the wire.</param>
/// <param name="Target">The target on the wire.</param>
/// <param name="Seal">The one record of <c>Attest-Seal</c>; null when the records are the body.</param>
internal sealed record SealedRequest(byte[] SessionId, ulong Sequence, string Method, RequestTarget Target, byte[]? Seal);

/// <summary>A request whose head opened and whose sequence number was taken.</summary>
/// <param name="Outer">The outer message.</param>
/// <param name="Session">The session, entered.</param>
/// <param name="Headers">The head's fields, and <c>host</c> from the session's origin.</param>
/// <param name="Body">The rest of the message.</param>
/// <param name="CanHaveBody">False when the head was the whole message.</param>
internal sealed record OpenedRequest(SealedRequest Outer, LiveSession Session, IHeaderDictionary Headers, SealedRequestBody Body, bool CanHaveBody);
