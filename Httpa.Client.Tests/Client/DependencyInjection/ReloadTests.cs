using Httpa.Client.Crypto;
using Httpa.Client.DependencyInjection;
using Httpa.Client.Endorsing;
using Httpa.Verifiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.DependencyInjection;

/// <summary>Settings that change while the program runs: a new generation for new requests, or the last good one.</summary>
internal sealed class ReloadTests : FactoryFixture
{
    private const string Section = "Httpa:Clients:bank";

    private static readonly string Measurement = new('0', 64);

    private readonly IConfigurationRoot _settings = new ConfigurationBuilder().AddInMemoryCollection(Policy("first")).Build();

    private ServiceProvider _provider = null!;

    [SetUp]
    public void Register() => _provider = Provide(s => Bank(s).AddHttpa(_settings.GetSection(Section)));

    [Test]
    public async Task New_requests_use_the_new_policy_and_a_new_session()
    {
        await AssertPolicy("first");
        Change(Policy("second"));
        await AssertPolicy("second");
        Assert.That((Service.Count("ATTEST"), StoreOf(_provider).Count), Is.EqualTo((2, 1)), "the old session is erased");
        Assert.That(Logs.Lines, Has.Some.StartsWith("Information 10"));
    }

    [Test]
    public async Task A_response_that_was_being_read_can_be_read_to_its_end()
    {
        using var response = await Create(_provider).GetAsync("v1", HttpCompletionOption.ResponseHeadersRead);
        Change(Policy("second"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith("GET"));
    }

    [Test]
    public async Task A_request_whose_handshake_is_under_way_finishes_under_its_own_policy()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Gate = gate.Task;
        var running = Create(_provider).GetAsync("v1");
        while (Service.Count("OPTIONS") == 0) await Task.Yield();
        Change(Policy("second"));
        gate.SetResult();
        using var response = await running;
        Assert.That(response.GetAttestation()!.PolicyName, Is.EqualTo("first"));
        await AssertPolicy("second");
    }

    [Test]
    public async Task Settings_that_did_not_change_keep_their_sessions()
    {
        await AssertPolicy("first");
        _settings["Logging:Level"] = "Debug";
        _settings.Reload();
        await AssertPolicy("first");
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(1));
    }

    [TestCase("Policy:sgx:mrEnclave:anyOf:0", "not a measurement")]
    [TestCase("Policy:sqx", "1")]
    [TestCase("PadTo", "-1")]
    [TestCase("PadTo", "99999999")]
    [TestCase("PolicyName", "besides")]
    public async Task Settings_that_are_not_usable_are_refused_and_the_last_good_ones_stay(string key, string value)
    {
        await AssertPolicy("first");
        Change([new($"{Section}:{key}", value), new($"{Section}:Policy:name", "second")]);
        await AssertPolicy("first");
        Assert.That(Logs.Lines, Has.Some.StartsWith("Error 11").And.Some.Contains(key));

        Change([new($"{Section}:{key}", key.Contains("anyOf", StringComparison.Ordinal) ? Measurement : null)]);
        if (_settings.GetSection($"{Section}:{key}").Value is null) return; // a key without a value is still a key
        await AssertPolicy("second");
    }

    [Test]
    public async Task A_named_policy_that_changes_reaches_every_client_that_uses_it()
    {
        var provider = Provide(s =>
        {
            s.AddHttpaPolicy("production", _settings.GetSection($"{Section}:Policy"));
            foreach (var name in new[] { "a", "b" }) s.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => Service).AddHttpa("production");
        });
        foreach (var expected in new[] { "first", "second" })
        {
            Change(Policy(expected));
            foreach (var name in new[] { "a", "b" })
            {
                using var response = await Create(provider, name).GetAsync(Url);
                Assert.That(response.GetAttestation()!.PolicyName, Is.EqualTo(expected), name);
            }
        }
    }

    [Test]
    public void Every_option_makes_another_generation()
    {
        var reader = Provide(s => s.AddSingleton<IEndorsementSource>(new NoEndorsements())).GetRequiredService<ClientOptionsReader>();
        var before = Fingerprint(_ => { });
        Assert.Multiple(() =>
        {
            Assert.That(Fingerprint(_ => { }), Is.EqualTo(before));
            foreach (var option in typeof(HttpaClientOptions).GetProperties().Where(p => p.Name is not nameof(HttpaClientOptions.PolicyName) and not nameof(HttpaClientOptions.ShadowPolicyName)))
                Assert.That(Fingerprint(o => Change(option, o)), Is.Not.EqualTo(before), option.Name);
        });

        string Fingerprint(Action<HttpaClientOptions> change)
        {
            var options = new HttpaClientOptions { Policy = Named("x"), ShadowPolicy = Named("z"), CipherSuites = [.. CipherSuite.All] };
            change(options);
            return ClientFingerprint.Of(reader.Read("bank", options));
        }
    }

    private sealed class NoEndorsements : IEndorsementSource
    {
        public ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken) => new(Endorsements.None);
    }

    private static void Change(System.Reflection.PropertyInfo option, HttpaClientOptions options)
    {
        switch (option.GetValue(options))
        {
            case bool value: option.SetValue(options, !value); break;
            case int value: option.SetValue(options, value + 1); break;
            case TimeSpan value: option.SetValue(options, value + TimeSpan.FromSeconds(1)); break;
            case HttpaProtocol: option.SetValue(options, HttpaProtocol.OpenHttpa); break;
            case OpenHttpaOptions value: option.SetValue(options, value with { MaxSessions = value.MaxSessions + 1 }); break;
            case AttestationPolicy value: option.SetValue(options, value with { Name = "y" }); break;
            case IReadOnlyList<CipherSuite> value: option.SetValue(options, value.Take(1).ToList()); break;
            case IList<HttpaOriginOptions> value: value.Add(new() { Origin = "https://a.example", Policy = Named("x") }); break;
            case IList<string> value: value.Add(option.Name == nameof(options.OuterFields) ? "X-Tenant" : "https://b.example"); break;
            default: throw new AssertionException($"No change is known for {option.Name}.");
        }
    }

    private static Dictionary<string, string?> Policy(string name) => new()
    {
        [$"{Section}:Policy:name"] = name,
        [$"{Section}:Policy:sgx:mrEnclave:anyOf:0"] = Measurement,
        [$"{Section}:Policy:sgx:mrSigner:unchecked"] = "the build is named",
        [$"{Section}:Policy:sgx:isvProdId:unchecked"] = "the build is named",
        [$"{Section}:Policy:sgx:isvSvn:unchecked"] = "the build is named",
    };

    private void Change(IEnumerable<KeyValuePair<string, string?>> values)
    {
        foreach (var (key, value) in values) _settings[key] = value;
        _settings.Reload();
    }

    private async Task AssertPolicy(string name)
    {
        using var response = await Create(_provider).GetAsync("v1");
        Assert.That(response.GetAttestation()!.PolicyName, Is.EqualTo(name));
    }
}
