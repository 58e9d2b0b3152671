namespace Httpa.Client.Protocol;

/// <summary>ctx: what every record 0 of a message is bound to (HTTPA/1, section 4). The target is the origin-form on the wire, <c>*</c> for <c>OPTIONS *</c>.</summary>
internal static class MessageContext
{
    public static byte[] ForRequest(ReadOnlySpan<byte> sessionId, string method, string origin, string target) =>
        For(Labels.Request, sessionId, method, origin, target);

    public static byte[] ForResponse(ReadOnlySpan<byte> sessionId, string method, string origin, string target) =>
        For(Labels.Response, sessionId, method, origin, target);

    private static byte[] For(ReadOnlySpan<byte> label, ReadOnlySpan<byte> sessionId, string method, string origin, string target) =>
        new TranscriptWriter().Field(label).Field(sessionId).Field(method).Field(origin).Field(target).ToArray();
}
