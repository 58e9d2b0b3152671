using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;
using StackExchange.Redis;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>A fleet over a real Redis.</summary>
internal sealed class RedisTests : VendorFixture
{
    [Test]
    public async Task One_process_fetches_for_all_and_entries_go_before_their_documents_end(CancellationToken cancellationToken)
    {
        await using var redis = await RedisServer.StartAsync(cancellationToken);
        using (var one = redis.CreateCache()) await FindAsync(Source(shared: one));
        using var other = redis.CreateCache();
        Assert.That((await JudgeAsync(await FindAsync(Source(shared: other)))).IsAccepted);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4));

        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port}");
        var keys = connection.GetServers()[0].Keys().ToList();
        Assert.That(keys, Has.Count.EqualTo(4));
        foreach (var key in keys)
            Assert.That(await connection.GetDatabase().KeyTimeToLiveAsync(key), Is.EqualTo(TimeSpan.FromDays(30)).Within(TimeSpan.FromMinutes(10)).And.LessThan(TimeSpan.FromDays(30)));
    }

    [Test]
    public async Task Forged_entries_in_Redis_are_replaced(CancellationToken cancellationToken)
    {
        await using var redis = await RedisServer.StartAsync(cancellationToken);
        using var cache = redis.CreateCache();
        using (var forger = new SimulatedSgx(timeProvider: Time))
        {
            Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, forger.Endorsements);
            await FindAsync(Source(shared: cache));
        }

        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Platform.Endorsements);
        var source = Source(shared: cache);
        var forged = await FindAsync(source);
        Assert.That((await JudgeAsync(forged)).IsAccepted, Is.False);
        Assert.That((await JudgeAsync(await source.RenewAsync(await EvidenceAsync(), forged, cancellationToken))).IsAccepted);
        Assert.That((await JudgeAsync(await FindAsync(Source(shared: cache)))).IsAccepted);
    }

    [Test]
    public async Task A_Redis_that_dies_costs_requests_and_nothing_else(CancellationToken cancellationToken)
    {
        await using var redis = await RedisServer.StartAsync(cancellationToken);
        using var cache = redis.CreateCache();
        var source = Source(shared: cache);
        await FindAsync(source);
        redis.Kill();
        Assert.That(IsAtOnce(source, await EvidenceAsync()), "what is in memory serves on");
        Assert.That((await JudgeAsync(await FindAsync(Source(shared: cache)))).IsAccepted);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(8));
    }
}
