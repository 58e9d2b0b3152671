using System.Net.Http.Headers;
using Httpa.Client.Protocol;

namespace Httpa.Client.Requests;

/// <summary>Parts a request's fields: into the sealed head, save the options' outer fields and what only the connection needs.</summary>
internal static class RequestFields
{
    /// <summary>The fields for the head. Outer fields and the connection's are put on <paramref name="wire"/>.</summary>
    /// <exception cref="HttpaConfigurationException">A field can neither be sealed nor stay outside.</exception>
    public static List<KeyValuePair<string, string>> Part(OutgoingRequest call, HttpRequestMessage wire, ClientSettings settings)
    {
        var fields = new List<KeyValuePair<string, string>>(8);
        foreach (var (name, values) in call.Caller.Headers.NonValidated)
        {
            if (MessageHead.IsForbidden(name)) KeepForConnection(name, values, call, wire);
            else if (settings.IsOuterField(name)) wire.Headers.TryAddWithoutValidation(name, values);
            else fields.Add(new(name, values.ToString()));
        }

        if (call.Content is not null)
        {
            foreach (var (name, values) in call.Content.Headers.NonValidated)
                fields.Add(new(name, values.ToString()));
        }

        return fields;
    }

    private static void KeepForConnection(string name, HeaderStringValues values, OutgoingRequest call, HttpRequestMessage wire)
    {
        var value = values.ToString();
        var kept = name.ToLowerInvariant() switch
        {
            "host" => value.Equals(call.Uri.Authority, StringComparison.OrdinalIgnoreCase) || value.Equals(call.Uri.IdnHost, StringComparison.OrdinalIgnoreCase),
            "connection" when value.Equals("close", StringComparison.OrdinalIgnoreCase) => wire.Headers.TryAddWithoutValidation(name, value),
            "connection" => value.Equals("keep-alive", StringComparison.OrdinalIgnoreCase),
            "keep-alive" => true, // the connections are the inner handler's own
            "transfer-encoding" => value.Equals("chunked", StringComparison.OrdinalIgnoreCase), // length unknown: the inner handler frames the sealed body itself
            "expect" when value.Equals("100-continue", StringComparison.OrdinalIgnoreCase) => wire.Headers.TryAddWithoutValidation(name, value),
            _ => false,
        };
        if (!kept)
            throw new HttpaConfigurationException(ProtocolReason.FieldNotAllowed,
                $"The request field '{name}' belongs to the connection or to HTTPA and cannot be sealed. Remove it; for a proxy, set it on the inner handler.");
    }
}
