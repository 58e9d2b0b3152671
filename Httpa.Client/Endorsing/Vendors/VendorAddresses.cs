namespace Httpa.Client.Endorsing.Vendors;

/// <summary>Where each document lies. The host and what stands before the document's path come from the options alone.</summary>
internal sealed class VendorAddresses
{
    private readonly VendorEndorsementOptions _options;

    /// <exception cref="HttpaConfigurationException">An address is not usable.</exception>
    public VendorAddresses(VendorEndorsementOptions options)
    {
        _options = options;
        Require(options.Intel.Address, $"{nameof(options.Intel)}.{nameof(options.Intel.Address)}");
        Require(options.AmdKds, nameof(options.AmdKds));
        if (options.Intel.RootCrl is { } rootCrl) Require(rootCrl, $"{nameof(options.Intel)}.{nameof(options.Intel.RootCrl)}");
    }

    /// <summary>The address of a document.</summary>
    public Uri Of(VendorDocument document) => document.Service switch
    {
        VendorService.IntelTcb => Below(_options.Intel.Address, WithUpdate(document.Path)),
        VendorService.IntelCrl => Below(_options.Intel.Address, document.Path),
        VendorService.AmdKds => Below(_options.AmdKds, document.Path),
        VendorService.IntelRootCrl => _options.Intel.RootCrl ?? Below(_options.Intel.Address, document.Path),
        _ => throw new ArgumentOutOfRangeException(nameof(document), document.Service, "Not a service."),
    };

    private string WithUpdate(string path) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}update={(_options.TcbUpdate == TcbUpdate.Early ? "early" : "standard")}";

    private static Uri Below(Uri address, string path) => new($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");

    private void Require(Uri address, string option)
    {
        var usable = address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || _options.DangerousAllowHttp)));
        if (!usable)
        {
            throw new HttpaConfigurationException(ProtocolReason.OptionInvalid,
                $"VendorEndorsementOptions.{option} must be an absolute https address without user, query and fragment; http is for this machine alone, unless "
                + $"{nameof(_options.DangerousAllowHttp)} is set.");
        }
    }
}
