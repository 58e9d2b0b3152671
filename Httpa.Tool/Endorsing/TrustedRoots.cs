using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Httpa.Tool.Endorsing;

/// <summary>Connections whose TLS must end in roots that the user named.</summary>
internal static class TrustedRoots
{
    /// <summary>A transport over these connections; null where no roots are named, for the usual ones.</summary>
    /// <param name="path">A file with certificates in PEM.</param>
    /// <exception cref="BadInputException">There are none in it.</exception>
    public static HttpMessageInvoker? CreateTransport(string? path)
    {
        if (path is null) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(System.Text.Encoding.Latin1.GetString(InputFile.Read(path)));
        }
        catch (CryptographicException e)
        {
            throw new BadInputException($"The certificates in '{path}' cannot be read: {e.Message}");
        }

        if (policy.CustomTrustStore.Count == 0) throw new BadInputException($"There is no certificate in '{path}'. It must hold PEM.");
        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        });
    }
}
