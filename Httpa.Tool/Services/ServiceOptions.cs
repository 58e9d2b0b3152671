using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Httpa.Client;
using Httpa.Tool.Endorsing;

namespace Httpa.Tool.Services;

/// <summary>The options of every command that talks to a service: where it is, and what is accepted there.</summary>
internal sealed class ServiceOptions
{
    /// <summary>The service's address.</summary>
    public Argument<string> Url { get; } = new("URL") { Description = "The address, such as https://api.example.com/v1/infer." };

    /// <summary>Which evidence is accepted.</summary>
    public Option<string> Policy { get; } = new("--policy") { Description = "The policy that the service must meet (docs/policies.md).", HelpName = "FILE", Required = true };

    /// <summary>A certificate beside those that the machine trusts.</summary>
    public Option<string?> Certificate { get; } = new("--certificate")
    {
        Description = "Trust this TLS certificate alone (PEM), such as the one that 'httpa serve' wrote.", HelpName = "FILE",
    };

    /// <summary>Where endorsements come from that the service does not send.</summary>
    public Option<string?> Endorsements { get; } = new("--endorsements") { Description = "The directory with the vendor's signed statements, if the service does not send them.", HelpName = "DIR" };

    /// <summary>The options of a handler.</summary>
    public HttpaOptions Read(ParseResult parsed) => new()
    {
        Policy = PolicyFile.Read(parsed.GetRequiredValue(Policy)),
        EndorsementSource = parsed.GetValue(Endorsements) is { } directory ? EndorsementInput.SourceAt(directory) : null,
    };

    /// <summary>The address, found to be one that can be attested.</summary>
    public Uri ReadUrl(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(Url);
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps ? url
            : throw new BadInputException($"'{text}' is no https address.");
    }

    /// <summary>A transport as <see cref="HttpaHandler"/> asks for.</summary>
    public SocketsHttpHandler CreateTransport(ParseResult parsed)
    {
        var transport = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null };
        if (parsed.GetValue(Certificate) is { } path)
            transport.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(ReadCertificate(path)) };
        return transport;
    }

    /// <summary>A client as any application has it.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The SDK owns no HttpClient; the tool is an application.")]
    public static HttpClient CreateClient(HttpaOptions options, HttpMessageHandler transport) => new(new HttpaHandler(options, transport)) { Timeout = Timeout.InfiniteTimeSpan };

    private static X509ChainPolicy TrustOnly(X509Certificate2 certificate) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { certificate },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static X509Certificate2 ReadCertificate(string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(System.Text.Encoding.UTF8.GetString(InputFile.Read(path)));
        }
        catch (CryptographicException)
        {
            throw new BadInputException($"'{path}' holds no certificate in PEM.");
        }
    }
}
