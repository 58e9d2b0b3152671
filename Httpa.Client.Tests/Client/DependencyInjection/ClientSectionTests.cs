using System.Text;
using Httpa.Client.Crypto;
using Httpa.Client.DependencyInjection;
using Httpa.Verifiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.DependencyInjection;

/// <summary>Options out of settings: all of them, and every fault by the path of its key.</summary>
internal sealed class ClientSectionTests : FactoryFixture
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    [Test]
    public void Every_option_can_be_set()
    {
        var options = Read($$"""
            {
              "policy": { "name": "bank", "sgx": { "mrEnclave": { "anyOf": [{ "name": "1", "value": "{{Zeros}}" }] } } },
              "origins": [{ "origin": "https://*.bank.example", "policyName": "other", "protocol": "httpa/1" }],
              "dangerousPassThroughOrigins": ["https://cdn.example"], "shadowPolicyName": "next", "warmUp": ["https://api.bank.example"], "renewInBackground": false,
              "protocol": "openhttpa", "openHttpa": { "attestPath": "/v1/attest", "serverIdentityKey": "00fF", "maxSessions": 2, "maxAnswerLength": 4096 },
              "cipherSuites": ["{{CipherSuite.P256Aes256Gcm.Token}}"], "requirePostQuantum": true, "fetchEndorsements": true,
              "maxSessionLifetime": "00:10:00", "maxClockSkew": "00:00:20", "handshakeTimeout": "00:00:07", "handshakeBreak": "00:00:09", "skipPreflight": true,
              "outerFields": ["X-Tenant"], "padTo": 256, "replayBufferLimit": 0, "allowResendOfUnsafeRequests": true, "maxRedirects": 3
            }
            """);
        Assert.Multiple(() =>
        {
            Assert.That(options.Faults, Is.Empty);
            Assert.That((options.Policy!.Name, options.PolicyName), Is.EqualTo(("bank", (string?)null)));
            Assert.That(options.Origins.Select(o => (o.Origin, o.PolicyName)), Is.EqualTo(new[] { ("https://*.bank.example", "other") }));
            Assert.That((options.Protocol, options.Origins.Single().Protocol), Is.EqualTo((HttpaProtocol.OpenHttpa, (HttpaProtocol?)HttpaProtocol.Httpa1)));
            Assert.That((options.OpenHttpa.AttestPath, options.OpenHttpa.MaxSessions, options.OpenHttpa.MaxAnswerLength), Is.EqualTo(("/v1/attest", 2, 4096)));
            Assert.That(options.OpenHttpa.ServerIdentityKey.ToArray(), Is.EqualTo(new byte[] { 0, 255 }));
            Assert.That((options.ShadowPolicyName, options.RenewInBackground), Is.EqualTo(("next", false)));
            Assert.That(options.WarmUp, Is.EqualTo(new[] { "https://api.bank.example" }));
            Assert.That(options.DangerousPassThroughOrigins, Is.EqualTo(new[] { "https://cdn.example" }));
            Assert.That(options.CipherSuites, Is.EqualTo(new[] { CipherSuite.P256Aes256Gcm }));
            Assert.That((options.RequirePostQuantum, options.FetchEndorsements, options.SkipPreflight, options.AllowResendOfUnsafeRequests), Is.EqualTo((true, true, true, true)));
            Assert.That((options.MaxSessionLifetime, options.MaxClockSkew, options.HandshakeTimeout, options.HandshakeBreak),
                Is.EqualTo((TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9))));
            Assert.That((options.PadTo, options.ReplayBufferLimit, options.MaxRedirects), Is.EqualTo((256, 0, 3)));
            Assert.That(options.OuterFields, Is.EqualTo(new[] { "X-Tenant" }));
        });
    }

    [Test]
    public void Every_public_option_is_a_key()
    {
        var known = Read("""{ "misspelt": "1" }""").Faults.Single();
        Assert.Multiple(() =>
        {
            foreach (var option in typeof(HttpaClientOptions).GetProperties()) Assert.That(known, Does.Contain(option.Name));
        });
    }

    [Test]
    public void A_policy_in_settings_is_the_policy_of_the_file()
    {
        const string policy = $$"""
            {
              "$schema": "policy.schema.json", "name": "2026",
              "sgx": {
                "mrEnclave": { "anyOf": [{ "name": "1", "value": "{{Zeros}}" }, "{{Zeros}}"] }, "mrSigner": { "unchecked": "why" },
                "isvProdId": { "anyOf": [1, 65535] }, "isvSvn": { "atLeast": 0 },
                "tcb": { "acceptedStatuses": ["UpToDate"], "gracePeriod": "P30D" }, "dangerousAllowDebug": true, "dangerousTrustedRoots": ["{{Zeros}}"]
              }
            }
            """;
        var section = Configuration($$"""{ "Httpa": { "Policies": { "Bank": {{policy}} } } }""").GetSection("Httpa:Policies:Bank");
        Assert.That(PolicySettings.Read(section).ToJson(), Is.EqualTo(AttestationPolicy.Parse(Encoding.UTF8.GetBytes(policy)).ToJson()));
    }

    [TestCase("""{ "sgx": {} }""", "Httpa:Policies:Bank:name")]
    [TestCase("""{ "name": "x", "sqx": {} }""", "Httpa:Policies:Bank:sqx")]
    [TestCase("""{ "name": "x", "sgx": { "isvSvn": { "atLeast": "01" } } }""", "Httpa:Policies:Bank:sgx:isvSvn:atLeast")]
    [TestCase("""{ "name": "x", "sgx": { "isvSvn": { "atLeast": -1 } } }""", "Httpa:Policies:Bank:sgx:isvSvn:atLeast")]
    [TestCase("""{ "name": "x", "sgx": { "isvSvn": { "atLeast": true } } }""", "Httpa:Policies:Bank:sgx:isvSvn:atLeast")]
    [TestCase("""{ "name": "x", "sgx": { "isvSvn": { "anyOf": [] } } }""", "Httpa:Policies:Bank:sgx:isvSvn:anyOf")]
    [TestCase("""{ "name": "x", "sgx": { "isvSvn": { "anyOf": { "1": 1 } } } }""", "Httpa:Policies:Bank:sgx:isvSvn:anyOf:0")]
    [TestCase("""{ "name": "x", "sgx": { "dangerousAllowDebug": "yes" } }""", "Httpa:Policies:Bank:sgx:dangerousAllowDebug")]
    [TestCase("""{ "name": "x", "sgx": { "mrEnclave": { "anyOf": ["00"] } } }""", "Httpa:Policies:Bank:sgx:mrEnclave:anyOf:0")]
    [TestCase("""{ "name": "x", "sgx": "true" }""", "Httpa:Policies:Bank:sgx")]
    public void A_fault_in_a_policy_in_settings_is_named_by_the_path_of_its_key(string policy, string path)
    {
        var section = Configuration($$"""{ "Httpa": { "Policies": { "Bank": {{policy}} } } }""").GetSection("Httpa:Policies:Bank");
        var failure = Assert.Catch<PolicyFormatException>(() => PolicySettings.Read(section));
        Assert.That(failure!.Path, Is.EqualTo(path));
    }

    [Test]
    public void Of_a_policy_file_the_path_is_enough()
    {
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, Named("from a file").ToJson());
        var options = Read($$"""{ "policyFile": {{System.Text.Json.JsonSerializer.Serialize(file)}} }""");
        File.Delete(file);
        Assert.That((options.Policy?.Name, options.Faults.Count), Is.EqualTo(("from a file", 0)));
    }

    [TestCase("""{ "policyFile": "/no/such/file.json" }""", "Httpa:Clients:bank:PolicyFile")]
    [TestCase("""{ "policyFile": "" }""", "Httpa:Clients:bank:policyFile")]
    [TestCase("""{ "polici": "x" }""", "Httpa:Clients:bank:polici")]
    [TestCase("""{ "padTo": "many" }""", "Httpa:Clients:bank:padTo")]
    [TestCase("""{ "padTo": -1 }""", "Httpa:Clients:bank:padTo")]
    [TestCase("""{ "padTo": { "x": 1 } }""", "Httpa:Clients:bank:padTo")]
    [TestCase("""{ "skipPreflight": "yes" }""", "Httpa:Clients:bank:skipPreflight")]
    [TestCase("""{ "handshakeTimeout": "30s" }""", "Httpa:Clients:bank:handshakeTimeout")]
    [TestCase("""{ "cipherSuites": ["none"] }""", "Httpa:Clients:bank:cipherSuites:0")]
    [TestCase("""{ "cipherSuites": "none" }""", "Httpa:Clients:bank:cipherSuites")]
    [TestCase("""{ "protocol": "http" }""", "Httpa:Clients:bank:protocol")]
    [TestCase("""{ "openHttpa": "x" }""", "Httpa:Clients:bank:openHttpa")]
    [TestCase("""{ "openHttpa": { "serverIdentityKey": "0" } }""", "Httpa:Clients:bank:openHttpa:serverIdentityKey")]
    [TestCase("""{ "openHttpa": { "atestPath": "/" } }""", "Httpa:Clients:bank:openHttpa:atestPath")]
    [TestCase("""{ "outerFields": { "a": "b" } }""", "Httpa:Clients:bank:outerFields")]
    [TestCase("""{ "origins": [{ "orign": "https://a.example" }] }""", "Httpa:Clients:bank:origins:0:orign")]
    [TestCase("""{ "policy": { "name": "x", "sgx": { "mrEnclaf": 1 } } }""", "Httpa:Clients:bank:policy:sgx:mrEnclaf")]
    public void A_fault_is_named_by_the_path_of_its_key(string json, string path) => Assert.That(Read(json).Faults, Has.Some.Contains(path));

    [TestCase("""{ "policyName": "good", "padTo": 70000 }""", "Httpa:Clients:bank:PadTo")]
    [TestCase("""{ "policyName": "good", "maxSessionLifetime": "2.00:00:00" }""", "Httpa:Clients:bank:MaxSessionLifetime")]
    [TestCase("""{ "policyName": "good", "protocol": "openhttpa", "openHttpa": { "maxSessions": 0 } }""", "Httpa:Clients:bank:OpenHttpa:MaxSessions")]
    [TestCase("""{ "policyName": "good", "fetchEndorsements": true }""", "Httpa:Clients:bank:FetchEndorsements")]
    [TestCase("""{ "policyName": "good", "origins": [{ "origin": "http://a.example", "policyName": "good" }] }""", "Httpa:Clients:bank:Origins[0]")]
    [TestCase("""{ "policyName": "good", "origins": [{ "origin": "https://a.example" }] }""", "Httpa:Clients:bank:Origins:0:Policy")]
    [TestCase("""{ "policyName": "good", "policy": { "name": "x" } }""", "Httpa:Clients:bank:PolicyName")]
    [TestCase("""{ "policyName": "good", "shadowPolicyName": "absent" }""", "Httpa:Clients:bank:ShadowPolicyName")]
    [TestCase("""{ "policyName": "good", "warmUp": ["https://*.bank.example"] }""", "Httpa:Clients:bank:WarmUp")]
    [TestCase("""{ "policyName": "absent" }""", "Httpa:Clients:bank:PolicyName")]
    [TestCase("""{ "policyName": "broken" }""", "Httpa:Policies:Broken:sgx")]
    [TestCase("""{ "policy": { "name": "empty" } }""", "'empty'")]
    [TestCase("""{ "padTo": 1 }""", "Httpa:Clients:bank:Policy")]
    public void What_cannot_be_used_is_refused_when_the_host_starts(string json, string named)
    {
        var configuration = Configuration($$"""{ "Httpa": { "Clients": { "bank": {{json}} }, "Policies": { "Broken": { "name": "x", "sgx": 1 } } } }""");
        var provider = Provide(s => Bank(s.AddHttpaPolicy("good", Named("good")).AddHttpaPolicy("broken", configuration.GetSection("Httpa:Policies:Broken")))
            .AddHttpa(configuration.GetSection("Httpa:Clients:bank")));
        var failure = Assert.Catch<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.That(failure!.Message, Does.Contain(named));
    }

    [Test]
    public void A_section_that_is_not_there_is_refused() =>
        Assert.That(() => Create(Provide(s => Bank(s).AddHttpa(Configuration("{}").GetSection("Httpa:Bank")))),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Httpa:Bank"));

    private static HttpaClientOptions Read(string json)
    {
        var options = new HttpaClientOptions();
        ClientSection.Read(Configuration($$"""{ "Httpa": { "Clients": { "bank": {{json}} } } }""").GetSection("Httpa:Clients:bank"), options);
        return options;
    }

    private static IConfigurationRoot Configuration(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
