using System.Collections.Concurrent;
using System.Text;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Microsoft.AspNetCore.Builder;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd.Nginx;

/// <summary>Two replicas of one service behind nginx, which tells their sessions by the first characters of <c>Attest-Session-ID</c>.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class NginxFleetTests : NginxFixture
{
    private readonly ConcurrentDictionary<string, HttpaTestServer> _replicas = new();
    private readonly SimulatedSgx _platform = new();

    protected override string Block => "Fleet";

    [OneTimeTearDown]
    public void StopPlatform() => _platform.Dispose();

    [Test]
    [Order(1)]
    public async Task A_session_stays_with_the_replica_that_attested()
    {
        var answered = new HashSet<string>();
        for (var i = 0; i < 4; i++) // new clients are dealt out in turn
        {
            var client = Client(Options);
            var replicas = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync("/replica")));
            Assert.That(replicas.Distinct().Count(), Is.EqualTo(1));
            answered.Add(replicas[0]);
        }

        Assert.That(answered, Is.EquivalentTo(new[] { "r01", "r02" }));
    }

    [Test]
    [Order(2)]
    public async Task A_session_whose_replica_is_gone_moves_to_another_one()
    {
        var client = Client(Options);
        var first = await client.GetStringAsync("/replica");
        Assert.That(_replicas.TryRemove(first, out var gone));
        await gone!.DisposeAsync();
        Assert.That(await client.GetStringAsync("/replica"), Is.Not.EqualTo(first));
    }

    protected override IEnumerable<(string, HttpaTestServerOptions)> Services() => [("10.0.0.7:8443", Replica("r01")), ("10.0.0.8:8443", Replica("r02"))];

    protected override void Started(string address, HttpaTestServer server) => _replicas[address == "10.0.0.7:8443" ? "r01" : "r02"] = server;

    private HttpaOptions Options => new() { Policy = _platform.CreatePolicy(), SkipPreflight = true }; // so that ATTEST alone is dealt out

    private HttpaTestServerOptions Replica(string name) => new()
    {
        Tee = _platform,
        Configure = options => Behind(options) with { SessionIdPrefix = Encoding.ASCII.GetBytes(name) },
        Map = app => app.MapGet("/replica", () => name),
    };
}
