using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Tdx;

namespace Httpa.Client.Tests.Vectors;

/// <summary>The verifiers of quotes, by the folder that the vectors have for them.</summary>
internal static class DcapVerifiers
{
    public static bool Knows(string tee) => tee is "sgx" or "tdx";

    public static IEvidenceVerifier Create(string tee) => tee == "sgx" ? new SgxVerifier() : new TdxVerifier();

    /// <summary>What the endorsements of a quote said; null when they did not hold.</summary>
    public static object? Platform(IEvidenceClaims? claims) => claims is SgxClaims sgx ? sgx.Platform : ((TdxClaims)claims!).Platform;
}
