namespace Httpa.Verifiers;

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
        AppraisalReason.PolicyUnusable => "policy.unusable",
        AppraisalReason.VerifierFault => "evidence.verifier-fault",
        AppraisalReason.QuoteMalformed => "dcap.quote-malformed",
        AppraisalReason.QuoteTrailingBytes => "dcap.quote-trailing-bytes",
        AppraisalReason.QuoteVersionUnsupported => "dcap.version-unsupported",
        AppraisalReason.AttestationKeyTypeUnsupported => "dcap.attestation-key-type-unsupported",
        AppraisalReason.QeVendorUnknown => "dcap.qe-vendor-unknown",
        AppraisalReason.TeeTypeMismatch => "dcap.tee-type-mismatch",
        AppraisalReason.CertificationDataUnsupported => "dcap.certification-data-unsupported",
        AppraisalReason.PckChainMalformed => "dcap.pck-chain-malformed",
        AppraisalReason.PckChainInvalid => "dcap.pck-chain-invalid",
        AppraisalReason.CertificateSignatureInvalid => "dcap.certificate-signature-invalid",
        AppraisalReason.UntrustedRoot => "dcap.untrusted-root",
        AppraisalReason.CertificateExpired => "dcap.certificate-expired",
        AppraisalReason.CertificateNotYetValid => "dcap.certificate-not-yet-valid",
        AppraisalReason.CertificateRevoked => "dcap.certificate-revoked",
        AppraisalReason.PckExtensionInvalid => "dcap.pck-extension-invalid",
        AppraisalReason.AttestationKeyInvalid => "dcap.attestation-key-invalid",
        AppraisalReason.QeReportSignatureInvalid => "dcap.qe-report-signature-invalid",
        AppraisalReason.QeReportDataMismatch => "dcap.qe-report-data-mismatch",
        AppraisalReason.QuoteSignatureInvalid => "dcap.quote-signature-invalid",
        AppraisalReason.EndorsementsMissing => "dcap.endorsements-missing",
        AppraisalReason.TcbSigningChainMalformed => "dcap.tcb-signing-chain-malformed",
        AppraisalReason.TcbSigningChainInvalid => "dcap.tcb-signing-chain-invalid",
        AppraisalReason.PckCrlIssuerChainMalformed => "dcap.pck-crl-issuer-chain-malformed",
        AppraisalReason.PckCrlIssuerChainInvalid => "dcap.pck-crl-issuer-chain-invalid",
        AppraisalReason.CrlMalformed => "dcap.crl-malformed",
        AppraisalReason.CrlIssuerMismatch => "dcap.crl-issuer-mismatch",
        AppraisalReason.CrlSignatureInvalid => "dcap.crl-signature-invalid",
        AppraisalReason.CrlExpired => "dcap.crl-expired",
        AppraisalReason.CrlNotYetValid => "dcap.crl-not-yet-valid",
        AppraisalReason.TcbInfoMalformed => "dcap.tcb-info-malformed",
        AppraisalReason.TcbInfoSignatureInvalid => "dcap.tcb-info-signature-invalid",
        AppraisalReason.TcbInfoExpired => "dcap.tcb-info-expired",
        AppraisalReason.TcbInfoNotYetValid => "dcap.tcb-info-not-yet-valid",
        AppraisalReason.TcbInfoTypeMismatch => "dcap.tcb-info-type-mismatch",
        AppraisalReason.TcbInfoVersionUnsupported => "dcap.tcb-info-version-unsupported",
        AppraisalReason.FmspcMismatch => "dcap.fmspc-mismatch",
        AppraisalReason.PceIdMismatch => "dcap.pce-id-mismatch",
        AppraisalReason.TcbLevelsNotDescending => "dcap.tcb-levels-not-descending",
        AppraisalReason.TcbLevelNotFound => "dcap.tcb-level-not-found",
        AppraisalReason.QeIdentityMalformed => "dcap.qe-identity-malformed",
        AppraisalReason.QeIdentitySignatureInvalid => "dcap.qe-identity-signature-invalid",
        AppraisalReason.QeIdentityExpired => "dcap.qe-identity-expired",
        AppraisalReason.QeIdentityNotYetValid => "dcap.qe-identity-not-yet-valid",
        AppraisalReason.QeIdentityTypeMismatch => "dcap.qe-identity-type-mismatch",
        AppraisalReason.QeIdentityVersionUnsupported => "dcap.qe-identity-version-unsupported",
        AppraisalReason.QeLevelsNotDescending => "dcap.qe-levels-not-descending",
        AppraisalReason.QeMrSignerMismatch => "dcap.qe-mrsigner-mismatch",
        AppraisalReason.QeIsvProdIdMismatch => "dcap.qe-isvprodid-mismatch",
        AppraisalReason.QeMiscSelectMismatch => "dcap.qe-miscselect-mismatch",
        AppraisalReason.QeAttributesMismatch => "dcap.qe-attributes-mismatch",
        AppraisalReason.QeLevelNotFound => "dcap.qe-level-not-found",
        AppraisalReason.TdxModuleUnknown => "dcap.tdx-module-unknown",
        AppraisalReason.TdxModuleSignerMismatch => "dcap.tdx-module-signer-mismatch",
        AppraisalReason.TdxModuleAttributesMismatch => "dcap.tdx-module-attributes-mismatch",
        AppraisalReason.TdxModuleLevelNotFound => "dcap.tdx-module-level-not-found",
        AppraisalReason.TdxModuleLevelsNotDescending => "dcap.tdx-module-levels-not-descending",
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
        AppraisalReason.TdxDebugTd => "tdx.debug-td",
        AppraisalReason.TdxSeptVeDisableClear => "tdx.sept-ve-disable-clear",
        AppraisalReason.TdxMigratable => "tdx.migratable",
        AppraisalReason.TdxPerfmon => "tdx.perfmon",
        AppraisalReason.TdxAttributesRefused => "tdx.attributes-refused",
        AppraisalReason.TdxXfamRefused => "tdx.xfam-refused",
        AppraisalReason.TdxMrTdMismatch => "tdx.mrtd-mismatch",
        AppraisalReason.TdxRtMr0Mismatch => "tdx.rtmr0-mismatch",
        AppraisalReason.TdxRtMr1Mismatch => "tdx.rtmr1-mismatch",
        AppraisalReason.TdxRtMr2Mismatch => "tdx.rtmr2-mismatch",
        AppraisalReason.TdxRtMr3Mismatch => "tdx.rtmr3-mismatch",
        AppraisalReason.TdxMrConfigIdMismatch => "tdx.mrconfigid-mismatch",
        AppraisalReason.TdxMrOwnerMismatch => "tdx.mrowner-mismatch",
        AppraisalReason.TdxMrOwnerConfigMismatch => "tdx.mrownerconfig-mismatch",
        AppraisalReason.TdxMrServiceTdMismatch => "tdx.mrservicetd-mismatch",
        AppraisalReason.TdxMrSeamMismatch => "tdx.mrseam-mismatch",
        // SEV-SNP

        // Nitro

        // PSA

        // CCA

        // NVIDIA GPU

        // Azure vTPM

        // attestation results of a service (JWS)

        // composite evidence

        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
