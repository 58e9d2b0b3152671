using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Httpa.TestServer;
using Httpa.Tool;
using Httpa.Tool.Serving;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary><c>httpa serve --to</c>: programs that know nothing of HTTPA reach an attested service.</summary>
[CancelAfter(120_000)]
internal sealed class AttestedProxyTests
{
    private const string Token = "a token of sufficient length";

    private readonly TaskCompletionSource _firstPartRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpaTestServer _server = null!;
    private AttestedProxy _proxy = null!;
    private HttpClient _program = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions
        {
            Map = app =>
            {
                app.MapGet("/parts", async context =>
                {
                    await context.Response.WriteAsync("one");
                    await context.Response.Body.FlushAsync();
                    await _firstPartRead.Task;
                    await context.Response.WriteAsync("two");
                });
                app.MapGet("/fields", context => context.Response.WriteAsJsonAsync(context.Request.Headers.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
                app.MapGet("/elsewhere", () => Results.Redirect("https://elsewhere.invalid/"));
            },
        });
        _proxy = await StartProxyAsync(_server.Policy);
        _program = ClientOf(_proxy);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _program.Dispose();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Bodies_of_any_length_go_there_and_back(CancellationToken cancellationToken)
    {
        var bytes = new byte[3_000_000];
        Random.Shared.NextBytes(bytes);
        using var response = await _program.PostAsync("echo", new ByteArrayContent(bytes), cancellationToken);
        Assert.That(await response.Content.ReadAsByteArrayAsync(cancellationToken), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Answers_come_as_they_are_written(CancellationToken cancellationToken)
    {
        using var response = await _program.GetAsync("parts", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var part = new byte[3];
        await body.ReadExactlyAsync(part, cancellationToken);
        _firstPartRead.SetResult();
        using var rest = new StreamReader(body);
        Assert.That(Encoding.ASCII.GetString(part) + await rest.ReadToEndAsync(cancellationToken), Is.EqualTo("onetwo"));
    }

    [Test]
    public async Task Fields_of_the_connection_stay_here_and_all_others_go_through(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "fields");
        foreach (var (name, value) in new[] { ("Authorization", "Bearer key"), ("X-Mine", "1"), ("X-Hop", "2"), ("Connection", "X-Hop"), ("TE", "trailers"), ("Proxy-Authorization", "Basic eA==") })
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _program.SendAsync(request, cancellationToken);
        var fields = new Dictionary<string, string>((await response.Content.ReadFromJsonAsync<Dictionary<string, string>>(cancellationToken))!, StringComparer.OrdinalIgnoreCase);
        Assert.Multiple(() =>
        {
            Assert.That((fields["Authorization"], fields["X-Mine"]), Is.EqualTo(("Bearer key", "1")));
            Assert.That(fields.Keys, Has.None.AnyOf("X-Hop", "TE", "Proxy-Authorization").IgnoreCase);
            Assert.That(fields["Host"], Is.EqualTo(_server.BaseAddress.Authority));
        });
    }

    [Test]
    public async Task Status_and_redirects_of_the_service_are_handed_on(CancellationToken cancellationToken)
    {
        using var missing = await _program.GetAsync("nothing/here?x=%20y", cancellationToken);
        using var redirect = await _program.GetAsync("elsewhere", cancellationToken);
        Assert.That((missing.StatusCode, missing.Headers.Contains(ProxyRefusal.Field)), Is.EqualTo((HttpStatusCode.NotFound, false)));
        Assert.That((redirect.StatusCode, redirect.Headers.Location?.Host), Is.EqualTo((HttpStatusCode.Redirect, "elsewhere.invalid")));
    }

    [Test]
    public async Task A_service_that_is_not_accepted_gets_nothing_and_the_program_the_reason(CancellationToken cancellationToken)
    {
        await using var proxy = await StartProxyAsync(_server.Platform.CreatePolicyForAnotherBuild());
        using var program = ClientOf(proxy);
        using var response = await program.PostAsync("echo", new StringContent("secret"), cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
            Assert.That(body.GetProperty("error").GetString(), Is.EqualTo("attestation.rejected"));
            Assert.That(body.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()), Is.EqualTo(new[] { AppraisalReason.SgxMrEnclaveMismatch.Code() }));
        });
    }

    [Test]
    public async Task A_token_keeps_others_out(CancellationToken cancellationToken)
    {
        await using var proxy = await StartProxyAsync(_server.Policy, Token);
        using var program = ClientOf(proxy);
        foreach (var (credentials, status) in new[] { (null, 407), ("Bearer wrong", 407), ($"Bearer {Token}", 200) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "hello");
            if (credentials is not null) request.Headers.TryAddWithoutValidation("Proxy-Authorization", credentials);
            using var response = await program.SendAsync(request, cancellationToken);
            Assert.That((int)response.StatusCode, Is.EqualTo(status), credentials);
        }
    }

    [TestCase("GET /hello HTTP/1.1", "Host: rebound.example", 421)]
    [TestCase("GET /hello HTTP/1.1", "Host: 127.0.0.1", 421)]
    [TestCase("GET /hello HTTP/1.1", "Host: {0}\r\nOrigin: https://page.example", 403)]
    [TestCase("GET /hello HTTP/1.1", "Host: {0}\r\nOrigin: null", 403)]
    [TestCase("GET /hello HTTP/1.1", "Host: {0}\r\nSec-Fetch-Site: cross-site", 403)]
    [TestCase("GET /hello HTTP/1.1", "Host: {0}\r\nOrigin: http://{0}\r\nSec-Fetch-Site: same-origin", 200)]
    [TestCase("GET http://{0}/hello HTTP/1.1", "Host: {0}", 400)]
    [TestCase("GET http://other.example/hello HTTP/1.1", "Host: other.example", 421)]
    [TestCase("OPTIONS * HTTP/1.1", "Host: {0}", 400)]
    [TestCase("CONNECT {0} HTTP/1.1", "Host: {0}", 405)]
    [TestCase("TRACE /hello HTTP/1.1", "Host: {0}", 405)]
    [TestCase("GET /hello HTTP/1.1", "Host: {0}\r\nConnection: Upgrade\r\nUpgrade: websocket", 501)]
    public async Task Lets_only_requests_pass_that_mean_it(string line, string fields, int status)
    {
        var host = $"127.0.0.1:{_proxy.Port}";
        var answer = await SendRawAsync(_proxy.Port, $"{line}\r\n{fields}\r\n".Replace("{0}", host, StringComparison.Ordinal));
        Assert.That(answer, Does.StartWith($"HTTP/1.1 {status} "), answer);
    }

    [Test]
    public async Task Listens_on_this_machine_alone_until_it_is_told_to_end(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("httpa-proxy-").FullName;
        var (policy, certificate) = (Path.Combine(folder, "policy.json"), Path.Combine(folder, "certificate.pem"));
        await File.WriteAllBytesAsync(policy, _server.Policy.ToJson(), cancellationToken);
        await File.WriteAllTextAsync(certificate, _server.TlsCertificate.ExportCertificatePem(), cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var output = new WatchedWriter("Ctrl-C");
        await using var error = new StringWriter();
        string[] arguments = ["serve", "--to", _server.BaseAddress.ToString(), "--policy", policy, "--certificate", certificate, "--port", "0"];
        var serving = ToolApplication.RunAsync(arguments, new Terminal(output, error, Stream.Null), stop.Token);
        await output.Seen.WaitAsync(cancellationToken);

        var address = Regex.Match(output.ToString(), "http://127\\.0\\.0\\.1:[0-9]+").Value;
        using var program = new HttpClient();
        Assert.That(await program.GetStringAsync(new Uri($"{address}/hello"), cancellationToken), Is.EqualTo("Hello from inside the enclave."));
        await stop.CancelAsync();
        Assert.That(await serving.WaitAsync(cancellationToken), Is.EqualTo(ExitCode.Accepted), error.ToString());
        Directory.Delete(folder, recursive: true);
    }

    [TestCase("--to", "https://localhost/")]
    [TestCase("--to", "http://localhost/", "--policy", "x")]
    [TestCase("--to", "https://localhost/path", "--policy", "x")]
    [TestCase("--to", "https://localhost/", "--policy", "no/such/file.json")]
    public async Task What_cannot_be_used_is_bad_input(params string[] options) => Assert.That((await ToolRun.Of(["serve", .. options])).ExitCode, Is.EqualTo(ExitCode.BadInput));

    private Task<AttestedProxy> StartProxyAsync(AttestationPolicy policy, string? token = null) => AttestedProxy.StartAsync(
        _server.BaseAddress, new HttpaHandler(new HttpaOptions { Policy = policy, MaxRedirects = 0 }, _server.CreateTransport()), 0, token, new Terminal(TextWriter.Null, TextWriter.Null, Stream.Null));

    private static HttpClient ClientOf(AttestedProxy proxy) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{proxy.Port}/") };

    private static async Task<string> SendRawAsync(int port, string head)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n"));
        var answer = new byte[4096];
        return Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer));
    }
}
