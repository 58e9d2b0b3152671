namespace Httpa.Client.Endorsing.Vendors;

/// <summary>A document of a vendor's service: where it lies, and what its answer holds.</summary>
/// <param name="Service">The service.</param>
/// <param name="Path">
/// The path and query below the service's address. Whatever in it comes out of evidence is hexadecimal, a number or one of a fixed set of words: so evidence can
/// neither leave the path nor add to the query.
/// </param>
/// <param name="Form">What an answer must look like.</param>
internal sealed record VendorDocument(VendorService Service, string Path, AnswerForm Form);

/// <summary>The services that documents come from.</summary>
internal enum VendorService
{
    /// <summary>Intel's provisioning certification service, or a cache of it: documents that there are several issues of.</summary>
    IntelTcb = 1,

    /// <summary>The same service: documents of which there is one issue.</summary>
    IntelCrl = 2,

    /// <summary>Where the root CA's revocation list lies.</summary>
    IntelRootCrl = 3,

    /// <summary>AMD's key distribution service.</summary>
    AmdKds = 4,
}
