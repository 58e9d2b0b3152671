using System.Diagnostics.CodeAnalysis;
using Httpa.Client.Protocol;
using Microsoft.AspNetCore.Http;

namespace Httpa.TestServer.Attest;

/// <summary>Reads the Attest-* fields of a request.</summary>
internal static class RequestFields
{
    /// <summary>False for a field that stands twice, is oversized, or that the message does not define.</summary>
    public static bool TryRead(HttpRequest request, ReadOnlySpan<string> defined, [NotNullWhen(true)] out AttestFields? fields, out string problem)
    {
        fields = null;
        problem = "";
        var found = new AttestFields();
        foreach (var (name, values) in request.Headers)
        {
            if (!AttestFields.IsOne(name)) continue;
            if (!AttestFields.IsDefined(name, defined, out problem)) return false;
            foreach (var value in values)
            {
                if (!found.TryAdd(name, value ?? "", out problem)) return false;
            }
        }

        fields = found;
        return true;
    }
}
