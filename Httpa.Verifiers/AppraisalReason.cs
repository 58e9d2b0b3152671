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

    /// <summary><c>policy.unusable</c>: the policy has problems, such as checking neither the build nor its signer.</summary>
    PolicyUnusable = 4,

    /// <summary><c>evidence.verifier-fault</c>: the verifier came to no conclusion, or to one that contradicts itself.</summary>
    VerifierFault = 5,

    /// <summary><c>dcap.quote-malformed</c>: the quote is cut, its lengths do not fit together, or reserved bytes are not zero.</summary>
    QuoteMalformed = 100,

    /// <summary><c>dcap.quote-trailing-bytes</c>: bytes, zeros too, stand behind the quote.</summary>
    QuoteTrailingBytes = 101,

    /// <summary><c>dcap.version-unsupported</c>: the quote is not of version 3, 4 or 5.</summary>
    QuoteVersionUnsupported = 102,

    /// <summary><c>dcap.attestation-key-type-unsupported</c>: the attestation key is not of type 2, ECDSA with P-256.</summary>
    AttestationKeyTypeUnsupported = 103,

    /// <summary><c>dcap.qe-vendor-unknown</c>: the quoting enclave is not from Intel.</summary>
    QeVendorUnknown = 104,

    /// <summary><c>dcap.tee-type-mismatch</c>: the quote is about another kind of TEE than the evidence type says.</summary>
    TeeTypeMismatch = 105,

    /// <summary><c>dcap.certification-data-unsupported</c>: the quote does not carry its PCK certificate chain (certification data of type 5).</summary>
    CertificationDataUnsupported = 106,

    /// <summary><c>dcap.pck-chain-malformed</c>: the PCK certificate chain is not three P-256 certificates in strict PEM.</summary>
    PckChainMalformed = 110,

    /// <summary><c>dcap.pck-chain-invalid</c>: the certificates do not form a path from root over Platform or Processor CA to PCK by name, key identifier, role, key usage and path length.</summary>
    PckChainInvalid = 111,

    /// <summary><c>dcap.certificate-signature-invalid</c>: a certificate of a chain was not signed by its issuer.</summary>
    CertificateSignatureInvalid = 112,

    /// <summary><c>dcap.untrusted-root</c>: a chain ends in a root whose key is not pinned.</summary>
    UntrustedRoot = 113,

    /// <summary><c>dcap.certificate-expired</c>: a certificate is not valid any more.</summary>
    CertificateExpired = 114,

    /// <summary><c>dcap.certificate-not-yet-valid</c>: a certificate is not valid yet.</summary>
    CertificateNotYetValid = 115,

    /// <summary><c>dcap.certificate-revoked</c>: Intel revoked a certificate.</summary>
    CertificateRevoked = 116,

    /// <summary><c>dcap.pck-extension-invalid</c>: the PCK certificate lacks Intel's SGX extension, or a member of it.</summary>
    PckExtensionInvalid = 117,

    /// <summary><c>dcap.attestation-key-invalid</c>: the attestation key is not a point of the curve.</summary>
    AttestationKeyInvalid = 120,

    /// <summary><c>dcap.qe-report-signature-invalid</c>: the PCK did not sign the quoting enclave's report.</summary>
    QeReportSignatureInvalid = 121,

    /// <summary><c>dcap.qe-report-data-mismatch</c>: the quoting enclave's report does not name the attestation key.</summary>
    QeReportDataMismatch = 122,

    /// <summary><c>dcap.quote-signature-invalid</c>: the attestation key did not sign the quote.</summary>
    QuoteSignatureInvalid = 123,

    /// <summary><c>dcap.endorsements-missing</c>: a document that is needed to judge the platform was not given.</summary>
    EndorsementsMissing = 130,

    /// <summary><c>dcap.tcb-signing-chain-malformed</c>: the TCB signing chain is not two P-256 certificates in strict PEM.</summary>
    TcbSigningChainMalformed = 131,

    /// <summary><c>dcap.tcb-signing-chain-invalid</c>: the TCB signing chain is not a path from root to TCB Signing.</summary>
    TcbSigningChainInvalid = 132,

    /// <summary><c>dcap.pck-crl-issuer-chain-malformed</c>: the PCK CRL issuer chain is not two P-256 certificates in strict PEM.</summary>
    PckCrlIssuerChainMalformed = 133,

    /// <summary><c>dcap.pck-crl-issuer-chain-invalid</c>: the PCK CRL issuer chain is not a path from root to Platform or Processor CA.</summary>
    PckCrlIssuerChainInvalid = 134,

    /// <summary><c>dcap.crl-malformed</c>: a revocation list is not a complete list in DER.</summary>
    CrlMalformed = 135,

    /// <summary><c>dcap.crl-issuer-mismatch</c>: a revocation list is from another CA than the certificate that it is for.</summary>
    CrlIssuerMismatch = 136,

    /// <summary><c>dcap.crl-signature-invalid</c>: the CA did not sign the revocation list.</summary>
    CrlSignatureInvalid = 137,

    /// <summary><c>dcap.crl-expired</c>: a newer revocation list is due.</summary>
    CrlExpired = 138,

    /// <summary><c>dcap.crl-not-yet-valid</c>: the revocation list was issued later than the time judged at.</summary>
    CrlNotYetValid = 139,

    /// <summary><c>dcap.tcb-info-malformed</c>: the TCB info is not the JSON document of Intel's API.</summary>
    TcbInfoMalformed = 150,

    /// <summary><c>dcap.tcb-info-signature-invalid</c>: the TCB signing key did not sign the TCB info.</summary>
    TcbInfoSignatureInvalid = 151,

    /// <summary><c>dcap.tcb-info-expired</c>: a newer TCB info is due.</summary>
    TcbInfoExpired = 152,

    /// <summary><c>dcap.tcb-info-not-yet-valid</c>: the TCB info was issued later than the time judged at.</summary>
    TcbInfoNotYetValid = 153,

    /// <summary><c>dcap.tcb-info-type-mismatch</c>: the TCB info is for another kind of TEE, or compares levels in an unknown way.</summary>
    TcbInfoTypeMismatch = 154,

    /// <summary><c>dcap.tcb-info-version-unsupported</c>: the TCB info has an unknown version.</summary>
    TcbInfoVersionUnsupported = 155,

    /// <summary><c>dcap.fmspc-mismatch</c>: the TCB info is for another model than the PCK certificate.</summary>
    FmspcMismatch = 156,

    /// <summary><c>dcap.pce-id-mismatch</c>: the TCB info is for another provisioning certification enclave.</summary>
    PceIdMismatch = 157,

    /// <summary><c>dcap.tcb-levels-not-descending</c>: the levels of the TCB info are not ordered from the best down.</summary>
    TcbLevelsNotDescending = 158,

    /// <summary><c>dcap.tcb-level-not-found</c>: the platform is below every level that Intel knows.</summary>
    TcbLevelNotFound = 159,

    /// <summary><c>dcap.qe-identity-malformed</c>: the QE identity is not the JSON document of Intel's API.</summary>
    QeIdentityMalformed = 170,

    /// <summary><c>dcap.qe-identity-signature-invalid</c>: the TCB signing key did not sign the QE identity.</summary>
    QeIdentitySignatureInvalid = 171,

    /// <summary><c>dcap.qe-identity-expired</c>: a newer QE identity is due.</summary>
    QeIdentityExpired = 172,

    /// <summary><c>dcap.qe-identity-not-yet-valid</c>: the QE identity was issued later than the time judged at.</summary>
    QeIdentityNotYetValid = 173,

    /// <summary><c>dcap.qe-identity-type-mismatch</c>: the QE identity is of another enclave.</summary>
    QeIdentityTypeMismatch = 174,

    /// <summary><c>dcap.qe-identity-version-unsupported</c>: the QE identity has an unknown version.</summary>
    QeIdentityVersionUnsupported = 175,

    /// <summary><c>dcap.qe-levels-not-descending</c>: the levels of the QE identity are not ordered from the newest down.</summary>
    QeLevelsNotDescending = 176,

    /// <summary><c>dcap.qe-mrsigner-mismatch</c>: the quoting enclave was signed by another signer.</summary>
    QeMrSignerMismatch = 177,

    /// <summary><c>dcap.qe-isvprodid-mismatch</c>: the enclave that signed is another product of Intel's.</summary>
    QeIsvProdIdMismatch = 178,

    /// <summary><c>dcap.qe-miscselect-mismatch</c>: the quoting enclave's MISCSELECT is not what Intel demands.</summary>
    QeMiscSelectMismatch = 179,

    /// <summary><c>dcap.qe-attributes-mismatch</c>: the quoting enclave's ATTRIBUTES are not what Intel demands: a debug enclave, say.</summary>
    QeAttributesMismatch = 180,

    /// <summary><c>dcap.qe-level-not-found</c>: the quoting enclave is older than every version that Intel knows.</summary>
    QeLevelNotFound = 181,

    /// <summary><c>dcap.tdx-module-unknown</c>: the TCB info names no TDX module of this version.</summary>
    TdxModuleUnknown = 182,

    /// <summary><c>dcap.tdx-module-signer-mismatch</c>: the TDX module was signed by another signer than Intel demands.</summary>
    TdxModuleSignerMismatch = 183,

    /// <summary><c>dcap.tdx-module-attributes-mismatch</c>: the TDX module's SEAMATTRIBUTES are not what Intel demands: a debug module, say.</summary>
    TdxModuleAttributesMismatch = 184,

    /// <summary><c>dcap.tdx-module-level-not-found</c>: the TDX module is older than every version that Intel knows.</summary>
    TdxModuleLevelNotFound = 185,

    /// <summary><c>dcap.tdx-module-levels-not-descending</c>: the levels of a TDX module are not ordered from the newest down.</summary>
    TdxModuleLevelsNotDescending = 186,

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

    /// <summary><c>tdx.debug-td</c>: the host can read the TD's memory.</summary>
    TdxDebugTd = 346,

    /// <summary><c>tdx.sept-ve-disable-clear</c>: the TD runs without SEPT_VE_DISABLE: the host can interrupt the guest's kernel wherever it likes.</summary>
    TdxSeptVeDisableClear = 347,

    /// <summary><c>tdx.migratable</c>: a migration TD can move the TD to another machine.</summary>
    TdxMigratable = 348,

    /// <summary><c>tdx.perfmon</c>: the TD uses performance counters, which tell its secrets.</summary>
    TdxPerfmon = 349,

    /// <summary><c>tdx.attributes-refused</c>: TDATTRIBUTES has flags that are not accepted.</summary>
    TdxAttributesRefused = 350,

    /// <summary><c>tdx.xfam-refused</c>: XFAM has features that are not accepted, or lacks some.</summary>
    TdxXfamRefused = 351,

    /// <summary><c>tdx.mrtd-mismatch</c>: MRTD is none of the accepted values: another virtual firmware.</summary>
    TdxMrTdMismatch = 352,

    /// <summary><c>tdx.rtmr0-mismatch</c>: RTMR0 is none of the accepted values.</summary>
    TdxRtMr0Mismatch = 353,

    /// <summary><c>tdx.rtmr1-mismatch</c>: RTMR1 is none of the accepted values.</summary>
    TdxRtMr1Mismatch = 354,

    /// <summary><c>tdx.rtmr2-mismatch</c>: RTMR2 is none of the accepted values.</summary>
    TdxRtMr2Mismatch = 355,

    /// <summary><c>tdx.rtmr3-mismatch</c>: RTMR3 is none of the accepted values.</summary>
    TdxRtMr3Mismatch = 356,

    /// <summary><c>tdx.mrconfigid-mismatch</c>: MRCONFIGID is not as the policy states, or not zero.</summary>
    TdxMrConfigIdMismatch = 357,

    /// <summary><c>tdx.mrowner-mismatch</c>: MROWNER is not as the policy states, or not zero.</summary>
    TdxMrOwnerMismatch = 358,

    /// <summary><c>tdx.mrownerconfig-mismatch</c>: MROWNERCONFIG is not as the policy states, or not zero.</summary>
    TdxMrOwnerConfigMismatch = 359,

    /// <summary><c>tdx.mrservicetd-mismatch</c>: a service TD is bound to the TD that the policy does not name, or the report does not tell.</summary>
    TdxMrServiceTdMismatch = 360,

    /// <summary><c>tdx.mrseam-mismatch</c>: MRSEAM is none of the accepted TDX modules.</summary>
    TdxMrSeamMismatch = 361,

    // SEV-SNP: 400 to 449

    /// <summary><c>snp.report-malformed</c>: the report does not have 1,184 bytes, or reserved bytes are not zero.</summary>
    SnpReportMalformed = 400,

    /// <summary><c>snp.version-unsupported</c>: the report is not of version 2, 3 or 5.</summary>
    SnpVersionUnsupported = 401,

    /// <summary><c>snp.signature-algorithm-unsupported</c>: the report is not signed with ECDSA P-384 and SHA-384.</summary>
    SnpSignatureAlgorithmUnsupported = 402,

    /// <summary><c>snp.signing-key-mismatch</c>: the report names no key that signs, or another kind of key than the certificate that came with it.</summary>
    SnpSigningKeyMismatch = 403,

    /// <summary><c>snp.endorsements-missing</c>: a certificate that leads from the root to the signing key was not given.</summary>
    SnpEndorsementsMissing = 404,

    /// <summary><c>snp.certificate-malformed</c>: a certificate is not one that AMD issues, in DER.</summary>
    SnpCertificateMalformed = 405,

    /// <summary><c>snp.chain-invalid</c>: the certificates do not form a path ARK, ASK, VCEK or ARK, ASVK, VLEK by name, key identifier, role and key usage.</summary>
    SnpChainInvalid = 406,

    /// <summary><c>snp.untrusted-root</c>: the root's key is not the one that is pinned for the product line.</summary>
    SnpUntrustedRoot = 407,

    /// <summary><c>snp.certificate-signature-invalid</c>: a certificate was not signed by its issuer.</summary>
    SnpCertificateSignatureInvalid = 408,

    /// <summary><c>snp.certificate-expired</c>: a certificate is not valid any more.</summary>
    SnpCertificateExpired = 409,

    /// <summary><c>snp.certificate-not-yet-valid</c>: a certificate is not valid yet.</summary>
    SnpCertificateNotYetValid = 410,

    /// <summary><c>snp.certificate-revoked</c>: AMD revoked a certificate.</summary>
    SnpCertificateRevoked = 411,

    /// <summary><c>snp.leaf-extension-invalid</c>: the VCEK or VLEK certificate lacks an extension of AMD's, or has a malformed one.</summary>
    SnpLeafExtensionInvalid = 412,

    /// <summary><c>snp.product-mismatch</c>: certificates and processor are not of one product line.</summary>
    SnpProductMismatch = 413,

    /// <summary><c>snp.tcb-mismatch</c>: the certificate is for another TCB than REPORTED_TCB.</summary>
    SnpTcbMismatch = 414,

    /// <summary><c>snp.chip-id-mismatch</c>: the VCEK certificate is of another chip, or the report hides its chip without saying so.</summary>
    SnpChipIdMismatch = 415,

    /// <summary><c>snp.report-signature-invalid</c>: the key of the certificate did not sign the report.</summary>
    SnpReportSignatureInvalid = 416,

    /// <summary><c>snp.crl-malformed</c>: the revocation list is not a complete list in DER.</summary>
    SnpCrlMalformed = 417,

    /// <summary><c>snp.crl-signature-invalid</c>: the root of the product line did not issue and sign the revocation list.</summary>
    SnpCrlSignatureInvalid = 418,

    /// <summary><c>snp.crl-expired</c>: a newer revocation list is due.</summary>
    SnpCrlExpired = 419,

    /// <summary><c>snp.crl-not-yet-valid</c>: the revocation list was issued later than the time judged at.</summary>
    SnpCrlNotYetValid = 420,

    /// <summary><c>snp.crl-missing</c>: the policy demands a revocation list, and none was given.</summary>
    SnpCrlMissing = 421,

    /// <summary><c>snp.debug-guest</c>: the host can read the guest's memory.</summary>
    SnpDebugGuest = 422,

    /// <summary><c>snp.migratable</c>: a migration agent can move the guest to another machine.</summary>
    SnpMigratable = 423,

    /// <summary><c>snp.guest-policy-refused</c>: a bit of the guest policy is not accepted, or reserved.</summary>
    SnpGuestPolicyRefused = 424,

    /// <summary><c>snp.vmpl-refused</c>: the report was asked for from a level that is not accepted, or by the host.</summary>
    SnpVmplRefused = 425,

    /// <summary><c>snp.platform-info-refused</c>: a bit of PLATFORM_INFO is not accepted, or reserved.</summary>
    SnpPlatformInfoRefused = 426,

    /// <summary><c>snp.alias-check-incomplete</c>: the platform did not check that no memory module lies about its size.</summary>
    SnpAliasCheckIncomplete = 427,

    /// <summary><c>snp.tcb-too-old</c>: a component of a TCB version is below the policy's minimum.</summary>
    SnpTcbTooOld = 428,

    /// <summary><c>snp.measurement-mismatch</c>: MEASUREMENT is none of the accepted builds.</summary>
    SnpMeasurementMismatch = 429,

    /// <summary><c>snp.host-data-mismatch</c>: HOST_DATA is not as the policy states, or not zero.</summary>
    SnpHostDataMismatch = 430,

    /// <summary><c>snp.family-id-mismatch</c>: FAMILY_ID is not as the policy states, or not zero.</summary>
    SnpFamilyIdMismatch = 431,

    /// <summary><c>snp.image-id-mismatch</c>: IMAGE_ID is not as the policy states, or not zero.</summary>
    SnpImageIdMismatch = 432,

    /// <summary><c>snp.guest-svn-refused</c>: GUEST_SVN is lower than accepted, or none of the accepted ones.</summary>
    SnpGuestSvnRefused = 433,

    /// <summary><c>snp.id-key-digest-mismatch</c>: ID_KEY_DIGEST is not as the policy states, or not zero.</summary>
    SnpIdKeyDigestMismatch = 434,

    /// <summary><c>snp.author-key-digest-mismatch</c>: AUTHOR_KEY_DIGEST is not as the policy states, or not zero.</summary>
    SnpAuthorKeyDigestMismatch = 435,

    /// <summary><c>snp.report-id-mismatch</c>: REPORT_ID is none of the accepted instances.</summary>
    SnpReportIdMismatch = 436,

    /// <summary><c>snp.report-id-ma-mismatch</c>: REPORT_ID_MA is none of the accepted migration agents.</summary>
    SnpReportIdMaMismatch = 437,

    /// <summary><c>snp.chip-not-listed</c>: CHIP_ID is none of the accepted chips, or hidden.</summary>
    SnpChipNotListed = 438,

    /// <summary><c>snp.csp-not-listed</c>: the VLEK is of another cloud provider than accepted, or the report is signed by a VCEK.</summary>
    SnpCspNotListed = 439,

    // Nitro: 450 to 479

    /// <summary><c>nitro.document-malformed</c>: the attestation document is no COSE_Sign1 message around a document of AWS' format.</summary>
    NitroDocumentMalformed = 450,

    /// <summary><c>nitro.algorithm-unsupported</c>: the document is not signed by ES384.</summary>
    NitroAlgorithmUnsupported = 451,

    /// <summary><c>nitro.certificate-malformed</c>: a certificate of the document is no strict DER, or not of P-384 keys and ECDSA with SHA-384.</summary>
    NitroCertificateMalformed = 452,

    /// <summary><c>nitro.chain-invalid</c>: the certificates do not form a path from the root to the enclave in the order of the bundle.</summary>
    NitroChainInvalid = 453,

    /// <summary><c>nitro.untrusted-root</c>: the chain ends in a root whose key is not pinned.</summary>
    NitroUntrustedRoot = 454,

    /// <summary><c>nitro.certificate-signature-invalid</c>: a certificate was not signed by its issuer.</summary>
    NitroCertificateSignatureInvalid = 455,

    /// <summary><c>nitro.certificate-expired</c>: a certificate is not valid any more.</summary>
    NitroCertificateExpired = 456,

    /// <summary><c>nitro.certificate-not-yet-valid</c>: a certificate is not valid yet.</summary>
    NitroCertificateNotYetValid = 457,

    /// <summary><c>nitro.signature-invalid</c>: the key of the enclave's certificate did not sign the document.</summary>
    NitroSignatureInvalid = 458,

    /// <summary><c>nitro.debug-mode</c>: the enclave runs in debug mode: PCR0, PCR1 or PCR2 is zero or missing.</summary>
    NitroDebugMode = 459,

    /// <summary><c>nitro.pcr0-mismatch</c>: PCR0, the image, is none of the accepted values.</summary>
    NitroPcr0Mismatch = 460,

    /// <summary><c>nitro.pcr1-mismatch</c>: PCR1, kernel and boot file system, is none of the accepted values.</summary>
    NitroPcr1Mismatch = 461,

    /// <summary><c>nitro.pcr2-mismatch</c>: PCR2, the application, is none of the accepted values.</summary>
    NitroPcr2Mismatch = 462,

    /// <summary><c>nitro.pcr3-mismatch</c>: PCR3, the role of the parent instance, is none of the accepted values.</summary>
    NitroPcr3Mismatch = 463,

    /// <summary><c>nitro.pcr4-mismatch</c>: PCR4, the parent instance, is none of the accepted values.</summary>
    NitroPcr4Mismatch = 464,

    /// <summary><c>nitro.pcr8-mismatch</c>: PCR8, the certificate that signed the image, is none of the accepted values.</summary>
    NitroPcr8Mismatch = 465,

    /// <summary><c>nitro.pcr-mismatch</c>: another register is none of the accepted values, or not in the document.</summary>
    NitroPcrMismatch = 466,

    /// <summary><c>nitro.module-not-listed</c>: the enclave is none of those that the policy names.</summary>
    NitroModuleNotListed = 467,

    /// <summary><c>nitro.timestamp-refused</c>: the document was not made near the time judged at.</summary>
    NitroTimestampRefused = 468,

    // PSA: 480 to 509; what CCA has too begins with arm

    /// <summary><c>arm.token-malformed</c>: the token is no COSE message as it must be, or its content is no set of claims.</summary>
    ArmTokenMalformed = 480,

    /// <summary><c>arm.claims-invalid</c>: a claim is missing, has another form, or belongs to another profile.</summary>
    ArmClaimsInvalid = 481,

    /// <summary><c>arm.algorithm-unsupported</c>: the token is signed by an algorithm that is not accepted.</summary>
    ArmAlgorithmUnsupported = 482,

    /// <summary><c>arm.key-unknown</c>: the policy names no attestation key for the device.</summary>
    ArmKeyUnknown = 483,

    /// <summary><c>arm.signature-invalid</c>: no key that the policy names for the device made the signature or the authentication code.</summary>
    ArmSignatureInvalid = 484,

    /// <summary><c>arm.key-not-yet-valid</c>: the key's time, as the policy states it, has not begun.</summary>
    ArmKeyNotYetValid = 485,

    /// <summary><c>arm.key-expired</c>: the key's time, as the policy states it, is over.</summary>
    ArmKeyExpired = 486,

    /// <summary><c>arm.lifecycle-refused</c>: the device is not secured, or not in the state that the policy states.</summary>
    ArmLifecycleRefused = 487,

    /// <summary><c>arm.implementation-id-refused</c>: the implementation is none that the policy accepts.</summary>
    ArmImplementationIdRefused = 488,

    /// <summary><c>arm.component-unlisted</c>: the device started software that the policy does not name.</summary>
    ArmSoftwareComponentUnlisted = 489,

    /// <summary><c>arm.component-absent</c>: the device did not start software that the policy names.</summary>
    ArmSoftwareComponentAbsent = 490,

    /// <summary><c>arm.component-mismatch</c>: measurement, signer or version of a software component is not as the policy states.</summary>
    ArmSoftwareComponentMismatch = 491,

    /// <summary><c>arm.verification-service-refused</c>: the verification service indicator is not as the policy states.</summary>
    ArmVerificationServiceRefused = 492,

    /// <summary><c>psa.profile-refused</c>: the token follows a profile that is unknown, or not one that the policy states.</summary>
    PsaProfileRefused = 493,

    /// <summary><c>psa.client-id-refused</c>: the token was made for a caller in the device that the policy does not name.</summary>
    PsaClientIdRefused = 494,

    /// <summary><c>psa.software-not-measured</c>: the device measured no software.</summary>
    PsaSoftwareNotMeasured = 495,

    /// <summary><c>psa.boot-seed-refused</c>: the boot seed is not as the policy states.</summary>
    PsaBootSeedRefused = 496,

    /// <summary><c>psa.certification-refused</c>: the certification reference is not as the policy states.</summary>
    PsaCertificationRefused = 497,

    // CCA: 510 to 539

    /// <summary><c>cca.profile-unsupported</c>: the platform token or the realm token follows a profile that is not known, or the two do not go together.</summary>
    CcaProfileUnsupported = 510,

    /// <summary><c>cca.realm-key-not-bound</c>: the platform token's challenge is not the hash of the realm's key.</summary>
    CcaRealmKeyNotBound = 511,

    /// <summary><c>cca.realm-key-invalid</c>: the realm's key is not in the form that its profile demands.</summary>
    CcaRealmKeyInvalid = 512,

    /// <summary><c>cca.realm-signature-invalid</c>: the realm's key did not sign the realm token.</summary>
    CcaRealmSignatureInvalid = 513,

    /// <summary><c>cca.realm-initial-measurement-mismatch</c>: the realm was built from something that the policy does not accept.</summary>
    CcaRealmInitialMeasurementMismatch = 514,

    /// <summary><c>cca.realm-extensible-measurement-mismatch</c>: an extensible measurement is not as the policy states, or not zero.</summary>
    CcaRealmExtensibleMeasurementMismatch = 515,

    /// <summary><c>cca.realm-personalization-mismatch</c>: the personalization value is not as the policy states, or not zero.</summary>
    CcaRealmPersonalizationMismatch = 516,

    /// <summary><c>cca.realm-instance-id-refused</c>: the realm is none of those that the policy names.</summary>
    CcaRealmInstanceIdRefused = 517,

    /// <summary><c>cca.hash-algorithm-refused</c>: a hash algorithm of platform or realm is not accepted.</summary>
    CcaHashAlgorithmRefused = 518,

    /// <summary><c>cca.devices-refused</c>: devices are assigned to the realm that the policy does not accept.</summary>
    CcaDevicesRefused = 519,

    /// <summary><c>cca.memory-encryption-shared</c>: the realm's memory is not encrypted under a key of its own.</summary>
    CcaMemoryEncryptionShared = 520,

    /// <summary><c>cca.live-activation-allowed</c>: firmware under the realm may be replaced while it runs.</summary>
    CcaLiveActivationAllowed = 521,

    /// <summary><c>cca.platform-config-refused</c>: the platform's configuration is not as the policy states.</summary>
    CcaPlatformConfigRefused = 522,

    // NVIDIA GPU: 540 to 579

    /// <summary><c>nvidia-gpu.report-malformed</c>: the report is no request and answer of SPDM 1.1, is cut or longer, or names something twice.</summary>
    NvidiaGpuReportMalformed = 540,

    /// <summary><c>nvidia-gpu.report-signature-invalid</c>: the device's attestation key did not sign the report.</summary>
    NvidiaGpuReportSignatureInvalid = 541,

    /// <summary><c>nvidia-gpu.fwid-mismatch</c>: the report names other firmware (FWID) than its attestation key was certified for.</summary>
    NvidiaGpuFirmwareIdMismatch = 542,

    /// <summary><c>nvidia-gpu.endorsements-missing</c>: the certificate chain of the device was not given.</summary>
    NvidiaGpuEndorsementsMissing = 543,

    /// <summary><c>nvidia-gpu.chain-malformed</c>: a certificate chain is not 2 to 8 certificates with P-384 keys, from the leaf to the root.</summary>
    NvidiaGpuChainMalformed = 544,

    /// <summary><c>nvidia-gpu.chain-invalid</c>: the certificates do not form a path by name, key identifier, role and key usage, or the leaf is not of a device.</summary>
    NvidiaGpuChainInvalid = 545,

    /// <summary><c>nvidia-gpu.certificate-signature-invalid</c>: a certificate of a chain was not signed by its issuer.</summary>
    NvidiaGpuCertificateSignatureInvalid = 546,

    /// <summary><c>nvidia-gpu.untrusted-root</c>: a chain ends in a root whose key is not pinned.</summary>
    NvidiaGpuUntrustedRoot = 547,

    /// <summary><c>nvidia-gpu.certificate-expired</c>: a certificate is not valid any more.</summary>
    NvidiaGpuCertificateExpired = 548,

    /// <summary><c>nvidia-gpu.certificate-not-yet-valid</c>: a certificate is not valid yet.</summary>
    NvidiaGpuCertificateNotYetValid = 549,

    /// <summary><c>nvidia-gpu.certificate-revoked</c>: NVIDIA revoked a certificate.</summary>
    NvidiaGpuCertificateRevoked = 550,

    /// <summary><c>nvidia-gpu.ocsp-malformed</c>: the OCSP responses are not 1 to 16 successful basic responses in DER that say when the next one is due.</summary>
    NvidiaGpuOcspMalformed = 551,

    /// <summary><c>nvidia-gpu.ocsp-signature-invalid</c>: an OCSP response was signed neither by the certificate's CA nor by a responder that it, or a CA above it, certified.</summary>
    NvidiaGpuOcspSignatureInvalid = 552,

    /// <summary><c>nvidia-gpu.ocsp-expired</c>: a newer OCSP response is due.</summary>
    NvidiaGpuOcspExpired = 553,

    /// <summary><c>nvidia-gpu.ocsp-not-yet-valid</c>: an OCSP response was issued later than the time judged at.</summary>
    NvidiaGpuOcspNotYetValid = 554,

    /// <summary><c>nvidia-gpu.ocsp-required</c>: the policy demands OCSP responses for all certificates that were relied on, and one is missing.</summary>
    NvidiaGpuOcspRequired = 555,

    /// <summary><c>nvidia-gpu.certificate-on-hold</c>: NVIDIA revoked a certificate until further notice (certificateHold).</summary>
    NvidiaGpuCertificateOnHold = 556,

    /// <summary><c>nvidia-gpu.rim-malformed</c>: a manifest is not a SWID tag with one enveloped XML signature in the form that NVIDIA uses.</summary>
    NvidiaGpuRimMalformed = 557,

    /// <summary><c>nvidia-gpu.rim-signature-invalid</c>: the key of the manifest's certificate did not sign it.</summary>
    NvidiaGpuRimSignatureInvalid = 558,

    /// <summary><c>nvidia-gpu.rim-required</c>: the policy demands the manifests of driver and VBIOS, and one is missing.</summary>
    NvidiaGpuRimRequired = 559,

    /// <summary><c>nvidia-gpu.rim-version-mismatch</c>: a manifest is of another version than the device reports.</summary>
    NvidiaGpuRimVersionMismatch = 560,

    /// <summary><c>nvidia-gpu.rim-index-conflict</c>: the manifests of driver and VBIOS both name the measurement at one index.</summary>
    NvidiaGpuRimIndexConflict = 561,

    /// <summary><c>nvidia-gpu.chip-refused</c>: the chip is none of the accepted ones.</summary>
    NvidiaGpuChipRefused = 564,

    /// <summary><c>nvidia-gpu.driver-version-refused</c>: the driver is none of the accepted versions.</summary>
    NvidiaGpuDriverVersionRefused = 565,

    /// <summary><c>nvidia-gpu.vbios-version-refused</c>: the VBIOS, or a switch's firmware, is none of the accepted versions.</summary>
    NvidiaGpuVbiosVersionRefused = 566,

    /// <summary><c>nvidia-gpu.measurement-mismatch</c>: a measurement is none of the accepted values: other firmware, another configuration, or another mode such as CC DevTools.</summary>
    NvidiaGpuMeasurementMismatch = 567,

    /// <summary><c>nvidia-gpu.protected-pcie-refused</c>: the GPU sends data over NVLink unencrypted.</summary>
    NvidiaGpuProtectedPcieRefused = 568,

    /// <summary><c>nvidia-gpu.switch-not-attested</c>: a GPU is linked to a switch that is not attested beside it.</summary>
    NvidiaGpuSwitchNotAttested = 569,

    /// <summary><c>nvidia-gpu.device-not-listed</c>: the device is none of the accepted ones.</summary>
    NvidiaGpuDeviceNotListed = 570,

    /// <summary><c>nvidia-gpu.fwid-refused</c>: the firmware (FWID) is none of the accepted ones.</summary>
    NvidiaGpuFirmwareIdRefused = 571,

    // Azure vTPM: 580 to 599

    /// <summary><c>azure-vtpm.malformed</c>: the evidence, or the paravisor's report in it, is cut, or its lengths do not fit together.</summary>
    AzureVtpmMalformed = 580,

    /// <summary><c>azure-vtpm.hardware-unsupported</c>: below the vTPM is neither SEV-SNP nor TDX.</summary>
    AzureVtpmHardwareUnsupported = 581,

    /// <summary><c>azure-vtpm.hardware-quote-missing</c>: the VM runs on TDX, and the TDX quote was not given.</summary>
    AzureVtpmHardwareQuoteMissing = 582,

    /// <summary><c>azure-vtpm.runtime-data-mismatch</c>: the hardware's report does not name the runtime data, and so not the vTPM's key.</summary>
    AzureVtpmRuntimeDataMismatch = 583,

    /// <summary><c>azure-vtpm.attestation-key-invalid</c>: the runtime data have no attestation key.</summary>
    AzureVtpmAttestationKeyInvalid = 584,

    /// <summary><c>azure-vtpm.quote-malformed</c>: the TPM quote is none, or over another bank than SHA-256.</summary>
    AzureVtpmQuoteMalformed = 585,

    /// <summary><c>azure-vtpm.quote-signature-invalid</c>: the vTPM's attestation key did not sign the quote.</summary>
    AzureVtpmQuoteSignatureInvalid = 586,

    /// <summary><c>azure-vtpm.pcrs-mismatch</c>: the values given of the PCRs are not the quoted ones.</summary>
    AzureVtpmPcrsMismatch = 587,

    /// <summary><c>azure-vtpm.pcrs-missing</c>: the policy names single PCRs, and their values were not given.</summary>
    AzureVtpmPcrsMissing = 588,

    /// <summary><c>azure-vtpm.pcr-mismatch</c>: a PCR is none of the accepted values: something else was booted.</summary>
    AzureVtpmPcrMismatch = 589,

    /// <summary><c>azure-vtpm.pcr-digest-mismatch</c>: the PCRs together are none of the accepted ones.</summary>
    AzureVtpmPcrDigestMismatch = 590,

    /// <summary><c>azure-vtpm.pcr-not-quoted</c>: the quote is not over the PCRs that the policy names.</summary>
    AzureVtpmPcrNotQuoted = 591,

    // attestation results of a service (JWS): 600 to 629

    /// <summary><c>jwt.malformed</c>: not a signed token in compact form, in the strict encoding.</summary>
    JwtMalformed = 600,

    /// <summary><c>jwt.unsigned</c>: the token has no signature (alg none).</summary>
    JwtUnsigned = 601,

    /// <summary><c>jwt.algorithm-refused</c>: signed by HMAC, by an unknown algorithm, or not by the one algorithm of its key.</summary>
    JwtAlgorithmRefused = 602,

    /// <summary><c>jwt.critical-header</c>: the header demands that something be understood that is not.</summary>
    JwtCriticalHeader = 603,

    /// <summary><c>jwt.detached-claims</c>: what the token is about stands elsewhere: a detached EAT bundle, or submodules by hash or as tokens.</summary>
    JwtDetachedClaims = 604,

    /// <summary><c>jwt.issuer-unknown</c>: the service is none of those that the policy names.</summary>
    JwtIssuerUnknown = 605,

    /// <summary><c>jwt.key-unknown</c>: the policy gives the service no such key.</summary>
    JwtKeyUnknown = 606,

    /// <summary><c>jwt.key-id-missing</c>: the token does not name its key, and all keys of the service have ids.</summary>
    JwtKeyIdMissing = 607,

    /// <summary><c>jwt.chain-invalid</c>: the token's certificates are no path from a root to a leaf that may sign.</summary>
    JwtChainInvalid = 608,

    /// <summary><c>jwt.untrusted-root</c>: the token's certificates end in a root that the policy does not name.</summary>
    JwtUntrustedRoot = 609,

    /// <summary><c>jwt.certificate-expired</c>: a certificate of the token is not valid any more.</summary>
    JwtCertificateExpired = 610,

    /// <summary><c>jwt.certificate-not-yet-valid</c>: a certificate of the token is not valid yet.</summary>
    JwtCertificateNotYetValid = 611,

    /// <summary><c>jwt.signature-invalid</c>: the service's key did not sign the token.</summary>
    JwtSignatureInvalid = 612,

    /// <summary><c>jwt.expired</c>: the token is over (exp).</summary>
    JwtExpired = 613,

    /// <summary><c>jwt.not-yet-valid</c>: the token was issued later than the time judged at, or is valid only later.</summary>
    JwtNotYetValid = 614,

    /// <summary><c>jwt.profile-mismatch</c>: the policy gives the service no profile, or the token is about a kind of TEE that the profile has no rules for.</summary>
    JwtProfileMismatch = 615,

    /// <summary><c>jwt.claim-refused</c>: a claim is not what the policy or the profile demands, or absent.</summary>
    JwtClaimRefused = 616,

    /// <summary><c>jwt.status-refused</c>: the service itself did not find the TEE in order.</summary>
    JwtStatusRefused = 617,

    /// <summary><c>jwt.debug-enabled</c>: the service says that somebody can look into the TEE.</summary>
    JwtDebugEnabled = 618,

    /// <summary><c>jwt.audience-mismatch</c>: the token is for somebody else.</summary>
    JwtAudienceMismatch = 619,

    /// <summary><c>jwt.expiry-absent</c>: the token does not say when it ends.</summary>
    JwtExpiryAbsent = 620,

    /// <summary><c>jwt.issue-time-absent</c>: the token does not say when it was issued.</summary>
    JwtIssueTimeAbsent = 621,

    /// <summary><c>jwt.too-old</c>: the token is older than the policy accepts.</summary>
    JwtTooOld = 622,

    // composite evidence: 630 to 639

    /// <summary><c>composite.device-leads</c>: a device's evidence stands where the evidence of the TEE belongs that holds the private key.</summary>
    CompositeDeviceLeads = 630,

    /// <summary><c>composite.lead-among-devices</c>: evidence that is no device's stands among the devices.</summary>
    CompositeLeadAmongDevices = 631,

    /// <summary><c>composite.too-many-devices</c>: more than 16 devices.</summary>
    CompositeTooManyDevices = 632,

    /// <summary><c>composite.device-count-refused</c>: not as many devices as the policy requires: one was left out or added.</summary>
    CompositeDeviceCountRefused = 633,

    /// <summary><c>composite.device-repeated</c>: one and the same device stands there twice.</summary>
    CompositeDeviceRepeated = 634,
}
