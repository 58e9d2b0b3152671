using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using NUnit.Framework;
using static Httpa.Client.Tests.Verifiers.Policy.SampleClaims;

namespace Httpa.Client.Tests.Verifiers.Policy;

public sealed class TcbAppraisalTests
{
    private static readonly TcbPolicy Grace = new() { GracePeriod = TimeSpan.FromDays(30) };

    [TestCase(TcbStatus.SWHardeningNeeded, AppraisalReason.DcapTcbSWHardeningNeeded)]
    [TestCase(TcbStatus.ConfigurationNeeded, AppraisalReason.DcapTcbConfigurationNeeded)]
    [TestCase(TcbStatus.ConfigurationAndSWHardeningNeeded, AppraisalReason.DcapTcbConfigurationAndSWHardeningNeeded)]
    [TestCase(TcbStatus.OutOfDate, AppraisalReason.DcapTcbOutOfDate)]
    [TestCase(TcbStatus.OutOfDateConfigurationNeeded, AppraisalReason.DcapTcbOutOfDateConfigurationNeeded)]
    [TestCase(TcbStatus.TDRelaunchAdvised, AppraisalReason.DcapTcbRelaunchAdvised)]
    [TestCase(TcbStatus.TDRelaunchAdvisedConfigurationNeeded, AppraisalReason.DcapTcbRelaunchAdvisedConfigurationNeeded)]
    public void Accepts_a_status_only_when_it_is_named(TcbStatus status, AppraisalReason reason)
    {
        var (_, findings) = Appraise(Platform(status), new());
        Assert.That(findings.Select(f => f.Reason), Is.EqualTo(new[] { reason }));
        FindingAssert.SaysWhatToDo(findings);

        var (expires, none) = Appraise(Platform(status), new() { AcceptedStatuses = [TcbStatus.UpToDate, status], MinimumTcbEvaluationDataNumber = 0 });
        Assert.That(none, Is.Empty);
        Assert.That(expires, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [TestCase(TcbStatus.UpToDate), TestCase((TcbStatus)99), TestCase((TcbStatus)0)]
    public void Refuses_a_status_that_is_not_named_or_unknown(TcbStatus status) =>
        Assert.That(Reasons(Platform(status), new() { AcceptedStatuses = [TcbStatus.SWHardeningNeeded] }), Is.EqualTo(new[] { AppraisalReason.DcapTcbStatusRefused }));

    [Test]
    public void Refuses_a_revoked_platform_under_any_policy([Values(0, 1, 2)] int where)
    {
        var platform = Platform(TcbStatus.UpToDate);
        platform = where switch
        {
            0 => platform with { Status = TcbStatus.Revoked },
            1 => platform with { PlatformStatus = TcbStatus.Revoked },
            _ => platform with { QeStatus = TcbStatus.Revoked },
        };
        var policy = new TcbPolicy { AcceptedStatuses = Enum.GetValues<TcbStatus>(), GracePeriod = TimeSpan.MaxValue };
        Assert.That(Reasons(platform, policy), Is.EqualTo(new[] { AppraisalReason.DcapTcbRevoked }));
    }

    [TestCase(-1L, true), TestCase(0L, false), TestCase(1L, false)]
    public void Grace_ends_at_its_last_tick(long ticks, bool accepted)
    {
        var end = TcbDate + Grace.GracePeriod;
        var (expires, findings) = Appraise(Platform(TcbStatus.OutOfDate), Grace, end.AddTicks(ticks));
        Assert.That(findings.Count == 0, Is.EqualTo(accepted));
        Assert.That(expires, Is.EqualTo(accepted ? end : DateTimeOffset.MinValue));
        if (!accepted) Assert.That(findings.Single().Reason, Is.EqualTo(AppraisalReason.DcapTcbOutOfDate));
    }

    [Test]
    public void Grace_is_counted_from_the_earliest_level_that_is_not_up_to_date()
    {
        var platform = Platform(TcbStatus.OutOfDate) with { GraceStart = TcbDate.AddDays(-20) };
        Assert.That(Reasons(platform, Grace, TcbDate.AddDays(10)), Is.EqualTo(new[] { AppraisalReason.DcapTcbOutOfDate }));
        Assert.That(Reasons(platform, Grace, TcbDate.AddDays(9)), Is.Empty);
    }

    [Test]
    public void Grace_for_wrong_configuration_needs_that_to_be_accepted_too()
    {
        var platform = Platform(TcbStatus.OutOfDateConfigurationNeeded);
        Assert.That(Reasons(platform, Grace, TcbDate), Is.EqualTo(new[] { AppraisalReason.DcapTcbOutOfDateConfigurationNeeded }));
        Assert.That(Reasons(platform, Grace with { AcceptedStatuses = [TcbStatus.UpToDate, TcbStatus.ConfigurationNeeded] }, TcbDate), Is.Empty);
    }

    [TestCase(TcbStatus.SWHardeningNeeded), TestCase(TcbStatus.ConfigurationNeeded), TestCase(TcbStatus.TDRelaunchAdvised)]
    public void Grace_is_for_platforms_that_are_out_of_date_only(TcbStatus status) =>
        Assert.That(Reasons(Platform(status), Grace, TcbDate), Has.Count.EqualTo(1));

    [Test]
    public void A_grace_period_without_end_does_not_overflow() =>
        Assert.That(Appraise(Platform(TcbStatus.OutOfDate), new() { GracePeriod = TimeSpan.MaxValue, MinimumTcbEvaluationDataNumber = 0 }).Expires, Is.EqualTo(DateTimeOffset.MaxValue));

    [Test]
    public void Accepts_open_advisories_only_when_each_is_named()
    {
        var platform = Platform(TcbStatus.SWHardeningNeeded, "INTEL-SA-00289", "INTEL-SA-00615");
        var policy = new TcbPolicy { AcceptedStatuses = [TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded] };
        AppraisalReason[] refused = [AppraisalReason.DcapAdvisoryNotAccepted];
        Assert.That(Reasons(platform, policy), Is.EqualTo(refused));
        var one = policy with { AcceptedAdvisories = ReferenceValue.AnyOf<string>("INTEL-SA-00615") };
        var (_, findings) = Appraise(platform, one);
        Assert.That(findings.Select(f => f.Reason), Is.EqualTo(refused));
        Assert.That(findings[0].Actual, Is.EqualTo("INTEL-SA-00289"));
        FindingAssert.SaysWhatToDo(findings);
        Assert.That(Reasons(platform, policy with { AcceptedAdvisories = ReferenceValue.AnyOf<string>("INTEL-SA-00615", "INTEL-SA-00289") }), Is.Empty);
        Assert.That(Reasons(platform, policy with { AcceptedAdvisories = ReferenceValue.Unchecked<string>("looked at elsewhere") }), Is.Empty);
    }

    [Test]
    public void Grace_does_not_wave_advisories_through() =>
        Assert.That(Reasons(Platform(TcbStatus.OutOfDate, "INTEL-SA-00960"), Grace, TcbDate), Is.EqualTo(new[] { AppraisalReason.DcapAdvisoryNotAccepted }));

    [Test]
    public void Advisories_on_an_up_to_date_platform_inform_only() =>
        Assert.That(Reasons(Platform(TcbStatus.UpToDate, "INTEL-DOC-10000"), new()), Is.Empty);

    [TestCase(16L, 17L), TestCase(17L, 16L)]
    public void Refuses_endorsements_from_before_the_minimum_evaluation(long tcb, long qe)
    {
        var platform = Platform(TcbStatus.UpToDate) with { TcbEvaluationDataNumber = tcb, QeEvaluationDataNumber = qe };
        var policy = new TcbPolicy { MinimumTcbEvaluationDataNumber = 17, RequireSameEvaluationNumber = false };
        Assert.That(Reasons(platform, policy), Is.EqualTo(new[] { AppraisalReason.DcapTcbEvaluationTooOld }));
        Assert.That(Reasons(platform, policy with { MinimumTcbEvaluationDataNumber = 16 }), Is.Empty);
        FindingAssert.SaysWhatToDo(Appraise(platform, policy).Findings);
    }

    [Test]
    public void Refuses_different_evaluation_numbers_unless_told_otherwise()
    {
        var platform = Platform(TcbStatus.UpToDate) with { QeEvaluationDataNumber = 19 };
        Assert.That(Reasons(platform, new()), Is.EqualTo(new[] { AppraisalReason.DcapEvaluationNumbersDiffer }));
        Assert.That(Reasons(platform, new() { RequireSameEvaluationNumber = false }), Is.Empty);
        FindingAssert.SaysWhatToDo(Appraise(platform, new()).Findings);
    }

    // Number and time of the endorsements in the shared vectors: each was current when its quote was judged.
    [TestCase("2022-05-05", 12), TestCase("2023-05-20", 15), TestCase("2024-12-10", 17), TestCase("2025-06-25", 17), TestCase("2025-08-20", 17)]
    [TestCase("2025-09-10", 17), TestCase("2025-03-05", 18), TestCase("2026-03-01", 18), TestCase("2026-07-05", 19)]
    public void The_floor_lets_endorsements_pass_that_were_current_at_the_time_asked_for(string time, long number) =>
        Assert.That(TcbRecovery.MinimumAt(Day(time)), Is.LessThanOrEqualTo(number));

    [TestCase("2020-01-01", 0), TestCase("2025-06-11", 16), TestCase("2025-06-12", 17), TestCase("2026-02-11", 17), TestCase("2026-02-12", 18), TestCase("2030-01-01", 19)]
    public void The_floor_rises_fifteen_months_after_each_recovery(string time, long number) =>
        Assert.That(TcbRecovery.MinimumAt(Day(time)), Is.EqualTo(number));

    [TestCase(17L, 19L, "2026-02-12"), TestCase(18L, 18L, "2026-08-13"), TestCase(19L, 19L, null)]
    public void An_acceptance_ends_when_the_floor_rises_above_it(long tcb, long qe, string? end)
    {
        var platform = Platform(TcbStatus.UpToDate) with { TcbEvaluationDataNumber = tcb, QeEvaluationDataNumber = qe };
        var policy = new TcbPolicy { RequireSameEvaluationNumber = false };
        Assert.That(Appraise(platform, policy).Findings, Is.Empty);
        Assert.That(Appraise(platform, policy).Expires, Is.EqualTo(end is null ? DateTimeOffset.MaxValue : Day(end)));
        Assert.That(Appraise(platform, policy with { MinimumTcbEvaluationDataNumber = 17 }).Expires, Is.EqualTo(DateTimeOffset.MaxValue));
    }

    [Test]
    public void The_floor_holds_by_default()
    {
        Assert.That(Reasons(Platform(TcbStatus.UpToDate), new(), Day("2026-11-23")), Is.EqualTo(new[] { AppraisalReason.DcapTcbEvaluationTooOld }));
        Assert.That(Reasons(Platform(TcbStatus.UpToDate), new() { MinimumTcbEvaluationDataNumber = 0 }, Day("2026-11-23")), Is.Empty);
    }

    private static List<AppraisalReason> Reasons(DcapPlatform platform, TcbPolicy policy, DateTimeOffset? time = null) =>
        [.. Appraise(platform, policy, time).Findings.Select(f => f.Reason)];

    private static Verdict Appraise(DcapPlatform platform, TcbPolicy policy, DateTimeOffset? time = null)
    {
        var findings = new List<Finding>();
        var expires = TcbAppraisal.Appraise(platform, policy, new("sgx.tcb", time ?? Time), findings);
        return new(expires, findings);
    }

    private static DateTimeOffset Day(string text) => DateTimeOffset.Parse(text + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
