using System.Buffers.Binary;
using System.Text;

namespace Httpa.Client.Protocol;

/// <summary>ctx: what every record 0 of a message is bound to (HTTPA/1, section 4). The target is the origin-form on the wire, <c>*</c> for <c>OPTIONS *</c>.</summary>
internal static class MessageContext
{
    private const int LengthLength = 4;

    public static byte[] ForRequest(ReadOnlySpan<byte> sessionId, string method, string origin, string target) =>
        For(Labels.Request, sessionId, method, origin, target);

    public static byte[] ForResponse(ReadOnlySpan<byte> sessionId, string method, string origin, string target) =>
        For(Labels.Response, sessionId, method, origin, target);

    // Made twice a request: one array and nothing else.
    private static byte[] For(ReadOnlySpan<byte> label, ReadOnlySpan<byte> sessionId, string method, string origin, string target)
    {
        var text = Encoding.UTF8.GetByteCount(method) + Encoding.UTF8.GetByteCount(origin) + Encoding.UTF8.GetByteCount(target);
        var context = new byte[5 * LengthLength + label.Length + sessionId.Length + text];
        var rest = context.AsSpan();
        Write(label, ref rest);
        Write(sessionId, ref rest);
        Write(method, ref rest);
        Write(origin, ref rest);
        Write(target, ref rest);
        return context;
    }

    private static void Write(ReadOnlySpan<byte> value, ref Span<byte> rest)
    {
        BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)value.Length);
        value.CopyTo(rest[LengthLength..]);
        rest = rest[(LengthLength + value.Length)..];
    }

    private static void Write(string text, ref Span<byte> rest)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[LengthLength..]);
        BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)length);
        rest = rest[(LengthLength + length)..];
    }
}
