using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Httpa.Tool;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

[Parallelizable(ParallelScope.All)]
internal sealed class ServeCommandTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("httpa-serve-").FullName;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test, CancelAfter(60_000)]
    public async Task Serves_whoever_takes_its_policy_and_certificate_until_it_is_told_to_end(CancellationToken cancellationToken)
    {
        var (policyFile, certificateFile) = (Path.Combine(_folder, "policy.json"), Path.Combine(_folder, "certificate.pem"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var output = new WatchedWriter("Ctrl-C");
        await using var error = new StringWriter();
        var serving = ToolApplication.RunAsync(["serve", "--port", "0", "--policy-out", policyFile, "--certificate-out", certificateFile], new Terminal(output, error, Stream.Null), stop.Token);
        await output.Seen.WaitAsync(cancellationToken);

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(certificateFile);
        var options = new HttpaOptions { Policy = AttestationPolicy.Parse(await File.ReadAllBytesAsync(policyFile, cancellationToken)) };
        using var client = new HttpClient(new HttpaHandler(options, Trusting(certificate)));
        var address = new Uri(Regex.Match(output.ToString(), @"https://localhost:\d+/").Value);
        using var response = await client.GetAsync(new Uri(address, "hello"), cancellationToken);
        Assert.Multiple(async () =>
        {
            Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Is.EqualTo("Hello from inside the enclave."));
            Assert.That(response.GetAttestation()!.IsAccepted, Is.True);
        });

        await stop.CancelAsync();
        Assert.That(await serving.WaitAsync(cancellationToken), Is.EqualTo(ExitCode.Accepted), error.ToString());
    }

    [TestCase("--port", "70000")]
    [TestCase("--port", "many")]
    [TestCase("--port", "0", "--policy-out", "no/such/folder/policy.json")]
    public async Task What_cannot_be_used_is_bad_input(params string[] options) =>
        Assert.That((await ToolRun.Of(["serve", "--certificate-out", Path.Combine(_folder, "unused.pem"), .. options])).ExitCode, Is.EqualTo(ExitCode.BadInput));

    private static SocketsHttpHandler Trusting(X509Certificate2 certificate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { certificate }, RevocationMode = X509RevocationMode.NoCheck },
        },
    };

    /// <summary>Tells when some words have been written.</summary>
}
