using System.Security.Cryptography;

namespace Httpa.Benchmarks.Verification;

/// <summary>The bare primitives that a verification cannot do without: what a signature check and a key import cost with .NET alone.</summary>
internal sealed class EcdsaFloor : IDisposable
{
    private readonly HashAlgorithmName _hash;
    private readonly ECDsa _key;
    private readonly byte[] _message;
    private readonly byte[] _signature;
    private readonly ECParameters _point;

    private EcdsaFloor(ECCurve curve, HashAlgorithmName hash, int messageLength)
    {
        (_hash, _key, _message) = (hash, ECDsa.Create(curve), RandomNumberGenerator.GetBytes(messageLength));
        _signature = _key.SignData(_message, hash);
        _point = _key.ExportParameters(includePrivateParameters: false);
    }

    /// <summary>P-256 with SHA-256 over as many bytes as a DCAP quote's signed part has.</summary>
    public static EcdsaFloor P256() => new(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, messageLength: 432);

    /// <summary>P-384 with SHA-384.</summary>
    /// <param name="messageLength">The length of what is signed, in bytes.</param>
    public static EcdsaFloor P384(int messageLength) => new(ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, messageLength);

    /// <summary>Checks as many signatures with a key that is kept, and imports as many keys from their points.</summary>
    public void Run(int verifies, int imports)
    {
        for (var i = 0; i < imports; i++) ECDsa.Create(_point).Dispose();
        for (var i = 0; i < verifies; i++)
            if (!_key.VerifyData(_message, _signature, _hash)) throw new CryptographicException("The floor's own signature does not hold.");
    }

    public void Dispose() => _key.Dispose();
}
