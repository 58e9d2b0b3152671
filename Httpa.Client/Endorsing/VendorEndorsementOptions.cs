using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Registry;

namespace Httpa.Client.Endorsing;

/// <summary>Where endorsements are fetched, how patiently, and how long they are kept. Read once, when a source is made.</summary>
public sealed class VendorEndorsementOptions
{
    /// <summary>The key under which <see cref="Pipelines"/> may have a pipeline of the caller's for all hosts; with <c>:</c> and a host's name behind it, for that host.</summary>
    public const string PipelineKey = "Httpa.Endorsements";

    /// <summary>Where Intel's endorsements come from. Default: Intel.</summary>
    public IntelService Intel { get; init; } = IntelService.Pcs;

    /// <summary>Which issue of its documents Intel is asked for. Default: <see cref="Endorsing.TcbUpdate.Standard"/>.</summary>
    public TcbUpdate TcbUpdate { get; init; } = TcbUpdate.Standard;

    /// <summary>AMD's key distribution service, or a mirror that answers like it. Default: AMD.</summary>
    public Uri AmdKds { get; init; } = new("https://kdsintf.amd.com/");

    /// <summary>
    /// Sends the requests: an <see cref="HttpClient"/>, or an invoker over a handler, with the proxy that the network needs. It should follow no redirects; answers
    /// from elsewhere are refused. It is not disposed. Null for connections of the source's own, through the system's proxy.
    /// </summary>
    public HttpMessageInvoker? Transport { get; init; }

    /// <summary>
    /// Allows http to other machines than this one. Endorsements are signed, so nothing can be forged; but others see which platforms are asked for, and can
    /// withhold newer endorsements than those they let pass.
    /// </summary>
    public bool DangerousAllowHttp { get; init; }

    /// <summary>How long and how often a service is asked.</summary>
    public FetchLimits Limits { get; init; } = new();

    /// <summary>Pipelines of the caller's own, in the place of those that <see cref="Limits"/> describes, where it has one under <see cref="PipelineKey"/>.</summary>
    public ResiliencePipelineProvider<string>? Pipelines { get; init; }

    /// <summary>Keeps endorsements. Null for a cache in memory, over <see cref="SharedCache"/> if there is one.</summary>
    public HybridCache? Cache { get; init; }

    /// <summary>A second level that a fleet shares, such as Redis. What comes out of it is verified like what comes off the network.</summary>
    public IDistributedCache? SharedCache { get; init; }

    /// <summary>How long before its end an endorsement is not used any more. Default: 5 minutes.</summary>
    public TimeSpan ExpiryMargin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The age from which an endorsement that is used is fetched again in the background, and from which half of what was left of its life when it was
    /// fetched does the same. Default: 1 day.
    /// </summary>
    public TimeSpan RefreshAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long it is remembered that a vendor does not know a platform, or asked to be left alone. Default: 1 minute.</summary>
    public TimeSpan NegativeLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes the logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
