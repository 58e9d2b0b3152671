using System.Collections.Concurrent;
using System.Diagnostics;
using Httpa.Verifiers;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Diagnostics;

/// <summary>Spans, metrics and logs of a handshake and a request; none tells anything of the application's message.</summary>
internal sealed class TelemetryTests : ClientFixture
{
    [Test]
    public async Task A_handshake_has_its_spans()
    {
        var spans = new ConcurrentQueue<string>();
        using var mine = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Httpa.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId == mine.TraceId) spans.Enqueue(span.OperationName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await Get();
        Assert.That(spans, Is.EqualTo(new[] { "httpa.preflight", "httpa.attest", "httpa.appraise", "httpa.session" }));
    }

    [Test]
    public async Task A_rejection_is_counted_by_its_reason()
    {
        using var verdicts = new MetricCollector<long>(null, "Httpa.Client", "httpa.verdicts");
        Verifier.Objection = new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "a", "b", "c", "d");
        await Catch<AttestationException>(() => Get());
        var rejected = verdicts.GetMeasurementSnapshot().Where(m => Equals(m.Tags["httpa.reason"], "policy.type-not-covered"));
        Assert.That(rejected.Select(m => (m.Value, m.Tags["httpa.verdict"], m.Tags["httpa.tee.type"])), Is.Not.Empty.And.All.EqualTo((1L, (object)"rejected", (object)"sgx")));
    }

    [Test]
    public async Task A_request_is_measured_from_handshake_to_sealed_bytes()
    {
        // Other tests run meanwhile and measure too: what is asserted holds whatever they do.
        using var handshakes = new MetricCollector<double>(null, "Httpa.Client", "httpa.handshake.duration");
        using var sessions = new MetricCollector<int>(null, "Httpa.Client", "httpa.sessions.active");
        using var sealedBytes = new MetricCollector<long>(null, "Httpa.Client", "httpa.sealed.bytes");
        await Post();
        Assert.That(handshakes.GetMeasurementSnapshot().Where(m => m.Tags["error.type"] is null), Is.Not.Empty);
        Assert.That(sessions.GetMeasurementSnapshot().Select(m => m.Value), Has.Some.EqualTo(1));
        Assert.That(sealedBytes.GetMeasurementSnapshot().Sum(m => m.Value), Is.GreaterThanOrEqualTo(Marker.Length));
    }

    [Test]
    public async Task Logs_name_the_handshake_at_information_and_requests_at_debug_and_tell_nothing_private()
    {
        using var logs = new Logs();
        await Post(Client(o =>
        {
            o.LoggerFactory = logs;
            o.Policy = FakeVerifier.Policy with { Sgx = FakeVerifier.Policy.Sgx! with { DangerousAllowDebug = true } };
        }));
        Assert.Multiple(() =>
        {
            Assert.That(logs.Lines.Where(l => l.Level == LogLevel.Warning).Select(l => l.Event), Is.Not.Empty.And.All.EqualTo("DangerousPolicy"));
            Assert.That(logs.Lines.Where(l => l.Level == LogLevel.Information).Select(l => l.Event), Is.EqualTo(new[] { "SessionEstablished" }));
            Assert.That(logs.Lines.Where(l => l.Level == LogLevel.Debug).Select(l => l.Event), Is.EqualTo(new[] { "PreflightPassed", "RequestSealed", "ResponseOpened" }));
            Assert.That(logs.Lines.Select(l => l.Text), Has.None.Contains(Marker));
        });
    }

    private sealed class Logs : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string? Event, string Text)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, eventId.Name, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
