using System.Formats.Asn1;
using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>Asks the OCSP responses that were given (RFC 6960) about the certificates of paths.</summary>
/// <param name="responses">The responses, not verified.</param>
/// <param name="memory">Remembers which keys signed them.</param>
/// <param name="reliance">Takes windows, issues and objections.</param>
internal sealed class RevocationCheck(IReadOnlyList<OcspResponse> responses, NvidiaGpuMemory memory, NvidiaReliance reliance)
{
    private const int MaxResponses = 16;

    /// <summary>Reads the endorsement <c>ocsp</c>: OCSP responses in DER, one behind the other. Without it nothing is known.</summary>
    public static RevocationCheck Read(Endorsements endorsements, NvidiaGpuMemory memory, NvidiaReliance reliance)
    {
        if (!endorsements.TryGet("ocsp", out var der)) return new RevocationCheck([], memory, reliance);
        if (OcspResponse.TryParseAll(der, MaxResponses, NvidiaRoots.Responders) is { } responses) return new RevocationCheck(responses, memory, reliance);
        reliance.Object(new Finding(AppraisalReason.NvidiaGpuOcspMalformed, FindingKind.NotGenuine, "OCSP responses",
            "1 to 16 successful basic responses in DER with the time of the next one", "malformed", "Send the responses as NVIDIA's OCSP service gives them out, one behind the other."));
        return new RevocationCheck([], memory, reliance);
    }

    /// <summary>Judges all certificates of a path that somebody other than the device issued, but the root.</summary>
    /// <param name="path">The path.</param>
    /// <param name="first">The first certificate to ask about.</param>
    public NvidiaRevocation Judge(NvidiaPath path, int first)
    {
        var result = NvidiaRevocation.Good;
        for (var i = first; i < path.Certificates.Count - 1; i++) result = Combine(result, JudgeOne(path, i));
        return result;
    }

    /// <summary>What is known of two together: nothing, if it is of one of them.</summary>
    public static NvidiaRevocation Combine(NvidiaRevocation one, NvidiaRevocation other) => (one, other) switch
    {
        (NvidiaRevocation.NotChecked, _) or (_, NvidiaRevocation.NotChecked) => NvidiaRevocation.NotChecked,
        (NvidiaRevocation.OnHold, _) or (_, NvidiaRevocation.OnHold) => NvidiaRevocation.OnHold,
        _ => NvidiaRevocation.Good,
    };

    private NvidiaRevocation JudgeOne(NvidiaPath path, int index)
    {
        var certificate = path.Certificates[index].Certificate;
        var status = NvidiaRevocation.NotChecked;
        foreach (var response in responses)
        {
            foreach (var single in response.Singles.Where(s => s.IsAbout(certificate, path.Certificates[index + 1].Certificate)))
            {
                if (!IsAuthentic(response, path, index)) return NvidiaRevocation.NotChecked;
                if (single.Status == OcspStatus.Unknown) continue;
                Rely(single, certificate);
                if (single.Status == OcspStatus.OnHold) status = NvidiaRevocation.OnHold;
                else if (single.Status == OcspStatus.Good && status != NvidiaRevocation.OnHold) status = NvidiaRevocation.Good;
            }
        }

        return status;
    }

    private void Rely(OcspSingle single, Certificate certificate)
    {
        var subject = $"OCSP response about '{certificate.CommonName}'";
        reliance.On(new ValidityWindow(subject, single.ThisUpdate, single.NextUpdate, AppraisalReason.NvidiaGpuOcspNotYetValid, AppraisalReason.NvidiaGpuOcspExpired));
        reliance.Issue(new EndorsementIssue($"ocsp {certificate.Serial}", 0, single.ThisUpdate));
        if (single.Status == OcspStatus.Revoked)
            reliance.Object(new Finding(AppraisalReason.NvidiaGpuCertificateRevoked, FindingKind.NotGenuine, $"certificate '{certificate.CommonName}'", "not revoked", "revoked by NVIDIA",
                "Do not use the device."));
    }

    /// <summary>
    /// True when the CA of a certificate signed the response, or a responder that this CA or one above it certified for OCSP (RFC 6960, section 4.2.2.2).
    /// </summary>
    private bool IsAuthentic(OcspResponse response, NvidiaPath path, int index)
    {
        var above = path.Certificates.Skip(index + 1);
        var responder = response.Certificates.Count == 0 ? path.Certificates[index + 1] : FindResponder(response.Certificates[0], above);
        if (responder is not null
            && (response.ResponderName.IsEmpty || response.ResponderName.Span.SequenceEqual(responder.Certificate.Subject.Span))
            && IsSigned(response, responder))
        {
            return true;
        }

        reliance.Object(new Finding(AppraisalReason.NvidiaGpuOcspSignatureInvalid, FindingKind.NotGenuine,
            $"OCSP response about '{path.Certificates[index].Certificate.CommonName}'", "signed by the certificate's CA, or by a responder that it or a CA above it certified", "signed by another key",
            "The response was changed or is forged."));
        return false;
    }

    private VerifiedCertificate? FindResponder(ReadOnlyMemory<byte> der, IEnumerable<VerifiedCertificate> above)
    {
        if (Certificate.TryParse(der, NvidiaRoots.Responders) is not { } certificate) return null;
        foreach (var ca in above)
        {
            if (certificate.Key.IsSame(ca.Certificate.Key)) return ca;
            if (!certificate.NamesAsIssuer(ca.Certificate) || !MaySign(certificate) || memory.Certificates.Verify(certificate, ca) is not { } responder) continue;
            reliance.On(NvidiaPath.WindowOf(certificate));
            return responder;
        }

        return null;
    }

    private static bool MaySign(Certificate responder)
    {
        if (responder.IsCa || !responder.KeyUsage.HasFlag(KeyUsages.DigitalSignature) || responder.Extensions.Find(X509Ids.ExtendedKeyUsage) is not { } reader) return false;
        try
        {
            for (var purposes = reader.ReadSequence(); purposes.HasData;)
                if (purposes.ReadObjectIdentifier() == X509Ids.OcspSigning) return true;
        }
        catch (AsnContentException)
        {
            // A purpose that cannot be read is none.
        }

        return false;
    }

    private bool IsSigned(OcspResponse response, VerifiedCertificate responder)
    {
        if (memory.Responders.TryGet(response.Bytes.Span, out var known) && known.Key.IsSame(responder.Certificate.Key)) return true;
        if (!response.Signed.IsSignedBy(responder.Key)) return false;
        memory.Responders.Set(response.Bytes.Span, responder.Certificate);
        return true;
    }
}
