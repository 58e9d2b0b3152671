namespace Httpa.Client;

/// <summary>What a caller can say of one request, in <see cref="HttpRequestMessage.Options"/>.</summary>
public static class HttpaRequestOptions
{
    /// <summary>True lets the client seal this request anew when its first copy may have been lost, whatever its method: the service may then act on it twice.</summary>
    public static HttpRequestOptionsKey<bool> AllowResend { get; } = new("Httpa.AllowResend");
}
