using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Httpa.Verifiers.Pki;

/// <summary>
/// Makes public keys on NIST curves with the OpenSSL 3 that .NET uses on Linux. .NET's own import multiplies the point by the group's order, which costs more than
/// verifying a signature and proves nothing on a curve of prime order: that the point is on the curve and finite, which OpenSSL tests here, is all there is to
/// know (SEC 1, section 3.2.2.1; FIPS 186-5, cofactor 1).
/// </summary>
internal static class OpenSslPoint
{
    private const string Library = "libcrypto.so.3";
    private const long OpenSsl3 = 0x30000000;
    private const long OpenSsl4 = 0x40000000;

    /// <summary>True where this way was tried out with success; elsewhere .NET's import does the same, slower.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsAvailable { get; } = TryOut();

    /// <summary>Imports a key.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="point">x and y, big-endian and of equal length.</param>
    /// <returns>Null when the point is not on the curve.</returns>
    [SupportedOSPlatform("linux")]
    public static ECDsa? TryImport(KeyKind curve, ReadOnlySpan<byte> point)
    {
        byte[] uncompressed = [0x04, .. point];
        var key = EC_KEY_new_by_curve_name(NidOf(curve));
        if (key == 0) throw new CryptographicException("OpenSSL has no memory left.");
        try
        {
            // ECDsaOpenSsl takes a reference of its own.
            if (EC_KEY_oct2key(key, uncompressed, (nuint)uncompressed.Length, 0) == 1) return new ECDsaOpenSsl(key);

            // The complaint would lie on the thread for whoever asks OpenSSL next.
            ERR_clear_error();
            return null;
        }
        finally
        {
            EC_KEY_free(key);
        }
    }

    private static int NidOf(KeyKind curve) => curve switch
    {
        KeyKind.P256 => 415, // NID_X9_62_prime256v1
        KeyKind.P384 => 715, // NID_secp384r1
        KeyKind.P521 => 716, // NID_secp521r1
        _ => throw new ArgumentOutOfRangeException(nameof(curve), curve, "Not a curve."),
    };

    private static bool TryOut()
    {
        // Compiled ahead of time, .NET may carry an OpenSSL of its own, and a key of one library must not meet the other.
        if (!OperatingSystem.IsLinux() || !RuntimeFeature.IsDynamicCodeSupported) return false;
        try
        {
            return SafeEvpPKeyHandle.OpenSslVersion is >= OpenSsl3 and < OpenSsl4 && GivesTheSameAsNet();
        }
        catch (Exception e) when (e is PlatformNotSupportedException or DllNotFoundException or EntryPointNotFoundException or CryptographicException)
        {
            return false;
        }
    }

    [SupportedOSPlatform("linux")]
    private static bool GivesTheSameAsNet()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = signer.ExportParameters(includePrivateParameters: false).Q;
        byte[] point = [.. q.X!, .. q.Y!];
        var hash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        var signature = signer.SignHash(hash);
        using var imported = TryImport(KeyKind.P256, point);
        if (imported is null || !imported.VerifyHash(hash, signature)) return false;
        hash[0] ^= 1;
        point[^1] ^= 1; // the x of a point belongs to two y only
        using var offCurve = TryImport(KeyKind.P256, point);
        return !imported.VerifyHash(hash, signature) && offCurve is null;
    }

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EC_KEY_new_by_curve_name(int curve);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EC_KEY_oct2key(nint key, byte[] point, nuint length, nint context);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EC_KEY_free(nint key);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ERR_clear_error();
}
