using System.Text.RegularExpressions;
using Httpa.Client.Tests.Architecture;
using Httpa.TestServer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>What docs/observability.md shows and lists.</summary>
[CancelAfter(60_000)]
public sealed class ObservabilityExamples
{
    [Test]
    public async Task A_health_check_of_an_origin(CancellationToken cancellationToken)
    {
        await using var server = await HttpaTestServer.StartAsync(cancellationToken: cancellationToken);
        var (services, policy, uri) = (new ServiceCollection(), server.Policy, server.BaseAddress);
        #region HealthCheck
        services.AddHttpClient("inference", c => c.BaseAddress = uri).AddHttpa(policy);
        services.AddHealthChecks()
            .AddHttpa("inference", uri, endsSoon: TimeSpan.FromDays(3), check => check.Tags.Add("ready"));
        #endregion
        services.AddHttpClient("inference").ConfigurePrimaryHttpMessageHandler(server.CreateTransport);
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"), cancellationToken);
        Assert.That(report.Entries.Values.Select(e => e.Status), Is.EqualTo(new[] { HealthStatus.Healthy }));
    }

    [Test]
    public void The_page_lists_every_instrument_span_and_log_event()
    {
        var page = SourceTree.Read("docs/observability.md");
        var client = SourceTree.CSharp.Where(f => f.Project == "Httpa.Client").ToList();
        string[] declared =
        [
            .. Names("""\bCreate(?:Histogram|Counter|UpDownCounter)<\w+>\("(httpa\.[^"]+)"""),
            .. Names("""ClientTelemetry\.Start\("(httpa\.[^"]+)"""),
            .. Names("""EventName = "(\w+)"""),
        ];
        Assert.That(declared, Has.Length.GreaterThan(30));
        Assert.That(declared.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);

        IEnumerable<string> Names(string pattern) => client.SelectMany(f => Regex.Matches(f.Text, pattern)).Select(m => m.Groups[1].Value);
    }
}
