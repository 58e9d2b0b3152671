using System.Buffers.Binary;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Tdx;

/// <summary>Looks a TDX policy over.</summary>
internal static class TdxPolicyReview
{
    private const int MeasurementLength = 48;

    internal static void Review(TdxPolicy policy, PolicyReview review)
    {
        ReviewWorkload(policy, review);
        ReviewOptional(policy, review);
        ReviewAttributes(policy, review);
        review.Masked("tdx.xfam", policy.Xfam, 8);
        TcbPolicyReview.Review(policy.Tcb, "tdx.tcb", review);
        Warn(policy, review);
    }

    private static void ReviewWorkload(TdxPolicy policy, PolicyReview review)
    {
        foreach (var (path, reference) in Workload(policy))
        {
            review.Required(path, reference);
            review.Length(path, reference, MeasurementLength);
        }

        if (Workload(policy).All(member => member.Reference is { IsUnchecked: true }))
            review.Problem("tdx", "checks neither mrTd nor any rtMr, so that any TD of anyone would do. Name what runs in it.");
    }

    private static void ReviewOptional(TdxPolicy policy, PolicyReview review)
    {
        Optional("tdx.mrConfigId", policy.MrConfigId, MeasurementLength);
        Optional("tdx.mrOwner", policy.MrOwner, MeasurementLength);
        Optional("tdx.mrOwnerConfig", policy.MrOwnerConfig, MeasurementLength);
        Optional("tdx.mrServiceTd", policy.MrServiceTd, MeasurementLength);
        Optional("tdx.mrSeam", policy.MrSeam, MeasurementLength);
        Optional("tdx.ppid", policy.Ppid, 16);
        Optional("tdx.fmspc", policy.Fmspc, 6);
        foreach (var root in policy.DangerousTrustedRoots) review.Length("tdx.dangerousTrustedRoots", root, 32);

        void Optional(string path, ReferenceValue<Measurement>? reference, int length)
        {
            review.Optional(path, reference);
            review.Length(path, reference, length);
        }
    }

    private static void ReviewAttributes(TdxPolicy policy, PolicyReview review)
    {
        const string path = "tdx.attributes";
        if (policy.Attributes is not { } rule || !review.Masked(path, rule, 8)) return;
        var value = BinaryPrimitives.ReadUInt64LittleEndian(rule.Value.Bytes.Span);
        var mask = BinaryPrimitives.ReadUInt64LittleEndian(rule.Mask.Bytes.Span);
        if ((value & TdxClaims.Debug) != 0 && !policy.DangerousAllowDebug)
            review.Problem(path, "demands DEBUG (bit 0), which tdx.dangerousAllowDebug refuses. Clear the bit.");
        if ((mask & ~value & TdxClaims.Debug) != 0 && policy.DangerousAllowDebug)
            review.Problem(path, "refuses DEBUG (bit 0), which tdx.dangerousAllowDebug accepts. Remove one of the two.");
        if ((value & TdxClaims.SeptVeDisable) == 0)
            review.Warn(path, "accepts TDs without SEPT_VE_DISABLE (bit 28): the host can interrupt the guest's kernel wherever it likes.");
        if (((~mask | value) & TdxClaims.Migratable) != 0)
            review.Warn(path, "accepts TDs with MIGRATABLE (bit 29): a migration TD can move them to another machine.");
        if (((~mask | value) & TdxClaims.Perfmon) != 0)
            review.Warn(path, "accepts TDs with PERFMON (bit 63): performance counters tell secrets.");
    }

    private static void Warn(TdxPolicy policy, PolicyReview review)
    {
        if (policy.DangerousAllowDebug)
            review.Warn("tdx.dangerousAllowDebug", "is on: debug TDs are accepted, whose memory the host can read. They protect nothing.");
        foreach (var root in policy.DangerousTrustedRoots)
            review.Warn("tdx.dangerousTrustedRoots", $"trusts {root} like Intel: whoever holds its key can make evidence that says anything.");
        foreach (var (path, reference) in Workload(policy)) Unchecked(path, reference);
        Unchecked("tdx.mrConfigId", policy.MrConfigId);
        Unchecked("tdx.mrOwner", policy.MrOwner);
        Unchecked("tdx.mrOwnerConfig", policy.MrOwnerConfig);
        if (policy.MrServiceTd is { UncheckedBecause: { } why })
            review.Warn("tdx.mrServiceTd", $"is unchecked ({why}): any service TD may be bound to the TD, one that carries its memory away too.");

        void Unchecked(string path, ReferenceValue<Measurement>? reference)
        {
            if (reference?.UncheckedBecause is { } why) review.Warn(path, $"is unchecked ({why}), though it tells workloads apart.");
        }
    }

    private static (string Path, ReferenceValue<Measurement>? Reference)[] Workload(TdxPolicy policy) =>
    [
        ("tdx.mrTd", policy.MrTd), ("tdx.rtMr0", policy.RtMr0), ("tdx.rtMr1", policy.RtMr1), ("tdx.rtMr2", policy.RtMr2), ("tdx.rtMr3", policy.RtMr3),
    ];
}
