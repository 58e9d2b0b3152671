using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>The keys and certificates of a simulated NVIDIA device: its own root, and the path to its attestation key.</summary>
internal sealed class SimulatedNvidiaPki : IDisposable
{
    private const string RootName = "Simulated NVIDIA Device Identity CA";

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
    }

    public ECDsa RootKey { get; } = NewKey();

    public ECDsa IdentityKey { get; } = NewKey();

    public ECDsa ProvisionerKey { get; } = NewKey();

    /// <summary>The key that was made with the device.</summary>
    public ECDsa DeviceKey { get; } = NewKey();

    /// <summary>The key that signs reports.</summary>
    public ECDsa AttestationKey { get; } = NewKey();

    public SimulatedNvidiaCertificate Root { get; }

    public SimulatedNvidiaCertificate Identity { get; }

    public SimulatedNvidiaCertificate Provisioner { get; }

    public SimulatedNvidiaCertificate Device { get; }

    public SimulatedNvidiaCertificate Leaf { get; }

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
        foreach (var key in new[] { RootKey, IdentityKey, ProvisionerKey, DeviceKey, AttestationKey }) key.Dispose();
    }

    private static void WriteHash(AsnWriter writer, byte[] hash)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.2"); // SHA-384
            writer.WriteOctetString(hash);
        }
    }
}
