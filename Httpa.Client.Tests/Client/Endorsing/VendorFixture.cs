using Httpa.Client.Endorsing;
using Httpa.Client.Tests.Client;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Sgx;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using Polly.Registry;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>A source over a vendor's service on loopback, on a clock that only tests move; pauses between attempts are over at once and are remembered.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal abstract class VendorFixture
{
    private readonly List<IDisposable> _owned = [];

    protected VendorFixture()
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        Clock = new ImpatientClock(Time);
        Platform = new SimulatedSgx(timeProvider: Time);
    }

    protected FakeTimeProvider Time { get; }

    protected ImpatientClock Clock { get; }

    protected SimulatedSgx Platform { get; private set; }

    protected FakeVendor Vendor { get; private set; } = null!;

    protected virtual bool IsPccs => false;

    [SetUp]
    public async Task StartVendor()
    {
        Vendor = await FakeVendor.StartAsync(IsPccs);
        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Platform.Endorsements);
    }

    [TearDown]
    public async Task StopVendor()
    {
        foreach (var owned in _owned) owned.Dispose();
        Platform.Dispose();
        await Vendor.DisposeAsync();
    }

    /// <summary>Another platform in the place of the usual one.</summary>
    protected void Use(SimulatedSgxSettings settings)
    {
        Platform.Dispose();
        Platform = new SimulatedSgx(settings, Time);
        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Platform.Endorsements);
    }

    protected VendorEndorsementSource Source(
        FetchLimits? limits = null, TcbUpdate update = TcbUpdate.Standard, HttpMessageInvoker? transport = null, IDistributedCache? shared = null,
        ResiliencePipelineProvider<string>? pipelines = null, Uri? address = null, ILoggerFactory? logs = null)
    {
        var source = new VendorEndorsementSource(new VendorEndorsementOptions
        {
            Intel = IntelService.Pccs(address ?? Vendor.Address),
            TcbUpdate = update,
            Transport = transport,
            SharedCache = shared,
            Pipelines = pipelines,
            // Shorter than what the clock takes for a short pause, jitter included.
            Limits = limits ?? new FetchLimits { RetryDelay = TimeSpan.FromMilliseconds(50) },
            TimeProvider = Clock,
            LoggerFactory = logs ?? NullLoggerFactory.Instance,
        });
        lock (_owned) _owned.Add(source);
        return source;
    }

    protected async Task<Evidence> EvidenceAsync() => (await Platform.ProduceEvidenceAsync(new byte[64], default)).Evidence;

    protected async Task<Endorsements> FindAsync(VendorEndorsementSource source) => await source.FindAsync(await EvidenceAsync(), default);

    /// <summary>True when a search is complete as soon as it has begun.</summary>
    protected static bool IsAtOnce(VendorEndorsementSource source, Evidence evidence)
    {
        var search = source.FindAsync(evidence, default).AsTask();
        return search.IsCompletedSuccessfully;
    }

    /// <summary>The verdict on the platform's evidence with these endorsements.</summary>
    protected async Task<AttestationResult> JudgeAsync(Endorsements endorsements) => new EvidenceVerifiers(new SgxVerifier()).Appraise(new AppraisalRequest
    {
        Lead = new EndorsedEvidence(await EvidenceAsync(), endorsements),
        Binding = new byte[64],
        PublicKey = default,
        Policy = Platform.CreatePolicy(),
        Time = Time.GetUtcNow(),
    });

    protected static async Task<HttpaUnavailableException> UnavailableAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (HttpaUnavailableException e)
        {
            return e;
        }

        throw new AssertionException("Nothing was unavailable.");
    }
}
