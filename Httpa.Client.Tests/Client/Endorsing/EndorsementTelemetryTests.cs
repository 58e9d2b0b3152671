using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>What can be watched of fetching and caching.</summary>
[NonParallelizable]
internal sealed class EndorsementTelemetryTests : VendorFixture
{
    [Test]
    public async Task Each_fetch_has_a_span_that_names_the_host()
    {
        var hosts = new ConcurrentQueue<object?>();
        using var mine = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Httpa.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId == mine.TraceId && span.OperationName == "httpa.endorsements.fetch") hosts.Enqueue(span.GetTagItem("server.address"));
            },
        };
        ActivitySource.AddActivityListener(listener);
        await FindAsync(Source());
        Assert.That(hosts, Has.Count.EqualTo(4).And.All.EqualTo("127.0.0.1"));
    }

    [Test]
    public async Task Reads_of_the_cache_and_fetches_are_counted()
    {
        var reads = new ConcurrentQueue<object?>();
        var outcomes = new ConcurrentQueue<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name is "httpa.endorsements.cache" or "httpa.endorsements.fetch.duration") l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reads.Enqueue(Tag(tags, "httpa.cache.result")));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => outcomes.Enqueue(Tag(tags, "httpa.fetch.outcome")));
        listener.Start();
        var source = Source();
        await FindAsync(source);
        await FindAsync(source);
        Assert.Multiple(() =>
        {
            Assert.That(reads.Count(r => r is "miss"), Is.GreaterThanOrEqualTo(4));
            Assert.That(reads.Count(r => r is "hit"), Is.GreaterThanOrEqualTo(4));
            Assert.That(outcomes.Count(o => o is "200"), Is.GreaterThanOrEqualTo(4));
        });

        static object? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name) => tags.ToArray().FirstOrDefault(t => t.Key == name).Value;
    }

    [Test]
    public async Task Nothing_that_is_logged_names_the_platform()
    {
        using var logs = new CapturedLogs();
        var source = Source(logs: logs);
        await FindAsync(source);
        Vendor.Interfere = context =>
        {
            context.Response.StatusCode = 404;
            return Task.FromResult(true);
        };
        Time.Advance(TimeSpan.FromDays(31));
        await FindAsync(source);
        Assert.That(logs.Events, Has.Some.EqualTo("EndorsementUnknown").And.Some.EqualTo("EndorsementFetched"));
        Assert.That(logs.Texts, Has.None.Contains(Platform.Settings.Fmspc.ToString()));
    }
}
