using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Httpa.TestServer.Simulated;

/// <summary>What a simulated OCSP responder says.</summary>
internal enum SimulatedOcspStatus
{
    Good,
    Revoked,
    OnHold,
    Unknown,
}

/// <summary>The recipe of an OCSP response about one certificate (RFC 6960). Tests vary it with <c>with</c>.</summary>
internal sealed record SimulatedOcspResponse
{
    private const string Sha384 = "2.16.840.1.101.3.4.2.2";
    private const string EcdsaSha384 = "1.2.840.10045.4.3.3";

    /// <summary>The certificate that it is about.</summary>
    public required SimulatedNvidiaCertificate Certificate { get; init; }

    /// <summary>The certificate of the responder.</summary>
    public required SimulatedNvidiaCertificate Responder { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>When the next response is due; null leaves that open.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    public SimulatedOcspStatus Status { get; init; }

    /// <summary>The key that signs; by default the responder's.</summary>
    public ECDsa Key { get => field ?? Responder.Key; init; }

    /// <summary>Whether the responder's certificate comes along.</summary>
    public bool HasCertificate { get; init; } = true;

    /// <summary>The response in DER.</summary>
    public byte[] Encode()
    {
        var content = Content();
        var basic = new AsnWriter(AsnEncodingRules.DER);
        using (basic.PushSequence())
        {
            basic.WriteEncodedValue(content);
            using (basic.PushSequence()) basic.WriteObjectIdentifier(EcdsaSha384);
            basic.WriteBitString(Key.SignData(content, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence));
            if (HasCertificate)
            {
                using (basic.PushSequence(Tag(0)))
                using (basic.PushSequence()) basic.WriteEncodedValue(Responder.Encode());
            }
        }

        var response = new AsnWriter(AsnEncodingRules.DER);
        using (response.PushSequence())
        {
            response.WriteEncodedValue([0x0a, 0x01, 0x00]); // successful
            using (response.PushSequence(Tag(0)))
            using (response.PushSequence())
            {
                response.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                response.WriteOctetString(basic.Encode());
            }
        }

        return response.Encode();
    }

    private byte[] Content()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Tag(1))) writer.WriteEncodedValue(SimulatedNvidiaCertificate.Name(Responder.CommonName).RawData);
            writer.WriteGeneralizedTime(ThisUpdate, omitFractionalSeconds: true);
            using (writer.PushSequence())
            using (writer.PushSequence()) WriteSingle(writer);
        }

        return writer.Encode();
    }

    private void WriteSingle(AsnWriter writer)
    {
        var issuer = Certificate.IssuerKey.ExportParameters(includePrivateParameters: false).Q;
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) writer.WriteObjectIdentifier(Sha384);
            writer.WriteOctetString(SHA384.HashData(SimulatedNvidiaCertificate.Name(Certificate.IssuerCommonName).RawData));
            writer.WriteOctetString(SHA384.HashData([4, .. issuer.X!, .. issuer.Y!]));
            writer.WriteInteger(Certificate.Serial);
        }

        WriteStatus(writer);
        writer.WriteGeneralizedTime(ThisUpdate, omitFractionalSeconds: true);
        if (NextUpdate is not { } next) return;
        using (writer.PushSequence(Tag(0))) writer.WriteGeneralizedTime(next, omitFractionalSeconds: true);
    }

    private void WriteStatus(AsnWriter writer)
    {
        switch (Status)
        {
            case SimulatedOcspStatus.Good: writer.WriteNull(Tag(0)); break;
            case SimulatedOcspStatus.Unknown: writer.WriteNull(Tag(2)); break;
            default:
                using (writer.PushSequence(Tag(1)))
                {
                    writer.WriteGeneralizedTime(ThisUpdate, omitFractionalSeconds: true);
                    using (writer.PushSequence(Tag(0))) writer.WriteEncodedValue([0x0a, 0x01, (byte)(Status == SimulatedOcspStatus.OnHold ? 6 : 1)]);
                }

                break;
        }
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number, isConstructed: false);
}
