using System.Net.Http.Headers;
using Httpa.Client.Protocol;

namespace Httpa.Client.Bodies;

/// <summary>The client's own evidence as the body of a session request (HTTPA/1, section 3, mHTTPA): the one body that goes out unsealed.</summary>
internal sealed class EvidenceContent : ByteArrayContent
{
    /// <param name="body">A serialised <see cref="EvidenceBody"/>.</param>
    public EvidenceContent(byte[] body)
        : base(body) => Headers.ContentType = new MediaTypeHeaderValue(EvidenceBody.MediaType);
}
