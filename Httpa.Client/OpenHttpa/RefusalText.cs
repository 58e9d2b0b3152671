using System.Text;
using Httpa.Client.Sessions;

namespace Httpa.Client.OpenHttpa;

/// <summary>The text of a plain answer, for messages. Anybody on the way may have written it.</summary>
internal static class RefusalText
{
    private const int Limit = 4096;
    private const int Shown = 200;

    /// <summary><c>, 'text'</c>, with nothing in it that a terminal would act on; empty when there is none, or too much.</summary>
    public static async ValueTask<string> ReadAsync(HttpResponseMessage response, bool async, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, Limit, async, cancellationToken).ConfigureAwait(false);
        return body is null ? "" : Of(body);
    }

    /// <summary>The same of a body that was read.</summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, Shown)]);
        return text.Length == 0 ? "" : $", '{string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
