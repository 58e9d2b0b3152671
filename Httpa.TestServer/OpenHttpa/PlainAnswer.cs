using System.Text;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.OpenHttpa;

/// <summary>An answer that refuses: unsealed, as the reference gives it, word for word.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body.</param>
internal sealed record PlainAnswer(int Status, string Text)
{
    public static readonly PlainAnswer NoBaseId = new(401, "Missing Attest-Base-ID");
    public static readonly PlainAnswer BadBaseId = new(401, "Invalid Attest-Base-ID format");
    public static readonly PlainAnswer NoSession = new(403, "Session not found or expired");
    public static readonly PlainAnswer NoTicket = new(401, "Invalid Attest-Ticket format");
    public static readonly PlainAnswer BadTicket = new(400, "Invalid Attest-Ticket format");
    public static readonly PlainAnswer BadBody = new(422, "Failed to deserialize the JSON body into the target type: missing field `ciphertext`");
    public static readonly PlainAnswer Replayed = new(401, """{"error":"replay nonce rejected"}""");
    public static readonly PlainAnswer BadMac = new(401, "Invalid header MAC");
    public static readonly PlainAnswer BadSeal = new(400, "Decryption failed");
    public static readonly PlainAnswer TooLarge = new(413, "length limit exceeded");
    public static readonly PlainAnswer RegistryFull = new(503, "AtB registry full");

    public static PlainAnswer BadHeaders(string problem) => new(400, $"bad AtHS headers: {problem}");

    public static PlainAnswer BadChallenge(string problem) => new(401, problem);

    public static PlainAnswer Failed(string problem) => new(400, $"AtHS failed: {problem}");

    public static PlainAnswer BadHeaderList(string problem) => new(400, $"AHL error: {problem}");

    /// <summary>Writes the answer. Nothing was written before.</summary>
    public Task WriteToAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(Text);
        response.StatusCode = Status;
        response.ContentType = Text.StartsWith('{') ? "application/json" : "text/plain; charset=utf-8";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, cancellationToken).AsTask();
    }
}
