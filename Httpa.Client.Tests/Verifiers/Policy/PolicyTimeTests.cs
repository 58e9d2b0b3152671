using System.Text;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

/// <summary>Reference values that are accepted for a time only, so that one release can follow another.</summary>
public sealed class PolicyTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Measurement Other = Measurement.Parse(new string('7', 64));

    [TestCase(null, null, true)]
    [TestCase(0, 0, true)]
    [TestCase(-1, 1, true)]
    [TestCase(1, null, false)]
    [TestCase(null, -1, false)]
    [TestCase(1, 2, false)]
    public async Task A_value_is_accepted_within_its_time(int? notBefore, int? notAfter, bool accepted)
    {
        var result = await AppraiseAsync(p => AnyOf(Value(p.Settings.MrEnclave, notBefore, notAfter)));
        Assert.That(result.IsAccepted, Is.EqualTo(accepted), string.Join('\n', result.Findings));
        if (!accepted) Assert.That(result.Findings.Single().Reason, Is.EqualTo(AppraisalReason.SgxMrEnclaveMismatch));
    }

    [Test]
    public async Task An_acceptance_ends_with_the_value_that_it_rests_on()
    {
        var result = await AppraiseAsync(p => AnyOf(Value(p.Settings.MrEnclave, null, 60), Value(Other, null, 30)));
        Assert.That(result.Expires, Is.EqualTo(Now.AddSeconds(60)));
    }

    [Test]
    public async Task Values_that_the_evidence_does_not_need_end_nothing()
    {
        var forever = await AppraiseAsync(p => AnyOf(Value(p.Settings.MrEnclave, null, null)));
        var result = await AppraiseAsync(p => AnyOf(Value(p.Settings.MrEnclave, null, null), Value(Other, -10, 60)));
        Assert.That(result.Expires, Is.EqualTo(forever.Expires).Within(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_refusal_names_the_values_that_are_outside_their_time()
    {
        var result = await AppraiseAsync(p => AnyOf(Value(p.Settings.MrEnclave, null, -60) with { Name = "v1" }, new(Other, "v2")));
        Assert.That(result.Findings.Single().Expected, Does.Contain("v1").And.Contain("v2").And.Contain("2026-11-23 11:59:00Z"));
    }

    [Test]
    public void A_value_with_a_time_is_accepted_by_nobody_who_does_not_know_the_time()
    {
        var reference = AnyOf(Value(Other, -1, 1));
        Assert.That(reference.Accepts(Other), Is.False);
        var policy = Policy(reference);
        Assert.That(policy.At(Now).Sgx!.MrEnclave!.Accepts(Other));
        Assert.That(policy.At(Now.AddSeconds(2)).Sgx!.MrEnclave!.Accepts(Other), Is.False);
    }

    [Test]
    public void The_file_has_the_times()
    {
        var policy = Policy(AnyOf(new NamedValue<Measurement>(Other, "v1") { NotBefore = Now, NotAfter = Now.AddDays(30) }));
        var json = Encoding.UTF8.GetString(policy.ToJson());
        Assert.That(json, Does.Contain("2026-11-23T12:00:00Z").And.Contain("2026-12-23T12:00:00Z"));
        Assert.That(AttestationPolicy.Parse(policy.ToJson()).Sgx!.MrEnclave, Is.EqualTo(policy.Sgx!.MrEnclave));
    }

    [TestCase("2026-11-23")]
    [TestCase("2026-11-23T12:00:00")]
    [TestCase("2026-11-23T12:00:00+01:00")]
    [TestCase("2026-13-23T12:00:00Z")]
    public void A_time_is_in_UTC_to_the_second(string time)
    {
        var json = Encoding.UTF8.GetString(Policy(AnyOf(Value(Other, 0, null))).ToJson()).Replace("2026-11-23T12:00:00Z", time, StringComparison.Ordinal);
        Assert.That(() => AttestationPolicy.Parse(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<PolicyFormatException>().With.Property("Path").EqualTo("$.sgx.mrEnclave.anyOf[0].notBefore"));
    }

    [Test]
    public void A_review_tells_of_values_that_have_ended()
    {
        var policy = Policy(AnyOf(Value(Other, null, -1) with { Name = "v1" }, new(Measurement.Parse(new string('8', 64)))));
        Assert.That(policy.Warnings, Is.Empty);
        Assert.That(policy.WarningsAt(Now).Single(), Does.StartWith("sgx.mrEnclave").And.Contain("v1"));
        Assert.That(policy.ProblemsAt(Now), Is.Empty);
    }

    [Test]
    public void A_member_whose_values_have_all_ended_is_a_problem()
    {
        var policy = Policy(AnyOf(Value(Other, null, -1), Value(Measurement.Parse(new string('8', 64)), null, -2)));
        Assert.That(policy.ProblemsAt(Now).Single(), Does.StartWith("sgx.mrEnclave"));
        Assert.That(policy.ProblemsAt(Now.AddDays(-1)), Is.Empty);
    }

    [Test]
    public void A_value_that_ends_before_it_begins_is_a_problem_at_any_time() =>
        Assert.That(Policy(AnyOf(Value(Other, 2, 1))).Problems.Single(), Does.StartWith("sgx.mrEnclave"));

    private static NamedValue<Measurement> Value(Measurement value, int? notBefore, int? notAfter) =>
        new(value) { NotBefore = notBefore is { } from ? Now.AddSeconds(from) : null, NotAfter = notAfter is { } until ? Now.AddSeconds(until) : null };

    private static ReferenceValue<Measurement> AnyOf(params NamedValue<Measurement>[] values) => ReferenceValue.AnyOf<Measurement>(values);

    private static AttestationPolicy Policy(ReferenceValue<Measurement> mrEnclave) =>
        new() { Name = "x", Sgx = Httpa.Verifiers.Sgx.SgxPolicy.ForEnclave("v", new string('0', 64)) with { MrEnclave = mrEnclave } };

    private static async Task<AttestationResult> AppraiseAsync(Func<SimulatedSgx, ReferenceValue<Measurement>> mrEnclave)
    {
        using var platform = new SimulatedSgx(timeProvider: new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now));
        var policy = platform.CreatePolicy();
        var binding = new byte[AppraisalRequest.BindingLength];
        return EvidenceVerifiers.CreateDefault().Appraise(new AppraisalRequest
        {
            Lead = await platform.ProduceEvidenceAsync(binding, CancellationToken.None),
            Binding = binding,
            PublicKey = new byte[32],
            Policy = policy with { Sgx = policy.Sgx! with { MrEnclave = mrEnclave(platform) } },
            Time = Now,
        });
    }
}
