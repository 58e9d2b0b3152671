using Httpa.Verifiers.Pki;

namespace Httpa.Verifiers.NvidiaGpu;

/// <summary>
/// Judges the attestation reports of NVIDIA GPUs and NVLink switches: devices, which vouch for no key. Safe for concurrent use; keep one: it remembers which
/// certificates hold, so that the report of a known device costs one verification instead of five. Time, revocation, trust and policy are judged anew on every call.
/// </summary>
/// <remarks>
/// Sources: DMTF DSP0274 "SPDM" 1.1, TCG "DICE Attestation Architecture", NVIDIA attestation SDK, RFC 5280. The steps are explained in docs/verifiers/nvidia-gpu.md.
/// </remarks>
public sealed class NvidiaGpuVerifier : IEvidenceVerifier
{
    private readonly NvidiaGpuMemory _memory = new();

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.NvidiaGpu;

    /// <summary>How many signatures and keys this verifier dealt with.</summary>
    internal VerificationCount Count => _memory.Count;

    /// <inheritdoc/>
    public AuthenticationResult Authenticate(EndorsedEvidence evidence, AttestationPolicy? policy, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);

        // 1. Bytes -> request and response.
        if (!NvidiaGpuReport.TryParse(evidence.Evidence.Value, out var report, out var malformed))
            return new AuthenticationResult { Type = Type, Claims = null, Findings = [malformed] };

        var relied = new NvidiaReliance();
        var roots = policy?.NvidiaGpu?.DangerousTrustedRoots ?? [];

        // 2. Trusted root -> device -> attestation key, and the firmware that it was certified for.
        var device = FindDevice(evidence.Endorsements, roots, relied.Findings);

        // 3. Attestation key -> request and response.
        if (device is null || !IsSigned(report, device, relied.Findings)) return NotSigned(report, relied);
        relied.On(device.Windows);

        // 4. The firmware that the report names is the one of the certificate.
        var claims = ToClaims(report, device);
        CompareFirmware(claims, device, relied.Findings);

        // 5. Trusted root -> manifests.
        claims = FindRims(claims, evidence.Endorsements, roots, relied);

        // 6. CAs -> OCSP responses -> none of the certificates is revoked.
        claims = claims with { Revocation = AskOcsp(claims, device, evidence.Endorsements, relied) };

        // 7. Everything relied on is valid at the time.
        var end = relied.JudgeAt(time);
        return new AuthenticationResult
        {
            Type = Type,
            Claims = claims,
            Findings = relied.Findings.AsReadOnly(),
            BoundData = claims.Nonce.Bytes,
            DeviceIdentity = claims.Device!.DeviceKey,
            Expires = relied.Findings.Count == 0 ? end : DateTimeOffset.MinValue,
            Issues = relied.Issues.AsReadOnly(),
        };
    }

    /// <inheritdoc/>
    public DateTimeOffset Appraise(AuthenticationResult authenticated, AttestationPolicy policy, DateTimeOffset time, ICollection<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(authenticated);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        if (authenticated.Claims is not NvidiaGpuClaims claims) throw new ArgumentException("The evidence is not of an NVIDIA device.", nameof(authenticated));
        if (policy.NvidiaGpu is { } rules)
            NvidiaGpuAppraisal.Appraise(claims, rules, findings);
        else
            findings.Add(new Finding(AppraisalReason.TypeNotCovered, FindingKind.Refused, "policy", "a rule for NVIDIA GPUs", "without one",
                "Set the policy's member NvidiaGpu, or let the client offer only types that the policy covers."));
        return DateTimeOffset.MaxValue;
    }

    private NvidiaDevice? FindDevice(Endorsements endorsements, IReadOnlyList<Measurement> roots, List<Finding> findings)
    {
        if (endorsements.TryGet("cert_chain", out var pem))
            return NvidiaDevice.Authenticate(pem.Span, new TrustAnchors(NvidiaRoots.DeviceKeyHash, roots), _memory, findings);
        findings.Add(new Finding(AppraisalReason.NvidiaGpuEndorsementsMissing, FindingKind.NotProven, "endorsements", "cert_chain, the certificates of the device", "without it",
            "Let the service send the certificate chain of the device with its report."));
        return null;
    }

    private static bool IsSigned(NvidiaGpuReport report, NvidiaDevice device, List<Finding> findings)
    {
        if (device.Key.Verify(SignatureAlgorithm.EcdsaP384Sha384, report.Signed.Span, report.Signature.Span)) return true;
        findings.Add(new Finding(AppraisalReason.NvidiaGpuReportSignatureInvalid, FindingKind.NotGenuine, "GPU report", "signed by the device's attestation key", "signed by another key, or changed",
            "The report was changed, is forged, or belongs to another certificate chain."));
        return false;
    }

    private static void CompareFirmware(NvidiaGpuClaims claims, NvidiaDevice device, List<Finding> findings)
    {
        if (claims.FirmwareId is { } reported && reported != device.FirmwareId)
            findings.Add(new Finding(AppraisalReason.NvidiaGpuFirmwareIdMismatch, FindingKind.NotGenuine, "FWID of the report", $"{device.FirmwareId}, as certified", $"{reported}",
                "The attestation key was certified for other firmware: do not use the device."));
    }

    private AuthenticationResult NotSigned(NvidiaGpuReport report, NvidiaReliance relied) => new()
    {
        Type = Type,
        Claims = ToClaims(report, null),
        Findings = relied.Findings.AsReadOnly(),
        BoundData = report.Nonce.Bytes,
    };

    private NvidiaGpuClaims FindRims(NvidiaGpuClaims claims, Endorsements endorsements, IReadOnlyList<Measurement> roots, NvidiaReliance relied)
    {
        return claims with { DriverRim = Find("driver_rim", "manifest of the driver"), VbiosRim = Find("vbios_rim", "manifest of the VBIOS") };

        Rim? Find(string name, string subject)
        {
            if (!endorsements.TryGet(name, out var xml)) return null;
            var rim = Rim.Authenticate(xml.Span, subject, new TrustAnchors(NvidiaRoots.RimKeyHash, roots), _memory, relied.Findings);
            if (rim is not null) relied.On(rim.Path.Windows);
            return rim;
        }
    }

    /// <summary>Asks about all certificates but those of the attestation key, which the device itself issued, and of the roots.</summary>
    private NvidiaRevocation AskOcsp(NvidiaGpuClaims claims, NvidiaDevice device, Endorsements endorsements, NvidiaReliance relied)
    {
        var check = RevocationCheck.Read(endorsements, _memory, relied);
        var result = check.Judge(device.Path, first: 1);
        foreach (var rim in new[] { claims.DriverRim, claims.VbiosRim })
            if (rim is not null) result = RevocationCheck.Combine(result, check.Judge(rim.Path, first: 0));
        return result;
    }

    private static NvidiaGpuClaims ToClaims(NvidiaGpuReport report, NvidiaDevice? device) => new()
    {
        Nonce = report.Nonce,
        Measurements = report.Blocks.ToDictionary(b => b.Key - 1, b => b.Value),
        Opaque = new OrderedDictionary<string, Measurement>(report.Opaque.Select(f => KeyValuePair.Create(OpaqueFields.NameOf(f.Key), f.Value))),
        Device = device is null ? null : new NvidiaDeviceClaims
        {
            Chip = device.Chip,
            HardwareModel = device.Identity.CommonName,
            Ueid = device.Path.Leaf.Certificate.Serial,
            DeviceKey = device.Identity.KeyHash,
            FirmwareId = device.FirmwareId,
        },
    };
}
