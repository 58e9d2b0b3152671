using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Requests;

/// <summary>What a caller can say of one request, none of which makes the client accept more.</summary>
internal sealed class RequestOptionTests : ClientFixture
{
    private static readonly Finding Objection = new(AppraisalReason.SgxMrEnclaveMismatch, FindingKind.Refused, "MRENCLAVE", "a", "b", "c");

    [Test]
    public async Task A_request_can_demand_a_stricter_policy_and_others_keep_theirs()
    {
        Verifier.ObjectsTo = policy => policy.Name == "strict" ? Objection : null;
        var client = Client();
        var failure = await Catch<AttestationException>(() => SendAsync(client, AlsoRequire("strict")));
        Assert.That(failure.Result.Findings, Is.EqualTo(new[] { Objection }));
        Assert.That((await Get(client)).IsSuccessStatusCode);
    }

    [Test]
    public async Task A_request_cannot_demand_a_weaker_policy()
    {
        Verifier.ObjectsTo = policy => policy.Name == "test" ? Objection : null;
        await Catch<AttestationException>(() => SendAsync(Client(), AlsoRequire("weak")));
        Assert.That(Service.Count("SEALED"), Is.Zero);
    }

    [Test]
    public async Task Requests_under_one_further_policy_share_a_session_of_its_own()
    {
        var client = Client();
        await Get(client);
        var strict = AlsoRequire("strict");
        using var one = await SendAsync(client, strict);
        using var two = await SendAsync(client, strict);
        Assert.That((Service.Count("ATTEST"), one.GetAttestation()!.PolicyName), Is.EqualTo((2, "test and strict")));
    }

    [Test]
    public async Task A_session_ends_with_the_stricter_of_both_policies()
    {
        var strict = FakeVerifier.Policy with
        {
            Name = "strict",
            Sgx = FakeVerifier.Policy.Sgx! with { MrEnclave = ReferenceValue.AnyOf(new NamedValue<Measurement>(Measurement.Parse(new string('0', 64))) { NotAfter = Clock.GetUtcNow().AddMinutes(5) }) },
        };
        Verifier.ObjectsTo = policy => policy.Sgx!.MrEnclave!.Values.Count == 0 ? Objection : null;
        using var response = await SendAsync(Client(), r => r.Options.Set(HttpaRequestOptions.AlsoRequire, strict));
        Assert.That(response.GetAttestation()!.Expires, Is.EqualTo(Clock.GetUtcNow().AddMinutes(5)));
    }

    [Test]
    public async Task A_further_policy_that_cannot_be_used_is_refused()
    {
        var failure = await Catch<HttpaConfigurationException>(() => SendAsync(Client(), r => r.Options.Set(HttpaRequestOptions.AlsoRequire, new AttestationPolicy { Name = "empty" })));
        Assert.That((failure.Reason, Service.Messages.Count), Is.EqualTo((ProtocolReason.PolicyInvalid, 0)));
    }

    [Test]
    public async Task A_request_can_demand_fresh_evidence([Values] bool async)
    {
        var client = Client();
        await Get(client);
        Clock.Advance(TimeSpan.FromSeconds(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        request.Options.Set(HttpaRequestOptions.FreshAttestation, true);
        using var response = async ? await client.SendAsync(request) : client.Send(request);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Get(client);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2), "the fresh session serves others too");
    }

    [Test]
    public async Task A_handshake_that_was_under_way_before_the_request_is_not_fresh_enough()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Gate = gate.Task;
        var client = Client();
        var first = Get(client);
        while (Service.Count("OPTIONS") == 0) await Task.Yield();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var fresh = SendAsync(client, r => r.Options.Set(HttpaRequestOptions.FreshAttestation, true));
        gate.SetResult();
        await Task.WhenAll(first, fresh);
        Assert.That(Service.Count("ATTEST"), Is.EqualTo(2));
    }

    [Test]
    public async Task Attesting_ahead_sends_nothing_and_saves_the_first_request_the_handshake()
    {
        using var handler = new HttpaHandler(Options(), Service);
        var result = await handler.AttestAsync(Url);
        Assert.That((result.PolicyName, Service.Count("SEALED")), Is.EqualTo(("test", 0)));
        using var client = new HttpClient(handler, disposeHandler: false);
        await Get(client);
        Assert.That((Service.Count("ATTEST"), Service.Count("SEALED")), Is.EqualTo((1, 1)));
    }

    private static Action<HttpRequestMessage> AlsoRequire(string name)
    {
        var policy = FakeVerifier.Policy with { Name = name };
        return request => request.Options.Set(HttpaRequestOptions.AlsoRequire, policy);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Action<HttpRequestMessage> set)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        set(request);
        return await client.SendAsync(request);
    }
}
