using System.Diagnostics.Metrics;
using Httpa.Client.Tests.Hostile;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Sessions;

/// <summary>A second policy that is asked and decides nothing.</summary>
internal sealed class ShadowPolicyTests : ClientFixture
{
    private static readonly Finding Objection = new(AppraisalReason.SgxMrEnclaveMismatch, FindingKind.Refused, "MRENCLAVE", "a", "b", "c");

    private LogCapture Logs { get; } = new();

    [Test]
    public async Task A_shadow_policy_that_would_reject_rejects_nothing_and_is_told()
    {
        Verifier.ObjectsTo = policy => policy.Name.StartsWith("shadow", StringComparison.Ordinal) ? Objection : null;
        var name = $"shadow {Guid.NewGuid()}";
        var outcomes = await ListenAsync(name, async () => Assert.That((await Get(Shadowed(name))).GetAttestation()!.PolicyName, Is.EqualTo("test")));
        Assert.That(outcomes, Is.EqualTo(new[] { "would-reject" }));
        Assert.That(Logs.Lines, Has.Some.StartsWith("Warning 13").And.Some.Contains(Objection.Reason.Code()));
    }

    [Test]
    public async Task A_shadow_policy_that_would_accept_accepts_nothing_and_is_told()
    {
        Verifier.ObjectsTo = policy => policy.Name == "test" ? Objection : null;
        var name = $"shadow {Guid.NewGuid()}";
        var outcomes = await ListenAsync(name, () => Catch<AttestationException>(() => Get(Shadowed(name))));
        Assert.That(outcomes, Is.EqualTo(new[] { "would-accept" }));
        Assert.That(Service.Count("SEALED"), Is.Zero);
    }

    [Test]
    public async Task A_shadow_policy_that_agrees_is_counted_and_not_logged()
    {
        var name = $"shadow {Guid.NewGuid()}";
        var outcomes = await ListenAsync(name, () => Get(Shadowed(name)));
        Assert.That(outcomes, Is.EqualTo(new[] { "agrees" }));
        Assert.That(Logs.Lines, Has.None.Contains(" 13 "));
    }

    [Test]
    public async Task A_shadow_policy_that_cannot_be_judged_decides_nothing()
    {
        Verifier.ObjectsTo = policy => policy.Name == "shadow" ? throw new InvalidOperationException("a fault in a verifier") : null;
        Assert.That((await Get(Shadowed("shadow"))).IsSuccessStatusCode);
        Assert.That(Logs.Lines, Has.Some.StartsWith("Warning 14"));
    }

    [Test]
    public void A_shadow_policy_that_cannot_be_used_is_refused_like_any_other() =>
        Assert.That(() => Client(o => o.ShadowPolicy = new() { Name = "empty" }), Throws.InstanceOf<HttpaConfigurationException>().With.Property("Reason").EqualTo(ProtocolReason.PolicyInvalid));

    private HttpClient Shadowed(string name) => Client(o => (o.ShadowPolicy, o.LoggerFactory) = (FakeVerifier.Policy with { Name = name }, Logs));

    /// <summary>The outcomes that were counted for a shadow policy.</summary>
    private static async Task<List<string>> ListenAsync(string policy, Func<Task> action)
    {
        var outcomes = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "httpa.shadow.verdicts") l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string?)tag.Value);
            if (named["httpa.policy.name"] == policy) outcomes.Add(named["httpa.shadow.outcome"]!);
        });
        listener.Start();
        await action();
        return outcomes;
    }
}
