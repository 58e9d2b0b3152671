using Httpa.Client.Endorsing;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>How long fetched endorsements serve, in the memory of one process.</summary>
internal sealed class EndorsementCacheTests : VendorFixture
{
    [Test]
    public async Task What_was_fetched_serves_again_and_at_once()
    {
        var source = Source();
        await FindAsync(source);
        Assert.That(IsAtOnce(source, await EvidenceAsync()), "a synchronous request needs this");
        Assert.That((await JudgeAsync(await FindAsync(source))).IsAccepted);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Many_callers_share_one_fetch()
    {
        var source = Source();
        var evidence = await EvidenceAsync();
        var searches = Enumerable.Range(0, 50).Select(_ => Task.Run(() => source.FindAsync(evidence, default).AsTask()));
        foreach (var found in await Task.WhenAll(searches)) Assert.That(found.Names, Has.Count.EqualTo(6));
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Platforms_share_what_is_the_same_for_all()
    {
        var source = Source();
        await FindAsync(source);
        Vendor.Publish(EvidenceType.Sgx, Measurement.Parse("00906ed50000"), Platform.Endorsements);
        await source.FindAsync(EndorsedPlatform.Intel(EvidenceType.Sgx, Measurement.Parse("00906ed50000")), default);
        Assert.That(Vendor.Requests.Skip(4), Is.EqualTo(new[] { "/sgx/certification/v4/tcb?fmspc=00906ed50000&update=standard" }));
    }

    [Test]
    public async Task Nothing_serves_until_its_end_but_to_a_margin_before_it()
    {
        Use(new SimulatedSgxSettings { EndorsementLifetime = TimeSpan.FromHours(2) });
        var source = Source();
        await FindAsync(source);
        Time.Advance(TimeSpan.FromMinutes(115));
        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Platform.Endorsements);
        Vendor.Requests.Clear();
        Assert.That((await JudgeAsync(await FindAsync(source))).IsAccepted);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task What_the_vendor_gives_out_after_its_end_is_not_kept_and_not_accepted()
    {
        Use(new SimulatedSgxSettings { EndorsementLifetime = TimeSpan.FromHours(1), IssuedAt = Time.GetUtcNow() });
        Time.Advance(TimeSpan.FromHours(2));
        var source = Source();
        var result = await JudgeAsync(await FindAsync(source));
        Assert.That(result.Findings.Select(f => f.Reason), Has.Some.EqualTo(AppraisalReason.TcbInfoExpired));
        await FindAsync(source);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(8));
    }

    [TestCase(30, 24)]
    [TestCase(2, 24)]
    [TestCase(1, 12)]
    public async Task Is_renewed_in_the_background_after_a_day_or_half_of_its_life(int daysOfLife, int hours)
    {
        Use(new SimulatedSgxSettings { EndorsementLifetime = TimeSpan.FromDays(daysOfLife) });
        using var logs = new CapturedLogs();
        var source = Source(logs: logs);
        var first = await FindAsync(source);
        Time.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(1));
        await FindAsync(source);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4), "not yet");

        Time.Advance(TimeSpan.FromMinutes(1));
        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Reissue());
        var renewed = logs.Next("EndorsementFetched", 4);
        Assert.That(Text(await FindAsync(source)), Is.EqualTo(Text(first)), "nobody waits for the new one");
        await renewed;
        Assert.That(Text(await FindAsync(source)), Is.Not.EqualTo(Text(first)));
        Assert.That(Vendor.Requests, Has.Count.EqualTo(8));
    }

    [Test]
    public async Task What_cannot_be_renewed_yet_serves_on_and_the_vendor_is_not_pressed()
    {
        using var logs = new CapturedLogs();
        var source = Source(new FetchLimits { Retries = 0 }, logs: logs);
        await FindAsync(source);
        Time.Advance(TimeSpan.FromHours(25));
        Vendor.Interfere = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        var failed = logs.Next("EndorsementRefreshFailed", 4);
        Assert.That((await JudgeAsync(await FindAsync(source))).IsAccepted);
        await failed;
        Assert.That((await JudgeAsync(await FindAsync(source))).IsAccepted);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(8));
    }

    [Test]
    public async Task Warming_fetches_ahead()
    {
        var source = Source();
        var platform = EndorsedPlatform.Intel(EvidenceType.Sgx, Platform.Settings.Fmspc);
        await source.WarmAsync([platform, platform]);
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4));
        Assert.That(IsAtOnce(source, await EvidenceAsync()));
    }

    [Test]
    public async Task Warming_tells_that_a_vendor_is_down_after_trying_every_platform()
    {
        Vendor.Interfere = context =>
        {
            context.Response.StatusCode = context.Request.QueryString.Value!.Contains("00906ed50000", StringComparison.Ordinal) ? 503 : 200;
            return Task.FromResult(context.Response.StatusCode == 503);
        };
        var source = Source();
        await UnavailableAsync(() => source.WarmAsync(
            [EndorsedPlatform.Intel(EvidenceType.Sgx, Measurement.Parse("00906ed50000")), EndorsedPlatform.Intel(EvidenceType.Sgx, Platform.Settings.Fmspc)]));
        Assert.That(IsAtOnce(source, await EvidenceAsync()));
    }

    [Test]
    public async Task Refused_documents_are_fetched_anew_but_not_again_and_again()
    {
        var source = Source();
        var evidence = await EvidenceAsync();
        var first = await source.FindAsync(evidence, default);
        Assert.That(Text(await source.RenewAsync(evidence, first, default)), Is.EqualTo(Text(first)));
        Assert.That(Vendor.Requests, Has.Count.EqualTo(4), "they were fetched a moment ago");

        Time.Advance(TimeSpan.FromMinutes(1));
        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Reissue());
        Assert.That(Text(await source.RenewAsync(evidence, first, default)), Is.Not.EqualTo(Text(first)));
        Assert.That(Vendor.Requests, Has.Count.EqualTo(8));
    }

    private Endorsements Reissue() => new(Platform.Endorsements.Names.Select(name => KeyValuePair.Create<string, ReadOnlyMemory<byte>>(name, name switch
    {
        "tcb_info" => (Platform.TcbInfo with { IssueDate = Time.GetUtcNow(), NextUpdate = Time.GetUtcNow().AddDays(30) }).Sign(Platform.Pki.TcbSigningKey),
        _ => Platform.Endorsements.TryGet(name, out var document) ? document : default,
    })));

    private static string Text(Endorsements endorsements) => endorsements.TryGet("tcb_info", out var content) ? System.Text.Encoding.UTF8.GetString(content.Span) : "";
}
