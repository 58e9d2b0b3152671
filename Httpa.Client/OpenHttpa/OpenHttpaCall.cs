using System.Net;
using System.Text.Json;
using System.Text.Unicode;
using Httpa.Client.Origins;
using Httpa.Client.Protocol;
using Httpa.Client.Requests;

namespace Httpa.Client.OpenHttpa;

/// <summary>
/// A caller's request with its body in memory. Whatever OpenHTTPA cannot carry is refused when this is made, before any traffic. The caller's message itself is
/// never changed.
/// </summary>
internal sealed class OpenHttpaCall
{
    private const string Accept = "Accept";

    private OpenHttpaCall(HttpRequestMessage caller, string origin, Protection protection, byte[] body)
    {
        (Caller, Uri, Origin, Protection, Body) = (caller, caller.RequestUri!, origin, protection, body);
        Method = HttpMethod.Parse(caller.Method.Method); // the connection writes a known method in capitals
        Line = new RequestLine(Method.Method, Protocol.Origin.PathOf(Uri), Uri.Query.TrimStart('?'), origin["https://".Length..]);
        OuterFields = OutsideFields(caller, Uri, protection.Settings);
    }

    /// <summary>The caller's message.</summary>
    public HttpRequestMessage Caller { get; }

    public HttpMethod Method { get; }

    /// <summary>An absolute https URI.</summary>
    public Uri Uri { get; }

    public string Origin { get; }

    /// <summary>The policy and the settings that the origin is under.</summary>
    public Protection Protection { get; }

    public ClientSettings Settings => Protection.Settings;

    /// <summary>What the ticket covers.</summary>
    public RequestLine Line { get; }

    /// <summary>JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The fields that go out, all in clear.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OuterFields { get; }

    /// <summary>Takes a caller's request that may be sealed at all.</summary>
    /// <exception cref="HttpaConfigurationException">Its method, a field or its body cannot be carried.</exception>
    public static async ValueTask<OpenHttpaCall> ReadAsync(HttpRequestMessage request, string origin, Protection protection, bool async, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Head || request.Method == HttpMethod.Trace)
            throw new HttpaConfigurationException(ProtocolReason.OpenHttpaMethodNotCarried,
                $"OpenHTTPA seals nothing but bodies, and the answer to {request.Method} has none that could be protected. Use GET or POST.");
        var body = request.Content is null ? [] : await ReadBodyAsync(request.Content, async, cancellationToken).ConfigureAwait(false);
        if (body.Length > 0) RefuseUnlessJson(request.Content!, body);
        return new OpenHttpaCall(request, origin, protection, body);
    }

    private static async ValueTask<byte[]> ReadBodyAsync(HttpContent content, bool async, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        if (async) await content.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        else content.CopyTo(body, null, cancellationToken);
        return body.ToArray();
    }

    private static void RefuseUnlessJson(HttpContent content, byte[] body)
    {
        foreach (var (name, _) in content.Headers.NonValidated)
        {
            if (!name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                throw new HttpaConfigurationException(ProtocolReason.OpenHttpaBodyNotJson, $"The body has the field '{name}'. OpenHTTPA carries JSON as it is, and no field of it.");
        }

        if (content.Headers.ContentType is { } type && !IsJson(type.MediaType, type.CharSet))
            throw NotJson($"is '{type}'");
        if (!IsJson(body)) throw NotJson("says that it is JSON and is not");
    }

    private static bool IsJson(string? mediaType, string? charset) =>
        (OpenHttpaNames.JsonMediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) || mediaType?.EndsWith("+json", StringComparison.OrdinalIgnoreCase) == true)
        && (charset is null || charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static bool IsJson(byte[] body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read()) json.TrySkip();
            return Utf8.IsValid(body);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static HttpaConfigurationException NotJson(string what) => new(ProtocolReason.OpenHttpaBodyNotJson,
        $"The request's body {what}. OpenHTTPA carries JSON in UTF-8 and nothing else: use JsonContent, put other bytes into a JSON string, or use a service that speaks HTTPA/1.");

    /// <summary>The options' outer fields and what only the connection needs. No other goes out: it would be readable on the way.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> OutsideFields(HttpRequestMessage request, Uri uri, ClientSettings settings)
    {
        var fields = RequestFields.Part(request, content: null, uri, settings);
        if (fields.Sealed.FirstOrDefault(f => !IsAccept(f.Key)) is { Key: { } secret })
            throw new HttpaConfigurationException(ProtocolReason.OpenHttpaFieldInClear,
                $"OpenHTTPA would send the request field '{secret}' in clear, for whoever ends TLS to read and to change. Put it into the body, or name it in "
                + $"{settings.Options.NameOf(nameof(settings.Options.OuterFields))} if it may be public.");
        return [.. fields.Outer ?? [], .. fields.Sealed.Where(f => IsAccept(f.Key))];
    }

    /// <summary>Says no more than the path does, and clients add it without being asked.</summary>
    private static bool IsAccept(string name) => name.Equals(Accept, StringComparison.OrdinalIgnoreCase);
}
