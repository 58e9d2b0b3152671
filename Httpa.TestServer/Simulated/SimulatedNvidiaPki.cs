using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// The keys and certificates of a simulated NVIDIA device: its own roots, the path to its attestation key, the path to the key that signs manifests, and the OCSP
/// responders of both.
/// </summary>
internal sealed class SimulatedNvidiaPki : IDisposable
{
    private const string RootName = "Simulated NVIDIA Device Identity CA";
    private const string RimRootName = "Simulated NVIDIA CoRIM signing Root CA";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    public SimulatedNvidiaPki(SimulatedNvidiaGpuSettings settings, DateTimeOffset issued)
    {
        Root = Certificate(RootName, RootKey, RootName, RootKey, issued);
        Identity = Certificate($"NVIDIA {settings.Chip} Identity", IdentityKey, RootName, RootKey, issued);
        Provisioner = Certificate($"NVIDIA {settings.Chip} Provisioner ICA 1", ProvisionerKey, Identity.CommonName, IdentityKey, issued);
        Device = Certificate($"{settings.Chip} A01 GSP BROM", DeviceKey, Provisioner.CommonName, ProvisionerKey, issued) with { KeyUsage = X509KeyUsageFlags.KeyCertSign };
        Leaf = Certificate($"{settings.Chip} A01 GSP FMC LF", AttestationKey, Device.CommonName, DeviceKey, issued) with
        {
            IsCa = false,
            KeyUsage = X509KeyUsageFlags.DigitalSignature,
            Extra = [CompositeDeviceId(settings.FirmwareId.Bytes.ToArray())],
        };
        RimRoot = Certificate(RimRootName, RimRootKey, RimRootName, RimRootKey, issued);
        RimCa = Certificate($"NVIDIA Reference Value {settings.Chip} CA", RimCaKey, RimRootName, RimRootKey, issued);
        RimSigner = Certificate("RIM L4 Signer", RimSignerKey, RimCa.CommonName, RimCaKey, issued) with { IsCa = false, KeyUsage = X509KeyUsageFlags.DigitalSignature };
        Responder = ResponderOf(RootName, RootKey, ResponderKey, issued);
        RimResponder = ResponderOf(RimRootName, RimRootKey, RimResponderKey, issued);
    }

    public ECDsa RootKey { get; } = NewKey();

    public ECDsa IdentityKey { get; } = NewKey();

    public ECDsa ProvisionerKey { get; } = NewKey();

    /// <summary>The key that was made with the device.</summary>
    public ECDsa DeviceKey { get; } = NewKey();

    /// <summary>The key that signs reports.</summary>
    public ECDsa AttestationKey { get; } = NewKey();

    public ECDsa RimRootKey { get; } = NewKey();

    public ECDsa RimCaKey { get; } = NewKey();

    /// <summary>The key that signs manifests.</summary>
    public ECDsa RimSignerKey { get; } = NewKey();

    public ECDsa ResponderKey { get; } = NewKey();

    public ECDsa RimResponderKey { get; } = NewKey();

    public SimulatedNvidiaCertificate Root { get; }

    public SimulatedNvidiaCertificate Identity { get; }

    public SimulatedNvidiaCertificate Provisioner { get; }

    public SimulatedNvidiaCertificate Device { get; }

    public SimulatedNvidiaCertificate Leaf { get; }

    public SimulatedNvidiaCertificate RimRoot { get; }

    public SimulatedNvidiaCertificate RimCa { get; }

    public SimulatedNvidiaCertificate RimSigner { get; }

    /// <summary>The OCSP responder of the device's certificates.</summary>
    public SimulatedNvidiaCertificate Responder { get; }

    /// <summary>The OCSP responder of the manifests' certificates.</summary>
    public SimulatedNvidiaCertificate RimResponder { get; }

    /// <summary>The path from the key of manifests to its root.</summary>
    public IReadOnlyList<SimulatedNvidiaCertificate> RimChain => [RimSigner, RimCa, RimRoot];

    /// <summary>The path from the attestation key to the root.</summary>
    public IReadOnlyList<SimulatedNvidiaCertificate> Chain => [Leaf, Device, Provisioner, Identity, Root];

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP384);

    /// <summary>A certificate that is valid from a day before its issue for ten years.</summary>
    public static SimulatedNvidiaCertificate Certificate(string name, ECDsa key, string issuer, ECDsa issuerKey, DateTimeOffset issued) => new()
    {
        CommonName = name,
        IssuerCommonName = issuer,
        Key = key,
        IssuerKey = issuerKey,
        NotBefore = issued.AddDays(-1),
        NotAfter = issued.AddYears(10),
    };

    /// <summary>The extension of a Hopper's leaf (TCG DICE, 2.23.133.5.4.1): version, the device's key, the firmware's hash.</summary>
    public X509Extension CompositeDeviceId(byte[] firmwareId)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteEncodedValue(DeviceKey.ExportSubjectPublicKeyInfo());
            WriteHash(writer, firmwareId);
        }

        return new X509Extension("2.23.133.5.4.1", writer.Encode(), critical: false);
    }

    /// <summary>The extension of a Blackwell's leaf (TCG DICE, 2.23.133.5.4.1.1): of DiceTcbInfo the vendor and the hashes, the firmware's first.</summary>
    public static X509Extension TcbInfo(params IEnumerable<byte[]> hashes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, "NVIDIA", new Asn1Tag(TagClass.ContextSpecific, 0));
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 6)))
            {
                foreach (var hash in hashes) WriteHash(writer, hash);
            }
        }

        return new X509Extension("2.23.133.5.4.1.1", writer.Encode(), critical: false);
    }

    public void Dispose()
    {
        ECDsa[] keys =
        [
            RootKey, IdentityKey, ProvisionerKey, DeviceKey, AttestationKey, RimRootKey, RimCaKey, RimSignerKey, ResponderKey, RimResponderKey,
        ];
        foreach (var key in keys) key.Dispose();
    }

    private static SimulatedNvidiaCertificate ResponderOf(string caName, ECDsa caKey, ECDsa key, DateTimeOffset issued) =>
        Certificate("Simulated NVIDIA OCSP responder", key, caName, caKey, issued) with
        {
            IsCa = false,
            KeyUsage = X509KeyUsageFlags.DigitalSignature,
            Extra = [new X509EnhancedKeyUsageExtension([new Oid(OcspSigning)], critical: false)],
        };

    private static void WriteHash(AsnWriter writer, byte[] hash)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.2"); // SHA-384
            writer.WriteOctetString(hash);
        }
    }
}
