using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A root of its own, and under it what Intel has under its root: a PCK CA, a TCB signing certificate and one platform's PCK certificate
/// (Intel, "SGX PCK Certificate and CRL Profile Specification"). The names are Intel's; only the root key tells them apart, as it should.
/// </summary>
internal sealed class SimulatedIntelPki : IDisposable
{
    public const string RootName = "Intel SGX Root CA";
    public const string PlatformCaName = "Intel SGX PCK Platform CA";
    public const string ProcessorCaName = "Intel SGX PCK Processor CA";
    public const string TcbSigningName = "Intel SGX TCB Signing";
    public const string PckName = "Intel SGX PCK Certificate";

    private static readonly byte[] ForeignSerial = [.. Enumerable.Repeat((byte)0x5a, 20)];
    private readonly SimulatedSgxSettings _settings;

    public SimulatedIntelPki(SimulatedSgxSettings settings, DateTimeOffset time)
    {
        _settings = settings;
        var caUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        Root = new()
        {
            CommonName = RootName, IssuerCommonName = RootName, Key = RootKey, IssuerKey = RootKey, IsCa = true, PathLength = 1, KeyUsage = caUsage,
            NotBefore = time.AddYears(-5), NotAfter = time.AddYears(25),
        };
        PckCa = new()
        {
            CommonName = PckCaName, IssuerCommonName = RootName, Key = PckCaKey, IssuerKey = RootKey, IsCa = true, PathLength = 0, KeyUsage = caUsage,
            NotBefore = time.AddYears(-5), NotAfter = time.AddYears(10),
        };
        TcbSigning = new()
        {
            CommonName = TcbSigningName, IssuerCommonName = RootName, Key = TcbSigningKey, IssuerKey = RootKey,
            NotBefore = time.AddYears(-1), NotAfter = time.AddYears(6),
        };
        Pck = new()
        {
            CommonName = PckName, IssuerCommonName = PckCaName, Key = PckKey, IssuerKey = PckCaKey, Extra = [PckExtension.Encode()],
            NotBefore = time.AddYears(-1), NotAfter = time.AddYears(6),
        };
    }

    public ECDsa RootKey { get; } = NewKey();

    public ECDsa PckCaKey { get; } = NewKey();

    public ECDsa TcbSigningKey { get; } = NewKey();

    public ECDsa PckKey { get; } = NewKey();

    public SimulatedCertificate Root { get; }

    public SimulatedCertificate PckCa { get; }

    public SimulatedCertificate TcbSigning { get; }

    public SimulatedCertificate Pck { get; }

    public string PckCaName => _settings.UsesProcessorCa ? ProcessorCaName : PlatformCaName;

    public SimulatedPckExtension PckExtension => new()
    {
        Ppid = _settings.Ppid.Bytes,
        Components = _settings.TcbComponents,
        PceSvn = _settings.PceSvn,
        CpuSvn = _settings.TcbComponents.ToArray(),
        PceId = _settings.PceId.Bytes,
        Fmspc = _settings.Fmspc.Bytes,
        IsPlatform = !_settings.UsesProcessorCa,
    };

    /// <summary>The PCK CA's revocation list.</summary>
    public SimulatedRevocationList PckCrl(DateTimeOffset time) => new()
    {
        IssuerCommonName = PckCaName,
        IssuerKey = PckCaKey,
        Number = _settings.CrlNumber,
        ThisUpdate = time,
        NextUpdate = time + _settings.EndorsementLifetime,
        Revoked = [ForeignSerial, .. RevokedOf(SimulatedRevocations.Pck, Pck)],
    };

    /// <summary>The root's revocation list.</summary>
    public SimulatedRevocationList RootCaCrl(DateTimeOffset time) => new()
    {
        IssuerCommonName = RootName,
        IssuerKey = RootKey,
        Number = _settings.CrlNumber,
        ThisUpdate = time,
        NextUpdate = time + _settings.EndorsementLifetime,
        Revoked = [.. RevokedOf(SimulatedRevocations.PckCa, PckCa), .. RevokedOf(SimulatedRevocations.TcbSigning, TcbSigning)],
    };

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        RootKey.Dispose();
        PckCaKey.Dispose();
        TcbSigningKey.Dispose();
        PckKey.Dispose();
    }

    private byte[][] RevokedOf(SimulatedRevocations which, SimulatedCertificate certificate) =>
        _settings.Revoked.HasFlag(which) ? [certificate.Serial] : [];
}
