using System.Security.Cryptography;

namespace Httpa.Benchmarks.Verification;

/// <summary>The bare primitives that a verification cannot do without: what a signature check and a key import cost with .NET alone.</summary>
internal sealed class P256Floor : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _message = RandomNumberGenerator.GetBytes(432); // a quote's signed part
    private readonly byte[] _signature;
    private readonly ECParameters _point;

    public P256Floor()
    {
        _signature = _key.SignData(_message, HashAlgorithmName.SHA256);
        _point = _key.ExportParameters(includePrivateParameters: false);
    }

    /// <summary>Checks as many signatures with a key that is kept, and imports as many keys from their points.</summary>
    public void Run(int verifies, int imports)
    {
        for (var i = 0; i < imports; i++) ECDsa.Create(_point).Dispose();
        for (var i = 0; i < verifies; i++)
            if (!_key.VerifyData(_message, _signature, HashAlgorithmName.SHA256)) throw new CryptographicException("The floor's own signature does not hold.");
    }

    public void Dispose() => _key.Dispose();
}
