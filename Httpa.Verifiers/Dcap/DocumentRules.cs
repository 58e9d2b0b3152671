namespace Httpa.Verifiers.Dcap;

/// <summary>What TCB info and QE identity must be, besides signed, to judge a kind of quote with.</summary>
internal static class DocumentRules
{
    /// <summary>Holds both documents against the kind of quote.</summary>
    /// <param name="tcbInfo">The TCB info.</param>
    /// <param name="identity">The QE identity.</param>
    /// <param name="tee">The kind of quote.</param>
    /// <param name="findings">Takes the objections.</param>
    public static bool Judge(TcbInfo tcbInfo, QeIdentity identity, DcapTee tee, ICollection<Finding> findings)
    {
        var before = findings.Count;
        var (tcbInfoId, enclaveId) = tee == DcapTee.Sgx ? ("SGX", "QE") : ("TDX", "TD_QE");
        Require(tcbInfo.Version == 3 || (tcbInfo.Version == 2 && tee == DcapTee.Sgx), AppraisalReason.TcbInfoVersionUnsupported,
            "tcb_info", tee == DcapTee.Sgx ? "version 2 or 3" : "version 3", $"version {tcbInfo.Version}");
        Require(tcbInfo.Id == tcbInfoId && tcbInfo.TcbType == 0, AppraisalReason.TcbInfoTypeMismatch,
            "tcb_info", $"for {tee}, with TCB type 0", $"for {tcbInfo.Id}, with TCB type {tcbInfo.TcbType}");
        Require(tcbInfo.AreLevelsDescending, AppraisalReason.TcbLevelsNotDescending, "tcb_info", "levels from the best down", "in another order");
        Require(tcbInfo.TdxModules?.AreLevelsDescending != false, AppraisalReason.TdxModuleLevelsNotDescending,
            "tcb_info", "levels of each TDX module from the newest down", "in another order");
        Require(identity.Version == 2, AppraisalReason.QeIdentityVersionUnsupported, "qe_identity", "version 2", $"version {identity.Version}");
        Require(identity.Id == enclaveId, AppraisalReason.QeIdentityTypeMismatch, "qe_identity", $"of the enclave {enclaveId}", $"of the enclave {identity.Id}");
        Require(identity.AreLevelsDescending, AppraisalReason.QeLevelsNotDescending, "qe_identity", "levels from the newest down", "in another order");
        return findings.Count == before;

        void Require(bool holds, AppraisalReason reason, string subject, string expected, string actual)
        {
            if (holds) return;
            findings.Add(new Finding(reason, FindingKind.NotGenuine, subject, expected, actual,
                "Send the document that Intel's provisioning certification service has for this kind of quote."));
        }
    }
}
