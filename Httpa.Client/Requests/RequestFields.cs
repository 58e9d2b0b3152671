using Httpa.Client.Protocol;

namespace Httpa.Client.Requests;

/// <summary>A request's fields, parted into those that are sealed and those that go out beside the seal.</summary>
/// <param name="Sealed">All of the application's, save the options' outer fields.</param>
/// <param name="Outer">The options' outer fields and what only the connection needs; null for none.</param>
internal readonly record struct RequestFields(List<KeyValuePair<string, string>> Sealed, List<KeyValuePair<string, string>>? Outer)
{
    /// <summary>Parts the fields of a request.</summary>
    /// <exception cref="HttpaConfigurationException">A field can neither be sealed nor stay outside.</exception>
    public static RequestFields Part(HttpRequestMessage request, HttpContent? content, Uri uri, ClientSettings settings)
    {
        var inner = new List<KeyValuePair<string, string>>(4);
        List<KeyValuePair<string, string>>? outer = null;
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            var forConnection = MessageHead.IsForbidden(name);
            if (forConnection && !StaysOutside(name, values.ToString(), uri)) continue;
            if (forConnection || settings.IsOuterField(name)) (outer ??= []).Add(new(name, values.ToString()));
            else inner.Add(new(name, values.ToString()));
        }

        if (content is not null)
        {
            foreach (var (name, values) in content.Headers.NonValidated)
                inner.Add(new(name, values.ToString()));
        }

        return new RequestFields(inner, outer);
    }

    /// <summary>True for a field that the connection needs from the caller, false for one that it finds out itself.</summary>
    private static bool StaysOutside(string name, string value, Uri uri)
    {
        switch (name.ToLowerInvariant())
        {
            case "connection" when Is(value, "close"):
            case "expect" when Is(value, "100-continue"):
                return true;
            case "host" when Is(value, uri.Authority) || Is(value, uri.IdnHost):
            case "connection" when Is(value, "keep-alive"):
            case "keep-alive":
            case "transfer-encoding" when Is(value, "chunked"): // the inner handler frames the sealed body itself
                return false;
            default:
                throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed,
                    $"The request field '{name}' belongs to the connection or to HTTPA and cannot be sealed. Remove it; for a proxy, set it on the inner handler.");
        }
    }

    private static bool Is(string value, string other) => value.Equals(other, StringComparison.OrdinalIgnoreCase);
}
