using System.Buffers.Binary;
using Httpa.Verifiers.Dcap;

namespace Httpa.Verifiers.Sgx;

/// <summary>Looks an SGX policy over.</summary>
internal static class SgxPolicyReview
{
    internal static void Review(SgxPolicy policy, PolicyReview review)
    {
        ReviewWorkload(policy, review);
        ReviewLengths(policy, review);
        ReviewAttributes(policy, review);
        TcbPolicyReview.Review(policy.Tcb, "sgx.tcb", review);
        Warn(policy, review);
    }

    private static void ReviewWorkload(SgxPolicy policy, PolicyReview review)
    {
        review.Required("sgx.mrEnclave", policy.MrEnclave);
        review.Required("sgx.mrSigner", policy.MrSigner);
        review.Required("sgx.isvProdId", policy.IsvProdId);
        review.Required("sgx.isvSvn", policy.IsvSvn);
        review.Optional("sgx.configId", policy.ConfigId);
        review.Optional("sgx.configSvn", policy.ConfigSvn);
        review.Optional("sgx.isvFamilyId", policy.IsvFamilyId);
        review.Optional("sgx.isvExtProdId", policy.IsvExtProdId);
        review.Optional("sgx.miscSelect", policy.MiscSelect);
        review.Optional("sgx.ppid", policy.Ppid);
        review.Optional("sgx.fmspc", policy.Fmspc);
        if (policy is { MrEnclave.IsUnchecked: true, MrSigner.IsUnchecked: true })
            review.Problem("sgx", "checks neither mrEnclave nor mrSigner, so that any enclave of anyone would do. Name the build or its signer.");
    }

    private static void ReviewLengths(SgxPolicy policy, PolicyReview review)
    {
        review.Length("sgx.mrEnclave", policy.MrEnclave, 32);
        review.Length("sgx.mrSigner", policy.MrSigner, 32);
        review.Length("sgx.configId", policy.ConfigId, 64);
        review.Length("sgx.isvFamilyId", policy.IsvFamilyId, 16);
        review.Length("sgx.isvExtProdId", policy.IsvExtProdId, 16);
        review.Length("sgx.ppid", policy.Ppid, 16);
        review.Length("sgx.fmspc", policy.Fmspc, 6);
        foreach (var root in policy.DangerousTrustedRoots) review.Length("sgx.dangerousTrustedRoots", root, 32);
    }

    private static void ReviewAttributes(SgxPolicy policy, PolicyReview review)
    {
        if (policy.Attributes is not { } rule || !review.Masked("sgx.attributes", rule, 16)) return;
        var value = BinaryPrimitives.ReadUInt64LittleEndian(rule.Value.Bytes.Span);
        var mask = BinaryPrimitives.ReadUInt64LittleEndian(rule.Mask.Bytes.Span);
        if ((mask & ~value & SgxAppraisal.Init) != 0)
            review.Problem("sgx.attributes", "demands INIT (bit 0) clear, which no enclave can meet. Set it.");
        if ((value & SgxAppraisal.Debug) != 0 && !policy.DangerousAllowDebug)
            review.Problem("sgx.attributes", "demands DEBUG (bit 1), which sgx.dangerousAllowDebug refuses. Clear the bit.");
        if ((mask & ~value & SgxAppraisal.Debug) != 0 && policy.DangerousAllowDebug)
            review.Problem("sgx.attributes", "refuses DEBUG (bit 1), which sgx.dangerousAllowDebug accepts. Remove one of the two.");
    }

    private static void Warn(SgxPolicy policy, PolicyReview review)
    {
        if (policy.DangerousAllowDebug)
            review.Warn("sgx.dangerousAllowDebug", "is on: debug enclaves are accepted, whose memory can be read from outside. They protect nothing.");
        foreach (var root in policy.DangerousTrustedRoots)
            review.Warn("sgx.dangerousTrustedRoots", $"trusts {root} like Intel: whoever holds its key can make evidence that says anything.");
        if (policy.MrEnclave is { UncheckedBecause: { } why })
        {
            review.Warn("sgx.mrEnclave", $"is unchecked ({why}): every build of the signer is accepted, bad ones too.");
            Unchecked("sgx.mrSigner", policy.MrSigner?.UncheckedBecause, review);
            Unchecked("sgx.isvProdId", policy.IsvProdId?.UncheckedBecause, review);
            Unchecked("sgx.isvSvn", policy.IsvSvn?.UncheckedBecause, review);
        }

        // A rule that looks at no key flag takes the place of the default that refuses them, and has no room for a reason.
        const ulong keys = SgxAppraisal.ProvisionKey | SgxAppraisal.EInitTokenKey;
        if (policy.Attributes?.Mask.Bytes is { Length: 16 } mask && (BinaryPrimitives.ReadUInt64LittleEndian(mask.Span) & keys) != keys)
            review.Warn("sgx.attributes", "leaves PROVISIONKEY or EINITTOKENKEY (bits 4 and 5) out of the mask: enclaves with these keys are accepted.");
        Unchecked("sgx.configId", policy.ConfigId?.UncheckedBecause, review);
    }

    private static void Unchecked(string path, string? why, PolicyReview review)
    {
        if (why is not null) review.Warn(path, $"is unchecked ({why}), though it tells workloads apart.");
    }
}
