using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Protocol;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Attest;

/// <summary>Reads the Attest-* fields of a request.</summary>
internal static class RequestFields
{
    /// <summary>False for a field that stands twice, is oversized, or that the message does not define.</summary>
    public static bool TryRead(HttpRequest request, ReadOnlySpan<string> defined, [NotNullWhen(true)] out AttestFields? fields, out string problem) =>
        AttestFields.TryRead(Pairs(request.Headers), defined, out fields, out problem);

    private static IEnumerable<KeyValuePair<string, IEnumerable<string>>> Pairs(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith("attest-", StringComparison.OrdinalIgnoreCase)) yield return new(name, values.ToArray()!);
        }
    }
}
