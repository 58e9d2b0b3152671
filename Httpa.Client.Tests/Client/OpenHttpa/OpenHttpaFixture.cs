using System.Net.Http.Headers;
using System.Text;
using Httpa.Client.Sessions;
using Httpa.Verifiers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.OpenHttpa;

/// <summary>A client of OpenHTTPA over a fake service, on a clock that only tests move.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
[CancelAfter(30_000)]
internal abstract class OpenHttpaFixture
{
    private readonly List<IDisposable> _owned = [];
    private HttpClient? _client;

    protected OpenHttpaFixture()
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        Service = new FakeOpenHttpaService(Clock);
    }

    protected static Uri Url { get; } = new("https://api.example/v1/infer?model=m");

    protected FakeTimeProvider Clock { get; }

    protected FakeOpenHttpaService Service { get; }

    protected SessionStore Store { get; } = new();

    protected FakeVerifier Verifier { get; } = new();

    protected ILoggerFactory Logs { get; set; } = NullLoggerFactory.Instance;

    protected Func<OpenHttpaOptions, OpenHttpaOptions> Change { get; set; } = o => o;

    protected IReadOnlyCollection<string> OuterFields { get; set; } = ["User-Agent"];

    protected AttestationPolicy Policy { get; set; } = FakeVerifier.Policy;

    protected bool AllowResend { get; set; }

    protected TimeSpan MaxSessionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The one client of the test.</summary>
    protected HttpClient Client => _client ??= NewClient();

    [TearDown]
    public void Dispose_clients()
    {
        Store.DropAll();
        foreach (var owned in _owned) owned.Dispose();
    }

    protected HttpClient NewClient()
    {
        var options = new HttpaOptions
        {
            Policy = Policy, Verifiers = new EvidenceVerifiers(Verifier), Protocol = HttpaProtocol.OpenHttpa, OpenHttpa = Change(new OpenHttpaOptions()),
            SessionStore = Store, TimeProvider = Clock, LoggerFactory = Logs, OuterFields = OuterFields, AllowResendOfUnsafeRequests = AllowResend, MaxSessionLifetime = MaxSessionLifetime,
        };
        var client = new HttpClient(new HttpaHandler(options, Service));
        _owned.Add(client);
        return client;
    }

    protected Task<HttpResponseMessage> Get() => Client.GetAsync(Url, HttpCompletionOption.ResponseHeadersRead);

    protected Task<HttpResponseMessage> Post(string json = "{\"q\":1}") => Client.PostAsync(Url, Json(json));

    protected static HttpContent Json(string json, string mediaType = "application/json") => new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(mediaType));

    protected async Task<string> Text() => await (await Get()).Content.ReadAsStringAsync();

    /// <summary>The reason for which a GET is refused.</summary>
    protected Task<ProtocolReason> Refusal() => Refusal(Text);

    protected static async Task<ProtocolReason> Refusal(Func<Task> action) => (await Catch<HttpaProtocolException>(action)).Reason;

    protected static async Task<T> Catch<T>(Func<Task> action) where T : Exception
    {
        try
        {
            await action();
        }
        catch (T expected)
        {
            return expected;
        }

        throw new AssertionException($"No {typeof(T).Name} was thrown.");
    }
}
