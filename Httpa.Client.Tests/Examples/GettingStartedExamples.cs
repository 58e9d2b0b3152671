using System.Text;
using System.Text.RegularExpressions;
using Httpa.Client.Tests.Architecture;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>What README.md and docs/getting-started.md show.</summary>
public sealed class GettingStartedExamples
{
    [Test, CancelAfter(60_000)]
    public async Task The_first_lines_talk_to_nobody_whose_TLS_certificate_is_not_trusted()
    {
        await using var server = await HttpaTestServer.StartAsync();
        var policyFile = Path.GetTempFileName();
        await File.WriteAllBytesAsync(policyFile, server.Policy.ToJson());
        var failure = Assert.CatchAsync(() => AskAsync(server.BaseAddress.ToString(), policyFile));
        File.Delete(policyFile);
        Assert.That(failure, Is.InstanceOf<HttpRequestException>());
    }

    [Test]
    public void The_policy_of_the_readme_is_one()
    {
        var json = Regex.Match(SourceTree.Read("README.md"), "```json\n(.*?)\n```", RegexOptions.Singleline).Groups[1].Value;
        var policy = AttestationPolicy.Parse(Encoding.UTF8.GetBytes(json));
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.Warnings, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_test_of_ones_own_runs_against_the_test_server()
    {
        #region OwnTest
        await using var server = await HttpaTestServer.StartAsync();
        var options = new HttpaOptions { Policy = server.Policy };
        using var client = new HttpClient(new HttpaHandler(options, server.CreateTransport())) { BaseAddress = server.BaseAddress };

        var greeting = await client.GetStringAsync("/hello");
        #endregion
        Assert.That(greeting, Is.EqualTo("Hello from inside the enclave."));
    }

    [Test, CancelAfter(60_000)]
    public async Task Failures_say_what_to_do()
    {
        await using var server = await HttpaTestServer.StartAsync();
        var options = new HttpaOptions { Policy = server.Policy with { Sgx = SgxPolicy.ForEnclave("another build", new string('7', 64)) } };
        using var client = new HttpClient(new HttpaHandler(options, server.CreateTransport())) { BaseAddress = server.BaseAddress };
        using var log = new StringWriter();
        #region Failures
        try
        {
            using var response = await client.GetAsync("/hello");
        }
        catch (AttestationException e)       // the evidence was rejected and nothing was sent: stop, and look at every finding
        {
            foreach (var finding in e.Result.Findings) log.WriteLine(finding);
        }
        catch (HttpaProtocolException e)     // the peer misbehaves, or somebody tampered: stop
        {
            log.WriteLine($"{e.Reason.Code()}, the service may have acted on it: {e.RequestMayHaveBeenProcessed}");
        }
        catch (HttpaUnavailableException e)  // something is down, so nothing could be proven: try again later
        {
            log.WriteLine($"again in {e.RetryAfter ?? TimeSpan.FromSeconds(30)}");
        }
        #endregion
        Assert.That(log.ToString(), Does.Contain(AppraisalReason.UntrustedRoot.Code()));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_service_of_ones_own_sees_plain_requests()
    {
        const string origin = "https://localhost:8443";
        await using var app = WebApplication.CreateSlimBuilder().Build();
        #region Service
        var platform = new SimulatedSgx();
        app.UseHttpa(new HttpaServerOptions { Tee = platform, Origins = [origin] });
        app.MapPost("/v1/infer", (HttpRequest request) => Results.Stream(request.Body));
        #endregion
        Assert.That(platform.CreatePolicy().Problems, Is.Empty);
    }

    private static async Task<string> AskAsync(string service, string policyFile)
    {
        #region FirstRequest
        var policy = AttestationPolicy.Parse(File.ReadAllBytes(policyFile)); // which builds you accept
        using var client = new HttpClient(new HttpaHandler(policy)) { BaseAddress = new Uri(service) };

        // The first request proves the service first; if that fails it throws, and nothing was sent.
        using var response = await client.PostAsync("/v1/infer", new StringContent("something private"));
        var answer = await response.Content.ReadAsStringAsync();

        var verdict = response.GetAttestation()!; // who answered
        Console.WriteLine($"{(verdict.Claims as SgxClaims)?.MrEnclave}, accepted by '{verdict.PolicyName}' until {verdict.Expires}");
        #endregion
        return answer;
    }
}
