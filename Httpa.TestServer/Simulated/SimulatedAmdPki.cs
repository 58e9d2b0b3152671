using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Httpa.Verifiers.Snp;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A root of its own, and under it what AMD has under the root of a product line: a CA for one kind of key, and one key's certificate (AMD 57230). The names are AMD's;
/// only the root key tells them apart, as it should.
/// </summary>
internal sealed class SimulatedAmdPki
{
    private static readonly byte[] ForeignSerial = [0x5a, 0x5a];
    private readonly SimulatedSnpSettings _settings;
    private readonly SimulatedAmdKeys _keys;

    public SimulatedAmdPki(SimulatedSnpSettings settings, DateTimeOffset time, SimulatedAmdKeys keys)
    {
        (_settings, _keys) = (settings, keys);
        Root = new()
        {
            CommonName = RootName, IssuerCommonName = RootName, Key = RootKey, IssuerKey = RootKey, IsCa = true, Serial = [0x01, 0x00, 0x00],
            KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, NotBefore = time.AddYears(-5), NotAfter = time.AddYears(20),
        };
        Ca = new()
        {
            CommonName = CaName, IssuerCommonName = RootName, Key = CaKey, IssuerKey = RootKey, IsCa = true, PathLength = 0, Serial = [0x01, 0x00, 0x01],
            KeyUsage = X509KeyUsageFlags.KeyCertSign, NotBefore = time.AddYears(-5), NotAfter = time.AddYears(20),
        };
        Leaf = new()
        {
            CommonName = IsVlek ? "SEV-VLEK" : "SEV-VCEK", IssuerCommonName = CaName, Key = LeafKey, IssuerKey = CaKey, Extra = Extensions.Encode(),
            NotBefore = time.AddDays(-1), NotAfter = time + settings.KeyLifetime,
        };
    }

    public RSA RootKey => _keys.Root;

    public RSA CaKey => _keys.Ca;

    public ECDsa LeafKey => _keys.Leaf;

    public SimulatedAmdCertificate Root { get; }

    public SimulatedAmdCertificate Ca { get; }

    public SimulatedAmdCertificate Leaf { get; }

    public string RootName => $"ARK-{_settings.Product}";

    public string CaName => IsVlek ? $"SEV-VLEK-{_settings.Product}" : $"SEV-{_settings.Product}";

    /// <summary>What the certificate of the signing key says of chip and TCB.</summary>
    public SimulatedKeyExtensions Extensions => new()
    {
        StructVersion = IsTurin ? 1 : 0,
        ProductName = _settings.Product == SnpProduct.Milan && !IsVlek ? "Milan-B0" : _settings.Product.ToString(),
        Components = Components(_settings.ReportedTcb),
        HardwareId = IsVlek ? default(ReadOnlyMemory<byte>?) : _settings.ChipId.Bytes[..(IsTurin ? 8 : 64)],
        CspId = IsVlek ? _settings.CspId : null,
    };

    private bool IsVlek => _settings.SigningKey == SnpSigningKey.Vlek;

    private bool IsTurin => _settings.Product == SnpProduct.Turin;

    /// <summary>The root's revocation list.</summary>
    public SimulatedAmdCrl Crl(DateTimeOffset time) => new()
    {
        IssuerCommonName = RootName,
        IssuerKey = RootKey,
        Number = _settings.CrlNumber,
        ThisUpdate = time,
        NextUpdate = time + _settings.CrlLifetime,
        Revoked =
        [
            ForeignSerial, .. RevokedOf(SimulatedSnpRevocations.Leaf, Leaf), .. RevokedOf(SimulatedSnpRevocations.Ca, Ca), .. RevokedOf(SimulatedSnpRevocations.Root, Root),
        ],
    };

    private Dictionary<int, int> Components(SnpTcb tcb)
    {
        var components = new Dictionary<int, int> { [1] = tcb.Bootloader, [2] = tcb.Tee, [3] = tcb.Snp, [5] = 0, [6] = 0, [7] = 0, [8] = tcb.Microcode };
        components.Add(IsTurin ? 9 : 4, IsTurin ? tcb.Fmc : 0);
        return components;
    }

    private byte[][] RevokedOf(SimulatedSnpRevocations which, SimulatedAmdCertificate certificate) =>
        _settings.Revoked.HasFlag(which) ? [certificate.Serial] : [];
}
