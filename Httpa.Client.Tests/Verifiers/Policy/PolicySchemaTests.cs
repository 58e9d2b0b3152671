using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Httpa.Client.Tests.Architecture;
using Httpa.Verifiers;
using Httpa.Verifiers.Arm;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Cca;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Jwt;
using Httpa.Verifiers.Nitro;
using Httpa.Verifiers.NvidiaGpu;
using Httpa.Verifiers.Psa;
using Httpa.Verifiers.Sgx;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

/// <summary>Schema, reader, records and documents name the same members.</summary>
public sealed class PolicySchemaTests
{
    private const string Unknown = "member-that-does-not-exist";
    private const string Jwk = """{"kty":"EC","crv":"P-256","x":"eeupDov0UKZ1FXatRZmwet-TjaO7C9F9ADbtSaLQ_D8","y":"v836iVa1aL_bhnPmSNi1jZKZVbFKJsMIDzQRfZcdaGQ"}""";

    /// <summary>The definitions whose members docs/policies.md explains.</summary>
    private static readonly string[] Parts =
    [
        "sgx",
        "tdx",
        "snp",
        "nitro",
        "cca",
        "psa", "armKey", "psaSymmetricKey", "softwareComponent",
        "azureVtpm", "azureVtpmPcr", "azureVtpmPcrDigest", "azureVtpmHardware",
        "jwt", "jwtIssuer", "jwtClaim",
        "nvidiaGpu", "nvidiaGpuMeasurement",
        "tcb",
    ];

    [TestCase("", """{"name":"x",_}""")]
    [TestCase("sgx", """{"name":"x","sgx":{_}}""")]
    [TestCase("tdx", """{"name":"x","tdx":{_}}""")]
    [TestCase("nitro", """{"name":"x","nitro":{_}}""")]
    [TestCase("texts", """{"name":"x","nitro":{"moduleId":{_}}}""")]
    [TestCase("bytes48", """{"name":"x","nitro":{"otherPcrs":{"31":{_}}}}""")]
    [TestCase("nvidiaGpu", """{"name":"x","nvidiaGpu":{_}}""")]
    [TestCase("snp", """{"name":"x","snp":{_}}""")]
    [TestCase("snpGuestPolicy", """{"name":"x","snp":{"guestPolicy":{_}}}""")]
    [TestCase("snpPlatformInfo", """{"name":"x","snp":{"platformInfo":{_}}}""")]
    [TestCase("flag", """{"name":"x","snp":{"guestPolicy":{"smt":{_}}}}""")]
    [TestCase("snpTcb", """{"name":"x","snp":{"genoa":{_}}}""")]
    [TestCase("snpTcbTurin", """{"name":"x","snp":{"turin":{_}}}""")]
    [TestCase("snpVersion", """{"name":"x","snp":{"milan":{"launch":{"bootloader":1,"tee":1,"snp":1,"microcode":1,_}}}}""")]
    [TestCase("snpVersionTurin", """{"name":"x","snp":{"turin":{"launch":{"bootloader":1,"tee":1,"snp":1,"microcode":1,"fmc":1,_}}}}""")]
    [TestCase("nvidiaGpuMeasurement", """{"name":"x","nvidiaGpu":{"measurements":[{"index":1,"value":{"unchecked":"x"},_}]}}""")]
    [TestCase("number32", """{"name":"x","nvidiaGpu":{"count":{_}}}""")]
    [TestCase("tcb", """{"name":"x","tdx":{"tcb":{_}}}""")]
    [TestCase("psa", """{"name":"x","psa":{_}}""")]
    [TestCase("cca", """{"name":"x","cca":{_}}""")]
    [TestCase("bytes33", """{"name":"x","cca":{"realmInstanceId":{_}}}""")]
    [TestCase("bytesUpTo1024", """{"name":"x","cca":{"platformConfig":{_}}}""")]
    [TestCase("armKey", """{"name":"x","psa":{"keys":[{"instanceId":"ID","publicKey":JWK,_}]}}""")]
    [TestCase("psaSymmetricKey", """{"name":"x","psa":{"dangerousSymmetricKeys":[{"instanceId":"ID","secret":"0000000000000000000000000000000000000000000000000000000000000000",_}]}}""")]
    [TestCase("softwareComponents", """{"name":"x","psa":{"softwareComponents":{_}}}""")]
    [TestCase("softwareComponent", """{"name":"x","psa":{"softwareComponents":{"components":[{_}]}}}""")]
    [TestCase("hash", """{"name":"x","psa":{"softwareComponents":{"components":[{"signerId":{_}}]}}}""")]
    [TestCase("clientId", """{"name":"x","psa":{"clientId":{_}}}""")]
    [TestCase("code16", """{"name":"x","psa":{"securityLifecycle":{_}}}""")]
    [TestCase("bootSeed", """{"name":"x","psa":{"bootSeed":{_}}}""")]
    [TestCase("masked8", """{"name":"x","tdx":{"xfam":{"value":"0000000000000000","mask":"0000000000000000",_}}}""")]
    [TestCase("bytes48", """{"name":"x","tdx":{"mrTd":{_}}}""")]
    [TestCase("tcb", """{"name":"x","sgx":{"tcb":{_}}}""")]
    [TestCase("masked16", """{"name":"x","sgx":{"attributes":{"value":"00000000000000000000000000000000","mask":"00000000000000000000000000000000",_}}}""")]
    [TestCase("bytes32", """{"name":"x","sgx":{"mrEnclave":{_}}}""")]
    [TestCase("bytes64", """{"name":"x","sgx":{"configId":{_}}}""")]
    [TestCase("bytes16", """{"name":"x","sgx":{"ppid":{_}}}""")]
    [TestCase("bytes6", """{"name":"x","sgx":{"fmspc":{_}}}""")]
    [TestCase("number16", """{"name":"x","sgx":{"isvSvn":{_}}}""")]
    [TestCase("number32", """{"name":"x","sgx":{"miscSelect":{_}}}""")]
    [TestCase("texts", """{"name":"x","sgx":{"tcb":{"acceptedAdvisories":{_}}}}""")]
    [TestCase("azureVtpm", """{"name":"x","azureVtpm":{_}}""")]
    [TestCase("azureVtpmPcr", """{"name":"x","azureVtpm":{"pcrs":[{"index":4,"accepted":{"unchecked":"why"},_}]}}""")]
    [TestCase("azureVtpmPcrDigest", """{"name":"x","azureVtpm":{"pcrDigest":{"pcrs":[4],"accepted":{"unchecked":"why"},_}}}""")]
    [TestCase("azureVtpmHardware", """{"name":"x","azureVtpm":{"hardware":{_}}}""")]
    [TestCase("jwt", """{"name":"x","jwt":{"issuers":[],_}}""")]
    [TestCase("jwtIssuer", """{"name":"x","jwt":{"issuers":[{_}]}}""")]
    [TestCase("jwtKey", """{"name":"x","jwt":{"issuers":[{"keys":[{"alg":"ES256",_}]}]}}""")]
    [TestCase("jwtClaim", """{"name":"x","jwt":{"issuers":[{"claims":[{"path":"/x","accepted":{"unchecked":"why"},_}]}]}}""")]
    public void The_reader_knows_the_members_of_the_schema_and_no_others(string definition, string file)
    {
        using var schema = Schema();
        var shape = definition.Length == 0 ? schema.RootElement : schema.RootElement.GetProperty("$defs").GetProperty(definition);
        Assert.That(shape.GetProperty("additionalProperties").GetBoolean(), Is.False);
        var names = shape.GetProperty("properties").EnumerateObject().Select(p => p.Name);

        file = file.Replace("_", $"\"{Unknown}\":1", StringComparison.Ordinal).Replace("ID", "01" + new string('0', 64), StringComparison.Ordinal).Replace("JWK", Jwk, StringComparison.Ordinal);
        var wrong = Assert.Throws<PolicyFormatException>(() => AttestationPolicy.Parse(Encoding.UTF8.GetBytes(file)));
        Assert.That(wrong.Path, Does.EndWith(Unknown));
        Assert.That(wrong.Expected.Replace("one of the members ", "", StringComparison.Ordinal).Split(", "), Is.EquivalentTo(names));
    }

    [TestCase("sgx", typeof(SgxPolicy))]
    [TestCase("tdx", typeof(TdxPolicy))]
    [TestCase("nitro", typeof(NitroPolicy))]
    [TestCase("nvidiaGpu", typeof(NvidiaGpuPolicy))]
    [TestCase("snp", typeof(SnpPolicy))]
    [TestCase("snpGuestPolicy", typeof(SnpGuestPolicyRules))]
    [TestCase("snpPlatformInfo", typeof(SnpPlatformInfoRules))]
    [TestCase("snpTcb", typeof(SnpTcbPolicy))]
    [TestCase("nvidiaGpuMeasurement", typeof(NvidiaGpuMeasurement))]
    [TestCase("psa", typeof(PsaPolicy))]
    [TestCase("cca", typeof(CcaPolicy))]
    [TestCase("armKey", typeof(ArmAttestationKey))]
    [TestCase("psaSymmetricKey", typeof(PsaSymmetricKey))]
    [TestCase("softwareComponent", typeof(SoftwareComponentRule))]
    [TestCase("tcb", typeof(TcbPolicy))]
    [TestCase("azureVtpm", typeof(AzureVtpmPolicy))]
    [TestCase("azureVtpmPcr", typeof(AzureVtpmPcr))]
    [TestCase("azureVtpmPcrDigest", typeof(AzureVtpmPcrDigest))]
    [TestCase("jwt", typeof(JwtPolicy))]
    [TestCase("jwtIssuer", typeof(JwtIssuer))]
    [TestCase("jwtClaim", typeof(JwtClaimRule))]
    public void The_schema_has_every_member_of_the_record(string definition, Type record)
    {
        using var schema = Schema();
        var names = schema.RootElement.GetProperty("$defs").GetProperty(definition).GetProperty("properties").EnumerateObject().Select(p => p.Name);
        Assert.That(record.GetProperties().Where(p => p.CanWrite).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)), Is.EquivalentTo(names));
    }

    [Test]
    public void The_schema_has_every_status_that_can_be_accepted()
    {
        using var schema = Schema();
        var statuses = schema.RootElement.GetProperty("$defs").GetProperty("tcb").GetProperty("properties").GetProperty("acceptedStatuses").GetProperty("items").GetProperty("enum");
        Assert.That(statuses.EnumerateArray().Select(s => s.GetString()), Is.EquivalentTo(Enum.GetNames<TcbStatus>().Except([nameof(TcbStatus.Revoked)])));
    }

    [Test]
    public void Schema_and_reader_know_the_same_further_registers_of_Nitro()
    {
        using var schema = Schema();
        var registers = schema.RootElement.GetProperty("$defs").GetProperty("nitro").GetProperty("properties").GetProperty("otherPcrs").GetProperty("patternProperties");
        var pattern = registers.EnumerateObject().Single().Name;
        for (var index = -1; index < 100; index++)
        {
            var file = Encoding.UTF8.GetBytes("""{"name":"x","nitro":{"otherPcrs":{"_":{"unchecked":"why"}}}}""".Replace("_", $"{index}", StringComparison.Ordinal));
            if (Regex.IsMatch($"{index}", pattern)) Assert.That(AttestationPolicy.Parse(file).Nitro!.OtherPcrs.Keys, Is.EqualTo(new[] { index }));
            else Assert.That(() => AttestationPolicy.Parse(file), Throws.TypeOf<PolicyFormatException>(), $"{index}");
        }
    }

    [Test]
    public void The_document_explains_every_member()
    {
        using var schema = Schema();
        var document = SourceTree.Read("docs/policies.md");
        var names = Parts.SelectMany(d => schema.RootElement.GetProperty("$defs").GetProperty(d).GetProperty("properties").EnumerateObject()).Select(p => p.Name);
        Assert.That(names.Where(n => !Regex.IsMatch(document, $@"^\|.*`{n}`.*\|", RegexOptions.Multiline)), Is.Empty);
    }

    [Test]
    public void The_files_in_the_document_are_policies_without_problems()
    {
        var files = Regex.Matches(SourceTree.Read("docs/policies.md"), @"```json\n(.*?)\n```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        Assert.That(files, Is.Not.Empty);
        foreach (var file in files) Assert.That(AttestationPolicy.Parse(Encoding.UTF8.GetBytes(file)).Problems, Is.Empty);
    }

    [Test]
    public void Every_reason_of_a_policy_stands_in_the_document_of_reasons()
    {
        var document = SourceTree.Read("docs/reasons.md");
        var codes = Enum.GetValues<AppraisalReason>().Where(r => (int)r is >= 300 and < 400).Select(r => r.Code());
        Assert.That(codes.Where(c => !document.Contains($"| `{c}` |", StringComparison.Ordinal)), Is.Empty);
    }

    private static JsonDocument Schema() => JsonDocument.Parse(SourceTree.Read("docs/policy.schema.json"));
}
