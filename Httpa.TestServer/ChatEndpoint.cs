using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Httpa.TestServer;

/// <summary>
/// <c>/v1/chat/completions</c> in the shape of OpenAI's API, whole or streamed, for clients that speak it. The model answers with the last message of the user, word by word.
/// </summary>
internal sealed class ChatEndpoint(TimeProvider time)
{
    private const string Id = "chatcmpl-test";
    private const int MaxRequestLength = 1 << 20;

    /// <summary>What is asked for.</summary>
    private sealed record Question(string Model, string Text, bool Stream);

    public static void Map(IEndpointRouteBuilder routes, TimeProvider time) => routes.MapPost("/v1/chat/completions", new ChatEndpoint(time).AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        if (await ReadAsync(context).ConfigureAwait(false) is not { } question)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (question.Stream) await StreamAsync(context, question).ConfigureAwait(false);
        else await WholeAsync(context, question).ConfigureAwait(false);
    }

    private static async Task<Question?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is not (> 0 and <= MaxRequestLength)) return null;
        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted).ConfigureAwait(false);
            var text = json.RootElement.GetProperty("messages").EnumerateArray().Last(m => m.GetProperty("role").GetString() == "user").GetProperty("content");
            return new Question(
                json.RootElement.GetProperty("model").GetString() ?? "",
                text.ValueKind == JsonValueKind.String ? text.GetString()! : string.Concat(text.EnumerateArray().Select(part => part.GetProperty("text").GetString())),
                json.RootElement.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private Task WholeAsync(HttpContext context, Question question)
    {
        context.Response.ContentType = "application/json";
        var tokens = Words(question).Length;
        return context.Response.Body.WriteAsync(Message("chat.completion", question, "message", question.Text, "stop", json =>
        {
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("completion_tokens", tokens);
            json.WriteNumber("total_tokens", 2 * tokens);
            json.WriteEndObject();
        }), context.RequestAborted).AsTask();
    }

    private async Task StreamAsync(HttpContext context, Question question)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var word in Words(question)) await SendAsync(Message("chat.completion.chunk", question, "delta", word, null)).ConfigureAwait(false);
        await SendAsync(Message("chat.completion.chunk", question, "delta", "", "stop")).ConfigureAwait(false);
        await SendAsync("[DONE]"u8.ToArray()).ConfigureAwait(false);

        async Task SendAsync(ReadOnlyMemory<byte> data)
        {
            await context.Response.Body.WriteAsync("data: "u8.ToArray(), context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.WriteAsync(data, context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.WriteAsync("\n\n"u8.ToArray(), context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>The words with the blanks between them.</summary>
    private static string[] Words(Question question) => [.. question.Text.Split(' ').Select((word, i) => i == 0 ? word : " " + word)];

    private ReadOnlyMemory<byte> Message(string kind, Question question, string part, string text, string? finish, Action<Utf8JsonWriter>? more = null)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("object", kind);
            json.WriteNumber("created", time.GetUtcNow().ToUnixTimeSeconds());
            json.WriteString("model", question.Model);
            json.WriteStartArray("choices");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteStartObject(part);
            json.WriteString("role", "assistant");
            json.WriteString("content", text);
            json.WriteEndObject();
            json.WriteString("finish_reason", finish);
            json.WriteEndObject();
            json.WriteEndArray();
            more?.Invoke(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
