using System.Text.Json;
using Httpa.Verifiers.Encoding;

namespace Httpa.Verifiers.Jwt;

/// <summary>What a profile demands of a claim unless the policy says otherwise.</summary>
/// <param name="Path">Where the claim stands (<see cref="ClaimPath"/>).</param>
/// <param name="Reason">The reason when it is not accepted.</param>
/// <param name="Default">What is accepted when the policy is silent; null: it must speak, for the claim names the workload or the service's rules.</param>
internal sealed record JwtProfileRule(string Path, AppraisalReason Reason, ReferenceValue<string>? Default)
{
    /// <summary>True when the default says that the workload has no such identity: a policy that states one asks for more, not for less.</summary>
    public bool IsIdentity { get; init; }
}

/// <summary>The profiles: which claims a token must have, and which one carries the binding.</summary>
/// <remarks>
/// Sources: draft-ietf-rats-ear; Microsoft "Azure Attestation: claim sets" and "EAT profile for Intel TDX"; Google "Confidential Space: attestation token claims".
/// </remarks>
internal static class JwtProfileRules
{
    /// <summary>The claim that tells the kind of TEE in tokens of Microsoft.</summary>
    public const string AzureType = "/x-ms-attestation-type";

    private const string Hypervisor = "/x-ms-isolation-tee";

    private static readonly JwtProfileRule[] Ear =
    [
        Is("/eat_profile", AppraisalReason.JwtClaimRefused, "tag:github.com,2023:veraison/ear"),
        Is("/submods/*/ear.status", AppraisalReason.JwtStatusRefused, "affirming"),
        Stated("/submods/*/ear.appraisal-policy-id"),
    ];

    private static readonly JwtProfileRule[] ConfidentialSpace =
    [
        Is("/swname", AppraisalReason.JwtClaimRefused, "CONFIDENTIAL_SPACE"),
        Is("/dbgstat", AppraisalReason.JwtDebugEnabled, "disabled-since-boot"),
        Is("/secboot", AppraisalReason.JwtClaimRefused, "true"),
        Is("/submods/confidential_space/support_attributes/?", AppraisalReason.JwtStatusRefused, "STABLE"),
        Stated("/hwmodel"),
        Stated("/submods/container/image_digest"),
    ];

    private static readonly JwtProfileRule[] Azure = [Stated(AzureType), Stated("/x-ms-policy-hash")];

    /// <summary>What Microsoft says of each kind of TEE.</summary>
    private static readonly Dictionary<string, JwtProfileRule[]> AzureTypes = new(StringComparer.Ordinal)
    {
        ["sgx"] =
        [
            Is("/x-ms-sgx-is-debuggable", AppraisalReason.JwtDebugEnabled, "false"),
            Stated("/x-ms-sgx-mrenclave"), Stated("/x-ms-sgx-mrsigner"), Stated("/x-ms-sgx-product-id"), Stated("/x-ms-sgx-svn"),
        ],
        ["sevsnpvm"] =
        [
            Is("/x-ms-compliance-status", AppraisalReason.JwtStatusRefused, "azure-compliant-cvm", "azure-compliant-uvm", "azure-signed-katacc-uvm"),
            Is("/x-ms-sevsnpvm-is-debuggable", AppraisalReason.JwtDebugEnabled, "false"),
            Is("/x-ms-sevsnpvm-migration-allowed", AppraisalReason.JwtClaimRefused, "false"),
            Is("/x-ms-sevsnpvm-vmpl", AppraisalReason.JwtClaimRefused, "0"),
            Zero("/x-ms-sevsnpvm-hostdata", digits: 64),
            Stated("/x-ms-sevsnpvm-launchmeasurement"),
        ],
        ["tdxvm"] =
        [
            Is("/attester_tcb_status", AppraisalReason.JwtStatusRefused, "UpToDate"),
            Is("/tdx_td_attributes_debug", AppraisalReason.JwtDebugEnabled, "false"),
            Stated("/tdx_mrtd"), Stated("/tdx_rtmr0"), Stated("/tdx_rtmr1"), Stated("/tdx_rtmr2"), Stated("/tdx_rtmr3"),
            .. new[] { "/tdx_mrconfigid", "/tdx_mrowner", "/tdx_mrownerconfig" }.Select(path => Zero(path, digits: 96)),
        ],
        ["azurevm"] =
        [
            Is($"{Hypervisor}/x-ms-compliance-status", AppraisalReason.JwtStatusRefused, "azure-compliant-cvm"),
            Is("/secureboot", AppraisalReason.JwtClaimRefused, "true"),
            .. new[] { "bootdebug", "hypervisordebug", "kerneldebug" }.Select(d => Is($"/x-ms-azurevm-{d}-enabled", AppraisalReason.JwtDebugEnabled, "false")),
            .. new[] { "testsigning", "flightsigning" }.Select(s => Is($"/x-ms-azurevm-{s}-enabled", AppraisalReason.JwtClaimRefused, "false")),
        ],
    };

    /// <summary>Which claim says of the TEE below an Azure VM that nobody can look into it.</summary>
    private static readonly Dictionary<string, JwtProfileRule> AzureHypervisors = new(StringComparer.Ordinal)
    {
        ["sevsnpvm"] = Is($"{Hypervisor}/x-ms-sevsnpvm-is-debuggable", AppraisalReason.JwtDebugEnabled, "false"),
        ["tdxvm"] = Is($"{Hypervisor}/tdx_td_attributes_debug", AppraisalReason.JwtDebugEnabled, "false"),
    };

    /// <summary>The rules for a token.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="claims">What the token says.</param>
    /// <returns>Null when the token is about a kind of TEE that the profile has no rules for.</returns>
    public static IReadOnlyList<JwtProfileRule>? For(JwtProfile profile, JsonElement claims) => profile switch
    {
        JwtProfile.Ear => Ear,
        JwtProfile.ConfidentialSpace => ConfidentialSpace,
        JwtProfile.MicrosoftAzureAttestation => ForAzure(claims),
        _ => null,
    };

    /// <summary>All rules that tokens under a policy may be judged by. Where the policy is silent, those without a default refuse.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="azureTypes">The kinds of TEE that the policy names, where the profile is Microsoft's.</param>
    public static IReadOnlyList<JwtProfileRule> All(JwtProfile profile, IEnumerable<string> azureTypes) => profile switch
    {
        JwtProfile.Ear => Ear,
        JwtProfile.ConfidentialSpace => ConfidentialSpace,
        _ => [.. Azure, .. azureTypes.SelectMany(type => AzureTypes.GetValueOrDefault(type) ?? []), .. AzureHypervisors.Values],
    };

    /// <summary>True when Microsoft's profile has rules for this kind of TEE.</summary>
    public static bool KnowsAzureType(string type) => AzureTypes.ContainsKey(type);

    /// <summary>The bytes of the TEE's choosing that the service took from evidence that it verified.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="claims">What the token says.</param>
    /// <returns>Empty when the token has no such claim in the profile's encoding.</returns>
    public static ReadOnlyMemory<byte> BoundData(JwtProfile? profile, JsonElement claims) => profile switch
    {
        JwtProfile.Ear or JwtProfile.ConfidentialSpace => Text(claims, "eat_nonce") is { } nonce ? StrictBase64.TryReadUrl(nonce) : default(ReadOnlyMemory<byte>),
        JwtProfile.MicrosoftAzureAttestation => AzureReportData(claims),
        _ => default,
    };

    private static JwtProfileRule[]? ForAzure(JsonElement claims)
    {
        if (Text(claims, AzureType[1..]) is not { } type || !AzureTypes.TryGetValue(type, out var rules)) return null;
        if (type != "azurevm") return [.. Azure, .. rules];
        return claims.TryGetProperty(Hypervisor[1..], out var below) && Text(below, AzureType[1..]) is { } belowType && AzureHypervisors.TryGetValue(belowType, out var debug)
            ? [.. Azure, .. rules, debug] : null;
    }

    /// <summary>
    /// The report data. <c>x-ms-runtime</c> is the guest's own word, and the report data of what is below an Azure VM is the hash of other things: neither is a binding.
    /// </summary>
    private static ReadOnlyMemory<byte> AzureReportData(JsonElement claims)
    {
        var name = Text(claims, AzureType[1..]) switch
        {
            "sgx" => "x-ms-sgx-report-data",
            "sevsnpvm" => "x-ms-sevsnpvm-reportdata",
            "tdxvm" => "tdx_report_data",
            _ => null,
        };
        return name is not null && Measurement.TryParse(Text(claims, name), out var data) ? data.Bytes : default;
    }

    /// <summary>A claim that is one string; a list of one is the same (RFC 9711, section 4.1).</summary>
    private static string? Text(JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1) value = value[0];
        return value.ValueKind == JsonValueKind.String ? ClaimPath.TextOf(value) : null;
    }

    private static JwtProfileRule Is(string path, AppraisalReason reason, params ReadOnlySpan<string> accepted)
    {
        var values = new NamedValue<string>[accepted.Length];
        for (var i = 0; i < accepted.Length; i++) values[i] = new(accepted[i]);
        return new(path, reason, ReferenceValue.AnyOf<string>(values));
    }

    private static JwtProfileRule Zero(string path, int digits) => Is(path, AppraisalReason.JwtClaimRefused, new string('0', digits)) with { IsIdentity = true };

    private static JwtProfileRule Stated(string path) => new(path, AppraisalReason.JwtClaimRefused, null);
}
