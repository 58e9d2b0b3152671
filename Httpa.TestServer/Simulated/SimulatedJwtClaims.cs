using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Httpa.Verifiers;
using Httpa.Verifiers.Jwt;

namespace Httpa.TestServer.Simulated;

/// <summary>The claims of simulated tokens, in the genuine shapes, and the rules that accept them.</summary>
internal static class SimulatedJwtClaims
{
    private const string EarPolicy = "policy://simulated/1";
    private const string AzurePolicyHash = "c2ltdWxhdGVkIHBvbGljeSBvZiB0aGUgc2VydmljZSE";

    /// <summary>The claims of a token.</summary>
    public static JsonObject Of(SimulatedJwtSettings settings, ReadOnlySpan<byte> binding, DateTimeOffset issued)
    {
        var claims = Shape(settings, binding);
        claims["iss"] = settings.Issuer;
        claims["iat"] = issued.ToUnixTimeSeconds();
        claims["nbf"] = issued.ToUnixTimeSeconds();
        claims["exp"] = (issued + settings.Lifetime).ToUnixTimeSeconds();
        if (settings.Audience is { } audience) claims["aud"] = audience;
        return claims;
    }

    /// <summary>The rules that the profile leaves to the policy, met by exactly this workload.</summary>
    public static JwtClaimRule[] RulesFor(SimulatedJwtSettings settings) =>
    [
        .. (settings.Profile switch
        {
            JwtProfile.Ear => [("/submods/*/ear.appraisal-policy-id", EarPolicy), ("/submods/simulated/ear.veraison.annotated-evidence/build", settings.Build)],
            JwtProfile.ConfidentialSpace => [("/hwmodel", "GCP_INTEL_TDX"), ("/submods/container/image_digest", $"sha256:{settings.Build}")],
            _ => AzureRules(settings),
        }).Select(rule => new JwtClaimRule(rule.Path, ReferenceValue.AnyOf<string>(rule.Value))),
    ];

    /// <summary>A measurement in the length that the service names it in.</summary>
    public static string BuildOf(string phrase, SimulatedJwtSettings settings)
    {
        var text = Encoding.UTF8.GetBytes(phrase);
        var isShort = settings.Profile == JwtProfile.ConfidentialSpace || settings is { Profile: JwtProfile.MicrosoftAzureAttestation, AzureType: "sgx" };
        return Convert.ToHexStringLower(isShort ? SHA256.HashData(text) : SHA384.HashData(text));
    }

    private static (string Path, string Value)[] AzureRules(SimulatedJwtSettings settings) =>
    [
        ("/x-ms-attestation-type", settings.AzureType), ("/x-ms-policy-hash", AzurePolicyHash),
        .. settings.AzureType switch
        {
            "sgx" => [("/x-ms-sgx-mrenclave", settings.Build), ("/x-ms-sgx-mrsigner", new string('a', 64)), ("/x-ms-sgx-product-id", "1"), ("/x-ms-sgx-svn", "2")],
            "tdxvm" => [("/tdx_mrtd", settings.Build), .. Enumerable.Range(0, 4).Select(i => ($"/tdx_rtmr{i}", Rtmr(i)))],
            _ => new[] { ("/x-ms-sevsnpvm-launchmeasurement", settings.Build) },
        },
    ];

    private static JsonObject Shape(SimulatedJwtSettings settings, ReadOnlySpan<byte> binding) => settings.Profile switch
    {
        JwtProfile.Ear => Ear(settings.Build, Base64Url.EncodeToString(binding)),
        JwtProfile.ConfidentialSpace => ConfidentialSpace(settings.Build, Base64Url.EncodeToString(binding)),
        _ => Azure(settings, Convert.ToHexStringLower(binding)),
    };

    private static JsonObject Ear(string build, string nonce) => new()
    {
        ["eat_profile"] = "tag:github.com,2023:veraison/ear",
        ["eat_nonce"] = nonce,
        ["ear.verifier-id"] = new JsonObject { ["build"] = "simulated", ["developer"] = "Httpa" },
        ["submods"] = new JsonObject
        {
            ["simulated"] = new JsonObject
            {
                ["ear.status"] = "affirming",
                ["ear.trustworthiness-vector"] = new JsonObject { ["executables"] = 2, ["hardware"] = 2, ["instance-identity"] = 2 },
                ["ear.appraisal-policy-id"] = EarPolicy,
                ["ear.veraison.annotated-evidence"] = new JsonObject { ["build"] = build },
            },
        },
    };

    private static JsonObject ConfidentialSpace(string build, string nonce) => new()
    {
        ["sub"] = "https://www.googleapis.com/compute/v1/projects/simulated/zones/simulated/instances/simulated",
        ["eat_nonce"] = nonce,
        ["secboot"] = true,
        ["oemid"] = 11129,
        ["hwmodel"] = "GCP_INTEL_TDX",
        ["swname"] = "CONFIDENTIAL_SPACE",
        ["swversion"] = new JsonArray("260200"),
        ["dbgstat"] = "disabled-since-boot",
        ["submods"] = new JsonObject
        {
            ["confidential_space"] = new JsonObject { ["support_attributes"] = new JsonArray("LATEST", "STABLE", "USABLE") },
            ["container"] = new JsonObject { ["image_reference"] = "simulated.invalid/workload:latest", ["image_digest"] = $"sha256:{build}", ["args"] = new JsonArray("/server") },
            ["gce"] = new JsonObject { ["project_id"] = "simulated", ["zone"] = "simulated", ["instance_id"] = "1" },
        },
    };

    private static JsonObject Azure(SimulatedJwtSettings settings, string reportData)
    {
        var claims = settings.AzureType switch
        {
            "sgx" => AzureSgx(settings.Build, reportData),
            "tdxvm" => AzureTdx(settings.Build, reportData),
            _ => AzureSnp(settings.Build, reportData),
        };
        claims["x-ms-ver"] = "1.0";
        claims["x-ms-attestation-type"] = settings.AzureType;
        claims["x-ms-policy-hash"] = AzurePolicyHash;
        return claims;
    }

    private static JsonObject AzureSgx(string build, string reportData) => new()
    {
        ["x-ms-sgx-is-debuggable"] = false,
        ["x-ms-sgx-mrenclave"] = build,
        ["x-ms-sgx-mrsigner"] = new string('a', 64),
        ["x-ms-sgx-product-id"] = 1,
        ["x-ms-sgx-svn"] = 2,
        ["x-ms-sgx-report-data"] = reportData,
    };

    private static JsonObject AzureSnp(string build, string reportData) => new()
    {
        ["x-ms-compliance-status"] = "azure-compliant-cvm",
        ["x-ms-sevsnpvm-hostdata"] = new string('0', 64),
        ["x-ms-sevsnpvm-is-debuggable"] = false,
        ["x-ms-sevsnpvm-launchmeasurement"] = build,
        ["x-ms-sevsnpvm-migration-allowed"] = false,
        ["x-ms-sevsnpvm-reportdata"] = reportData,
        ["x-ms-sevsnpvm-vmpl"] = 0,
    };

    private static JsonObject AzureTdx(string build, string reportData)
    {
        var claims = new JsonObject
        {
            ["attester_tcb_status"] = "UpToDate",
            ["dbgstat"] = "disabled",
            ["tdx_td_attributes_debug"] = false,
            ["tdx_mrtd"] = build,
            ["tdx_report_data"] = reportData,
        };
        for (var i = 0; i < 4; i++) claims[$"tdx_rtmr{i}"] = Rtmr(i);
        foreach (var name in new[] { "tdx_mrconfigid", "tdx_mrowner", "tdx_mrownerconfig" }) claims[name] = new string('0', 96);
        return claims;
    }

    private static string Rtmr(int index) => Convert.ToHexStringLower(SHA384.HashData([(byte)index]));
}
