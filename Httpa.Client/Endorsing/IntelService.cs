namespace Httpa.Client.Endorsing;

/// <summary>Where Intel's endorsements are fetched from: from Intel, or from a cache or mirror of one's own.</summary>
public sealed record IntelService
{
    private const string ApiPath = "/sgx/certification/v4";

    private IntelService(Uri address, Uri? rootCrl) => (Address, RootCrl) = (address, rootCrl);

    /// <summary>Intel's provisioning certification service. Needs no key for what is fetched here.</summary>
    public static IntelService Pcs { get; } =
        new(new Uri("https://api.trustedservices.intel.com/"), new Uri("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"));

    /// <summary>The service's address, before <c>sgx/certification/v4</c>.</summary>
    public Uri Address { get; }

    /// <summary>Where the root CA's revocation list lies; null for <c>sgx/certification/v4/rootcacrl</c> below <see cref="Address"/>, as a PCCS has it.</summary>
    public Uri? RootCrl { get; }

    /// <summary>A provisioning certificate caching service (PCCS).</summary>
    /// <param name="address">Its address, with or without <c>/sgx/certification/v4/</c> at the end, such as <c>https://pccs.internal:8081/</c>.</param>
    public static IntelService Pccs(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var text = address.OriginalString.TrimEnd('/');
        return new(text.EndsWith(ApiPath, StringComparison.Ordinal) ? new Uri(text[..^ApiPath.Length]) : address, null);
    }

    /// <summary>A mirror that answers like Intel's service.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="rootCrl">Where it has the root CA's revocation list, in DER.</param>
    public static IntelService Mirror(Uri address, Uri rootCrl)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(rootCrl);
        return new(address, rootCrl);
    }
}
