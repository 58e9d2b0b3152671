using System.Security.Cryptography;

namespace Httpa.Benchmarks.Verification;

/// <summary>The bare primitives that judging an SNP report cannot do without: what they cost with .NET alone.</summary>
internal sealed class AmdFloor : IDisposable
{
    private readonly byte[] _message = RandomNumberGenerator.GetBytes(0x2a0); // a report's signed part
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly RSA _ca = RSA.Create(4096);
    private readonly byte[] _signature;
    private readonly byte[] _caSignature;
    private readonly ECParameters _point;
    private readonly byte[] _caKey;

    public AmdFloor()
    {
        _signature = _key.SignData(_message, HashAlgorithmName.SHA384);
        _caSignature = _ca.SignData(_message, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        _point = _key.ExportParameters(includePrivateParameters: false);
        _caKey = _ca.ExportRSAPublicKey();
    }

    /// <summary>Checks one signature of P-384 with a key that is kept.</summary>
    public void Verify() => Require(_key.VerifyData(_message, _signature, HashAlgorithmName.SHA384));

    /// <summary>The same after importing the key, and checking the certificate that it stands in.</summary>
    public void NewChip()
    {
        Require(_ca.VerifyData(_message, _caSignature, HashAlgorithmName.SHA384, RSASignaturePadding.Pss));
        using var key = ECDsa.Create(_point);
        Require(key.VerifyData(_message, _signature, HashAlgorithmName.SHA384));
    }

    /// <summary>The same after importing the keys of root and CA, and checking the CA's certificate.</summary>
    public void Cold()
    {
        for (var i = 0; i < 2; i++)
        {
            using var ca = RSA.Create();
            ca.ImportRSAPublicKey(_caKey, out _);
            Require(ca.VerifyData(_message, _caSignature, HashAlgorithmName.SHA384, RSASignaturePadding.Pss));
        }

        using var key = ECDsa.Create(_point);
        Require(key.VerifyData(_message, _signature, HashAlgorithmName.SHA384));
    }

    public void Dispose()
    {
        _key.Dispose();
        _ca.Dispose();
    }

    private static void Require(bool holds)
    {
        if (!holds) throw new CryptographicException("The floor's own signature does not hold.");
    }
}
