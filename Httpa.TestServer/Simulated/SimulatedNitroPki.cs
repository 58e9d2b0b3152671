using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A root of its own, and under it what AWS has under its root: certificates of a region (20 days), a zone (6 days), an instance (a day) and an enclave. The names are
/// AWS'; only the root key tells them apart, as it should. Each certificate is renewed when it would end before the enclave's.
/// </summary>
internal sealed class SimulatedNitroPki : IDisposable
{
    private const string Suffix = "aws.nitro-enclaves";

    private readonly SimulatedNitroSettings _settings;
    private readonly ECDsa _regionKey = NewKey();
    private readonly ECDsa _zoneKey = NewKey();
    private readonly ECDsa _instanceKey = NewKey();

    public SimulatedNitroPki(SimulatedNitroSettings settings, DateTimeOffset time)
    {
        _settings = settings;
        Root = new()
        {
            CommonName = Suffix, IssuerCommonName = Suffix, Key = RootKey, IssuerKey = RootKey, NotBefore = time.AddYears(-5), NotAfter = time.AddYears(25),
        };
        Region = CertifyRegion(time);
        Zone = CertifyZone(time);
        Instance = CertifyInstance(time);
        Enclave = CertifyEnclave(time);
    }

    public ECDsa RootKey { get; } = NewKey();

    public ECDsa EnclaveKey { get; } = NewKey();

    public SimulatedNitroCertificate Root { get; }

    public SimulatedNitroCertificate Region { get; private set; }

    public SimulatedNitroCertificate Zone { get; private set; }

    public SimulatedNitroCertificate Instance { get; private set; }

    public SimulatedNitroCertificate Enclave { get; private set; }

    /// <summary>The instance's part of the enclave's name.</summary>
    private string InstanceId => _settings.ModuleId.Split("-enc")[0];

    /// <summary>Issues a new certificate of the enclave, and of those above it that it would outlive.</summary>
    public void Renew(DateTimeOffset time)
    {
        var end = time + _settings.CertificateLifetime;
        if (Region.NotAfter < end) Region = CertifyRegion(time);
        if (Zone.NotAfter < end) Zone = CertifyZone(time);
        if (Instance.NotAfter < end) Instance = CertifyInstance(time);
        Enclave = CertifyEnclave(time);
    }

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public void Dispose()
    {
        RootKey.Dispose();
        _regionKey.Dispose();
        _zoneKey.Dispose();
        _instanceKey.Dispose();
        EnclaveKey.Dispose();
    }

    private SimulatedNitroCertificate CertifyRegion(DateTimeOffset time) => new()
    {
        CommonName = $"053494d000000001.{_settings.Region}.{Suffix}", IssuerCommonName = Root.CommonName, Key = _regionKey, IssuerKey = RootKey, PathLength = 2,
        NotBefore = time, NotAfter = time.AddDays(20),
    };

    private SimulatedNitroCertificate CertifyZone(DateTimeOffset time) => new()
    {
        CommonName = $"053494d000000002.zonal.{_settings.Region}.{Suffix}", IssuerCommonName = Region.CommonName, Key = _zoneKey, IssuerKey = _regionKey, PathLength = 1,
        NotBefore = time, NotAfter = time.AddDays(6),
    };

    private SimulatedNitroCertificate CertifyInstance(DateTimeOffset time) => new()
    {
        CommonName = $"{InstanceId}.{_settings.Region}.{Suffix}", IssuerCommonName = Zone.CommonName, Key = _instanceKey, IssuerKey = _zoneKey, PathLength = 0,
        KeyUsage = X509KeyUsageFlags.KeyCertSign, NotBefore = time, NotAfter = time.AddDays(1),
    };

    private SimulatedNitroCertificate CertifyEnclave(DateTimeOffset time) => new()
    {
        CommonName = $"{_settings.ModuleId}.{_settings.Region}.aws", IssuerCommonName = Instance.CommonName, Key = EnclaveKey, IssuerKey = _instanceKey, IsCa = false,
        KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, NotBefore = time, NotAfter = time + _settings.CertificateLifetime,
    };
}
