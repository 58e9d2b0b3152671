using System.Diagnostics.CodeAnalysis;
using Httpa.Verifiers;

namespace Httpa.Client;

/// <summary>What a caller can say of one request, in <see cref="HttpRequestMessage.Options"/>.</summary>
public static class HttpaRequestOptions
{
    /// <summary>A policy that must accept the service too, for this request: it can be stricter than the client's and never weaker, since both must accept.</summary>
    public static HttpRequestOptionsKey<AttestationPolicy> AlsoRequire { get; } = new("Httpa.AlsoRequire");

    /// <summary>True has the service attested anew for this request: a session that is older than the request is not used.</summary>
    public static HttpRequestOptionsKey<bool> FreshAttestation { get; } = new("Httpa.FreshAttestation");

    /// <summary>True lets the client seal this request anew when its first copy may have been lost, whatever its method: the service may then act on it twice.</summary>
    public static HttpRequestOptionsKey<bool> AllowResend { get; } = new("Httpa.AllowResend");

    /// <summary>Reads an option; makes no table of options for a request that has none.</summary>
    internal static bool TryGet<T>(HttpRequestMessage request, HttpRequestOptionsKey<T> key, [MaybeNullWhen(false)] out T value)
    {
        if (((IDictionary<string, object?>)request.Options).Count > 0) return request.Options.TryGetValue(key, out value) && value is not null;
        value = default;
        return false;
    }
}
