using System.Security.Cryptography;

namespace Httpa.TestServer.Simulated;

/// <summary>The keys of a simulated AMD: of its root (ARK), of a CA (ASK or ASVK) and of one chip or provider.</summary>
internal sealed class SimulatedAmdKeys : IDisposable
{
    /// <summary>AMD's keys of CAs have 4096 bits, which take seconds to make; nothing but time depends on the length.</summary>
    private const int RsaBits = 2048;

    public RSA Root { get; } = NewCaKey();

    public RSA Ca { get; } = NewCaKey();

    public ECDsa Leaf { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public static RSA NewCaKey() => RSA.Create(RsaBits);

    public void Dispose()
    {
        Root.Dispose();
        Ca.Dispose();
        Leaf.Dispose();
    }
}
