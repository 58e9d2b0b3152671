using Httpa.Client.Endorsing;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>A cache that a fleet shares, and what happens when somebody else writes into it.</summary>
internal sealed class SharedCacheTests : VendorFixture
{
    private readonly FakeSharedCache _shared = new();

    [Test]
    public async Task One_process_fetches_for_all()
    {
        await FindAsync(Source(shared: _shared));
        Assert.That((await JudgeAsync(await FindAsync(Source(shared: _shared)))).IsAccepted);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task One_process_renews_for_all()
    {
        using var logs = new CapturedLogs();
        var (one, other) = (Source(shared: _shared, logs: logs), Source(shared: _shared));
        await FindAsync(one);
        await FindAsync(other);
        Time.Advance(TimeSpan.FromHours(25));
        var renewed = logs.Next("EndorsementFetched", 4);
        await FindAsync(one);
        await renewed;
        // The other has old copies in its own memory; before it asks the vendor, it looks at what the fleet has.
        for (var i = 0; i < 3; i++) await FindAsync(other);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(8));
    }

    [Test]
    public async Task Entries_go_before_their_documents_end_and_their_keys_name_no_machine()
    {
        await FindAsync(Source(shared: _shared));
        Assert.Multiple(() =>
        {
            Assert.That(_shared.Lifetimes.Values, Has.Count.EqualTo(4).And.All.EqualTo(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(5)));
            Assert.That(_shared.Entries.Keys, Is.All.Match("^httpa:endorsement:1:[0-9a-f]{64}$"));
        });
    }

    [Test]
    public async Task An_entry_that_is_no_such_document_is_passed_over()
    {
        await FindAsync(Source(shared: _shared));
        var genuine = _shared.Entries.ToArray();
        foreach (var spoil in Spoilers)
        {
            foreach (var (key, entry) in genuine) _shared.Entries[key] = spoil(entry);
            Assert.That((await JudgeAsync(await FindAsync(Source(shared: _shared)))).IsAccepted);
        }

        Assert.That(Vendor.Requests, Has.Count.EqualTo(4 + (4 * Spoilers.Length)));
    }

    [Test]
    public async Task A_forged_entry_is_found_out_by_the_verifier_and_fetched_anew()
    {
        await ForgeAsync();
        var source = Source(shared: _shared);
        var forged = await FindAsync(source);
        Assert.That((await JudgeAsync(forged)).Findings.Select(f => f.Reason), Has.Some.EqualTo(AppraisalReason.UntrustedRoot));
        Assert.That(Vendor.Requests, Is.Empty);

        Assert.That((await JudgeAsync(await source.RenewAsync(await EvidenceAsync(), forged, default))).IsAccepted);
        Assert.That((await JudgeAsync(await FindAsync(Source(shared: _shared)))).IsAccepted, "the fleet has the genuine ones again");
    }

    [Test]
    public async Task A_forged_entry_costs_a_request_some_time_and_nothing_else()
    {
        await ForgeAsync();
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = new BareTee(Platform), TimeProvider = Time });
        using var client = new HttpClient(new HttpaHandler(
            new HttpaOptions { Policy = Platform.CreatePolicy(), EndorsementSource = Source(shared: _shared), TimeProvider = Time }, server.CreateTransport()))
        { BaseAddress = server.BaseAddress };
        Assert.That((await client.GetAsync(new Uri("hello", UriKind.Relative))).IsSuccessStatusCode);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task A_forged_entry_that_cannot_be_replaced_is_a_rejection()
    {
        await ForgeAsync();
        Vendor.Interfere = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = new BareTee(Platform), TimeProvider = Time });
        using var client = new HttpClient(new HttpaHandler(
            new HttpaOptions { Policy = Platform.CreatePolicy(), EndorsementSource = Source(shared: _shared), TimeProvider = Time }, server.CreateTransport()))
        { BaseAddress = server.BaseAddress };
        Assert.That(async () => await client.GetAsync(new Uri("hello", UriKind.Relative)), Throws.InstanceOf<AttestationException>());
    }

    [Test]
    public async Task An_entry_from_the_future_is_passed_over()
    {
        using var ahead = new VendorEndorsementSource(new VendorEndorsementOptions
        {
            Intel = IntelService.Pccs(Vendor.Address), SharedCache = _shared, TimeProvider = new ShiftedClock(Time) { Shift = TimeSpan.FromHours(1) },
        });
        await FindAsync(ahead);
        await FindAsync(Source(shared: _shared));
        Assert.That(Vendor.Requests, Has.Count.EqualTo(8));
    }

    [Test]
    public async Task A_cache_that_is_down_costs_requests_and_nothing_else()
    {
        _shared.IsBroken = true;
        Assert.That((await JudgeAsync(await FindAsync(Source(shared: _shared)))).IsAccepted);
        Assert.That((await JudgeAsync(await FindAsync(Source(shared: _shared)))).IsAccepted);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(8));
    }

    private static Func<byte[], byte[]>[] Spoilers { get; } = [_ => [], e => e[..^1], e => [.. e, 0], e => [.. e[..12], .. new byte[e.Length - 12]], e => new byte[e.Length]];

    /// <summary>Puts the documents of another platform with the same names into the cache, in the cache's own form.</summary>
    private async Task ForgeAsync()
    {
        using var forger = new SimulatedSgx(timeProvider: Time);
        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, forger.Endorsements);
        await FindAsync(Source(shared: _shared));
        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Platform.Endorsements);
        Vendor.Requests.Clear();
    }
}
