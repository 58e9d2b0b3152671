using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;

namespace Httpa.Client.Endorsing.Vendors;

/// <summary>
/// What a DCAP quote needs of Intel: the four requests of the provisioning certification service (Intel, "PCS API", version 4: Get TCB Info, Get Enclave Identity,
/// Get Revocation List, Get Root CA CRL). A PCCS answers the same requests, with fields that are called otherwise here and there.
/// </summary>
internal static class IntelDocuments
{
    private const string Sgx = "sgx/certification/v4/";
    private const string Tdx = "tdx/certification/v4/";
    private const int FmspcLength = 6;

    private static readonly AnswerForm TcbInfo =
        AnswerForm.BodyAndChain(EndorsementNames.TcbInfo, EndorsementNames.TcbSigningChain, "TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain");

    // The chain of its signature is the one that came with the TCB info: the endorsements have one.
    private static readonly AnswerForm QeIdentity = AnswerForm.Body(EndorsementNames.QeIdentity);

    private static readonly AnswerForm PckCrl =
        AnswerForm.ListAndChain(EndorsementNames.PckCrl, EndorsementNames.PckCrlIssuerChain, "SGX-PCK-CRL-Issuer-Chain");

    private static readonly VendorDocument RootCrl = new(VendorService.IntelRootCrl, Sgx + "rootcacrl", AnswerForm.List(EndorsementNames.RootCaCrl));

    /// <summary>The platform that a quote says it comes from; null when it does not say.</summary>
    public static EndorsedPlatform? TryRead(Evidence evidence)
    {
        var tee = evidence.Type == EvidenceType.Sgx ? DcapTee.Sgx : DcapTee.Tdx;
        return UnprovenPlatform.TryRead(evidence.Value.Span, tee) is { } platform ? For(evidence.Type, platform.Fmspc, platform.PckCa) : null;
    }

    /// <summary>A platform and the documents that there are for it.</summary>
    public static EndorsedPlatform For(EvidenceType type, Measurement fmspc, string pckCa)
    {
        if (type != EvidenceType.Sgx && type != EvidenceType.Tdx) throw new ArgumentException($"'{type}' is no type of Intel's.", nameof(type));
        if (fmspc.Bytes.Length != FmspcLength)
            throw new ArgumentException($"The FMSPC has {fmspc.Bytes.Length} bytes; {FmspcLength} are required.", nameof(fmspc));

        var service = type == EvidenceType.Sgx ? Sgx : Tdx;
        return new EndorsedPlatform(
            $"{type}-{fmspc}-{pckCa}",
            [
                new(VendorService.IntelTcb, $"{service}tcb?fmspc={fmspc}", TcbInfo),
                new(VendorService.IntelTcb, $"{service}qe/identity", QeIdentity),
                // One CA issues the certificates for SGX and TDX, and its list lies with SGX.
                new(VendorService.IntelCrl, $"{Sgx}pckcrl?ca={pckCa}&encoding=der", PckCrl),
                RootCrl,
            ]);
    }
}
