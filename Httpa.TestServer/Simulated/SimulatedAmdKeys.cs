using System.Security.Cryptography;

namespace Httpa.TestServer.Simulated;

/// <summary>The keys of a simulated AMD: of its root (ARK), of a CA (ASK or ASVK) and of one chip or provider.</summary>
/// <param name="rsaBits">The length of the keys of CAs. AMD's have 4096 bits, which take seconds to make; nothing but time depends on it.</param>
internal sealed class SimulatedAmdKeys(int rsaBits = 2048) : IDisposable
{
    public RSA Root { get; } = RSA.Create(rsaBits);

    public RSA Ca { get; } = RSA.Create(rsaBits);

    public ECDsa Leaf { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public void Dispose()
    {
        Root.Dispose();
        Ca.Dispose();
        Leaf.Dispose();
    }
}
