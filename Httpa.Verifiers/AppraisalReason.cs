namespace Httpa.Verifiers;

/// <summary>Why evidence was not accepted. Numbers and codes are stable; docs/reasons.md tells cause and remedy of each.</summary>
public enum AppraisalReason
{
    /// <summary><c>evidence.type-not-supported</c>: no verifier judges this type.</summary>
    TypeNotSupported = 1,

    /// <summary><c>evidence.binding-mismatch</c>: the evidence does not carry the binding of this exchange.</summary>
    BindingMismatch = 2,

    /// <summary><c>policy.type-not-covered</c>: the policy has no rule for this type of evidence.</summary>
    TypeNotCovered = 3,

    /// <summary><c>policy.member-absent</c>: the policy does not say what this claim may be.</summary>
    PolicyMemberAbsent = 300,

    /// <summary><c>sgx.debug-enclave</c>: the enclave's memory can be read from outside.</summary>
    SgxDebugEnclave = 310,

    /// <summary><c>sgx.mrenclave-mismatch</c>: MRENCLAVE is none of the accepted builds.</summary>
    SgxMrEnclaveMismatch = 311,

    /// <summary><c>sgx.mrsigner-mismatch</c>: MRSIGNER is none of the accepted signers.</summary>
    SgxMrSignerMismatch = 312,

    /// <summary><c>sgx.isvprodid-mismatch</c>: ISVPRODID is none of the accepted products.</summary>
    SgxIsvProdIdMismatch = 313,

    /// <summary><c>sgx.isvsvn-refused</c>: ISVSVN is lower than accepted, or none of the accepted ones.</summary>
    SgxIsvSvnRefused = 314,

    /// <summary><c>sgx.configid-mismatch</c>: CONFIGID is not as the policy states, or not zero.</summary>
    SgxConfigIdMismatch = 315,

    /// <summary><c>sgx.configsvn-refused</c>: CONFIGSVN is not as the policy states, or not zero.</summary>
    SgxConfigSvnRefused = 316,

    /// <summary><c>sgx.isvfamilyid-mismatch</c>: ISVFAMILYID is not as the policy states, or not zero.</summary>
    SgxIsvFamilyIdMismatch = 317,

    /// <summary><c>sgx.isvextprodid-mismatch</c>: ISVEXTPRODID is not as the policy states, or not zero.</summary>
    SgxIsvExtProdIdMismatch = 318,

    /// <summary><c>sgx.attributes-refused</c>: ATTRIBUTES has flags that are not accepted.</summary>
    SgxAttributesRefused = 319,

    /// <summary><c>sgx.miscselect-refused</c>: MISCSELECT is not accepted.</summary>
    SgxMiscSelectRefused = 320,

    /// <summary><c>dcap.tcb-sw-hardening-needed</c>: software on the platform needs mitigations.</summary>
    DcapTcbSWHardeningNeeded = 330,

    /// <summary><c>dcap.tcb-configuration-needed</c>: the platform needs another configuration.</summary>
    DcapTcbConfigurationNeeded = 331,

    /// <summary><c>dcap.tcb-configuration-and-sw-hardening-needed</c>: the platform needs another configuration, and software on it mitigations.</summary>
    DcapTcbConfigurationAndSWHardeningNeeded = 332,

    /// <summary><c>dcap.tcb-out-of-date</c>: the platform is not patched, and no grace period holds.</summary>
    DcapTcbOutOfDate = 333,

    /// <summary><c>dcap.tcb-out-of-date-configuration-needed</c>: the platform is not patched and needs another configuration.</summary>
    DcapTcbOutOfDateConfigurationNeeded = 334,

    /// <summary><c>dcap.tcb-revoked</c>: the platform or its quoting enclave is never to be trusted again.</summary>
    DcapTcbRevoked = 335,

    /// <summary><c>dcap.tcb-relaunch-advised</c>: the TD was launched before the TDX module was patched.</summary>
    DcapTcbRelaunchAdvised = 336,

    /// <summary><c>dcap.tcb-relaunch-advised-configuration-needed</c>: the same, and the platform needs another configuration.</summary>
    DcapTcbRelaunchAdvisedConfigurationNeeded = 337,

    /// <summary><c>dcap.tcb-status-refused</c>: the policy does not accept this status, or it is unknown.</summary>
    DcapTcbStatusRefused = 338,

    /// <summary><c>dcap.advisory-not-accepted</c>: advisories are open that the policy does not name.</summary>
    DcapAdvisoryNotAccepted = 340,

    /// <summary><c>dcap.tcb-evaluation-too-old</c>: the endorsements were made before a TCB recovery that must be taken into account.</summary>
    DcapTcbEvaluationTooOld = 341,

    /// <summary><c>dcap.evaluation-numbers-differ</c>: TCB info and QE identity are of different TCB recoveries.</summary>
    DcapEvaluationNumbersDiffer = 342,

    /// <summary><c>dcap.platform-not-listed</c>: the machine (PPID) is none of the accepted ones.</summary>
    DcapPlatformNotListed = 343,

    /// <summary><c>dcap.fmspc-not-listed</c>: the model of the platform (FMSPC) is none of the accepted ones.</summary>
    DcapFmspcNotListed = 344,

    /// <summary><c>dcap.platform-unknown</c>: nothing is known of the platform, so nothing about it can be accepted.</summary>
    DcapPlatformUnknown = 345,
}

/// <summary>The codes of the reasons.</summary>
public static class AppraisalReasonCodes
{
    /// <summary>The stable code, such as <c>evidence.binding-mismatch</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string Code(this AppraisalReason reason) => reason switch
    {
        AppraisalReason.TypeNotSupported => "evidence.type-not-supported",
        AppraisalReason.BindingMismatch => "evidence.binding-mismatch",
        AppraisalReason.TypeNotCovered => "policy.type-not-covered",
        AppraisalReason.PolicyMemberAbsent => "policy.member-absent",
        AppraisalReason.SgxDebugEnclave => "sgx.debug-enclave",
        AppraisalReason.SgxMrEnclaveMismatch => "sgx.mrenclave-mismatch",
        AppraisalReason.SgxMrSignerMismatch => "sgx.mrsigner-mismatch",
        AppraisalReason.SgxIsvProdIdMismatch => "sgx.isvprodid-mismatch",
        AppraisalReason.SgxIsvSvnRefused => "sgx.isvsvn-refused",
        AppraisalReason.SgxConfigIdMismatch => "sgx.configid-mismatch",
        AppraisalReason.SgxConfigSvnRefused => "sgx.configsvn-refused",
        AppraisalReason.SgxIsvFamilyIdMismatch => "sgx.isvfamilyid-mismatch",
        AppraisalReason.SgxIsvExtProdIdMismatch => "sgx.isvextprodid-mismatch",
        AppraisalReason.SgxAttributesRefused => "sgx.attributes-refused",
        AppraisalReason.SgxMiscSelectRefused => "sgx.miscselect-refused",
        AppraisalReason.DcapTcbSWHardeningNeeded => "dcap.tcb-sw-hardening-needed",
        AppraisalReason.DcapTcbConfigurationNeeded => "dcap.tcb-configuration-needed",
        AppraisalReason.DcapTcbConfigurationAndSWHardeningNeeded => "dcap.tcb-configuration-and-sw-hardening-needed",
        AppraisalReason.DcapTcbOutOfDate => "dcap.tcb-out-of-date",
        AppraisalReason.DcapTcbOutOfDateConfigurationNeeded => "dcap.tcb-out-of-date-configuration-needed",
        AppraisalReason.DcapTcbRevoked => "dcap.tcb-revoked",
        AppraisalReason.DcapTcbRelaunchAdvised => "dcap.tcb-relaunch-advised",
        AppraisalReason.DcapTcbRelaunchAdvisedConfigurationNeeded => "dcap.tcb-relaunch-advised-configuration-needed",
        AppraisalReason.DcapTcbStatusRefused => "dcap.tcb-status-refused",
        AppraisalReason.DcapAdvisoryNotAccepted => "dcap.advisory-not-accepted",
        AppraisalReason.DcapTcbEvaluationTooOld => "dcap.tcb-evaluation-too-old",
        AppraisalReason.DcapEvaluationNumbersDiffer => "dcap.evaluation-numbers-differ",
        AppraisalReason.DcapPlatformNotListed => "dcap.platform-not-listed",
        AppraisalReason.DcapFmspcNotListed => "dcap.fmspc-not-listed",
        AppraisalReason.DcapPlatformUnknown => "dcap.platform-unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
