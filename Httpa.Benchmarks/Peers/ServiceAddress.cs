using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Httpa.Client;
using Httpa.TestServer;
using Httpa.Verifiers;

namespace Httpa.Benchmarks.Peers;

/// <summary>What a client needs to know of a service in another process.</summary>
/// <param name="Base">Its address.</param>
/// <param name="Certificate">Its TLS certificate, DER.</param>
/// <param name="Policy">The policy that accepts it, as JSON; null for the plain service.</param>
internal sealed record ServiceAddress(Uri Base, byte[] Certificate, byte[]? Policy)
{
    public static ServiceAddress Parse(string line) => JsonSerializer.Deserialize<ServiceAddress>(line) ?? throw new InvalidDataException("No address.");

    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>A client of the service: the same socket handler under both, with HTTPA above it where there is a policy.</summary>
    /// <param name="version">The HTTP version of every request.</param>
    public HttpClient CreateClient(Version version)
    {
        var transport = PrimaryHandler.Create();
        transport.UseProxy = false;
        transport.SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = TlsCertificates.TrustOnly(X509CertificateLoader.LoadCertificate(Certificate)),
        };
        HttpMessageHandler handler = Policy is null ? transport : new HttpaHandler(new HttpaOptions { Policy = AttestationPolicy.Parse(Policy) }, transport);
        return new HttpClient(handler)
        {
            BaseAddress = Base,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromMinutes(5),
        };
    }
}
