using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Httpa.Client;
using Httpa.TestServer.OpenHttpa;
using Httpa.Tool.Endorsing;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Httpa.Tool.Services;

/// <summary>The options of every command that talks to a service: where it is, and what is accepted there.</summary>
internal sealed class ServiceOptions
{
    /// <summary>The service's address.</summary>
    public Argument<string> Url { get; } = new("URL") { Description = "The address, such as https://api.example.com/v1/infer." };

    /// <summary>Which evidence is accepted.</summary>
    public Option<string> Policy { get; } = new("--policy") { Description = "The policy that the service must meet (docs/policies.md).", HelpName = "FILE" };

    /// <summary>A certificate beside those that the machine trusts.</summary>
    public Option<string?> Certificate { get; } = new("--certificate")
    {
        Description = "Trust this TLS certificate alone (PEM), such as the one that 'httpa serve' wrote.", HelpName = "FILE",
    };

    /// <summary>Where endorsements come from that the service does not send.</summary>
    public Option<string?> Endorsements { get; } = new("--endorsements") { Description = "The directory with the vendor's signed statements, if the service does not send them.", HelpName = "DIR" };

    /// <summary>Which protocol is spoken, and how.</summary>
    public ProtocolOptions Protocol { get; } = new();

    /// <summary>The options of a handler.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="log">Takes the client's log; null for none.</param>
    public HttpaOptions Read(ParseResult parsed, ILoggerFactory? log = null) => new()
    {
        Protocol = Protocol.Read(parsed),
        OpenHttpa = Protocol.ReadOpenHttpa(parsed),
        LoggerFactory = log ?? NullLoggerFactory.Instance,
        Policy = ReadPolicy(parsed),
        Verifiers = Protocol.AcceptsMockEvidence(parsed) ? MockEvidence.CreateVerifiers() : EvidenceVerifiers.CreateDefault(),
        EndorsementSource = parsed.GetValue(Endorsements) is { } directory ? EndorsementInput.SourceAt(directory) : null,
    };

    /// <summary>The address, found to be one that can be attested; <see cref="CreateTransport"/> knows if it stands for one without TLS.</summary>
    public Uri ReadUrl(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(Url);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && !IsPlain(parsed, url)))
            throw new BadInputException($"'{text}' is no https address.");
        return url.Scheme == Uri.UriSchemeHttps ? url : new UriBuilder(url) { Scheme = Uri.UriSchemeHttps, Port = url.Port }.Uri;
    }

    /// <summary>A transport as <see cref="HttpaHandler"/> asks for.</summary>
    public HttpMessageHandler CreateTransport(ParseResult parsed) =>
        Uri.TryCreate(parsed.GetRequiredValue(Url), UriKind.Absolute, out var url) && IsPlain(parsed, url) ? new PlainHttp(CreateSockets(parsed)) : CreateSockets(parsed);

    private bool IsPlain(ParseResult parsed, Uri url) => url.Scheme == Uri.UriSchemeHttp && Protocol.Read(parsed) == HttpaProtocol.OpenHttpa;

    private AttestationPolicy ReadPolicy(ParseResult parsed) =>
        Protocol.AcceptsMockEvidence(parsed) ? MockEvidence.Policy
        : parsed.GetValue(Policy) is { } path ? PolicyFile.Read(path)
        : throw new BadInputException("--policy is required: the policy that the service must meet.");

    /// <summary>The same for an address that is no argument of the command.</summary>
    public SocketsHttpHandler CreateSockets(ParseResult parsed)
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
