using System.Text;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client;

/// <summary>A client over a fake service, on a clock that only tests move.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
[CancelAfter(30_000)]
internal abstract class ClientFixture
{
    protected const string Marker = "PLAINTEXT-MARKER";

    private readonly List<IDisposable> _owned = [];

    protected ClientFixture()
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        Service = new FakeService(Clock);
    }

    protected static Uri Url { get; } = new("https://api.example/v1/infer?model=m");

    protected FakeTimeProvider Clock { get; }

    protected FakeService Service { get; }

    protected FakeVerifier Verifier { get; } = new();

    [TearDown]
    public void Dispose_clients()
    {
        foreach (var owned in _owned) owned.Dispose();
    }

    protected HttpaOptions Options(Action<TestOptions>? change = null)
    {
        var options = new TestOptions();
        change?.Invoke(options);
        return options.Build(Verifier, Clock);
    }

    protected HttpClient Client(HttpaOptions options)
    {
        var client = new HttpClient(new HttpaHandler(options, Service));
        _owned.Add(client);
        return client;
    }

    protected HttpClient Client(Action<TestOptions>? change = null) => Client(Options(change));

    protected Task<HttpResponseMessage> Get(HttpClient? client = null) => (client ?? Client()).GetAsync(Url);

    protected Task<HttpResponseMessage> Post(HttpClient? client = null) => (client ?? Client()).PostAsync(Url, new StringContent(Marker));

    /// <summary>The reason for which a GET is refused.</summary>
    protected async Task<ProtocolReason> Refusal(HttpClient? client = null)
    {
        var failure = await Catch<HttpaProtocolException>(() => Get(client));
        return failure.Reason;
    }

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

    protected void AssertNothingPrivateOnTheWire() => Assert.That(Service.WireTexts, Has.None.Contains(Marker));

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
