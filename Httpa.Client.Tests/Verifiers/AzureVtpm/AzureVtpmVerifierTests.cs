using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Httpa.Client.Tests.Verifiers.Policy;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.AzureVtpm;
using Httpa.Verifiers.Snp;
using Httpa.Verifiers.Tdx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.AzureVtpm;

/// <summary>The chain from the hardware to the quote, each link broken once (verifiers.md, part 2, G).</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AzureVtpmVerifierTests
{
    [Test]
    public void Accepts_a_VM_on_either_hardware([Values] bool onTdx)
    {
        var scene = new AzureVtpmScene(onTdx);
        var result = scene.Appraise();
        Assert.That(result.Findings, Is.Empty);
        var claims = (AzureVtpmClaims)result.Claims!;
        Assert.That(claims.HardwareType, Is.EqualTo(onTdx ? EvidenceType.Tdx : EvidenceType.Snp));
        Assert.That(claims.Pcrs![4], Is.EqualTo(scene.Vm.Settings.PcrOf(4)));
        Assert.That(claims.Describe().ToDictionary(), Does.ContainKey(onTdx ? "tdx.mrTd" : "snp.measurement").And.ContainKey("pcrs.23"));
    }

    [Test]
    public void Rejects_runtime_data_that_the_hardware_does_not_name([Values] bool onTdx)
    {
        var scene = new AzureVtpmScene(onTdx);
        using var forged = RSA.Create(2048);
        scene.ReportData = scene.Report.ReportData;
        scene.Report = scene.Report with { RuntimeData = SimulatedHclReport.RuntimeDataOf(forged) };
        scene.Key = forged;
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmRuntimeDataMismatch }));
    }

    [Test]
    public void Rejects_report_data_with_more_than_the_hash()
    {
        var scene = new AzureVtpmScene();
        scene.ReportData = scene.Report.ReportData;
        scene.ReportData[63] = 1;
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmRuntimeDataMismatch }));
    }

    [Test]
    public void Rejects_a_quote_of_another_key()
    {
        var scene = new AzureVtpmScene();
        using var forged = RSA.Create(2048);
        scene.Key = forged;
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmQuoteSignatureInvalid }));
    }

    private static IEnumerable<TestCaseData> OtherRuntimeData =>
    [
        Data("another id", key => SimulatedHclReport.RuntimeDataOf(key, "HCLEkPub")),
        Data("a key for encryption", key => SimulatedHclReport.RuntimeDataOf(key, operations: "\"encrypt\"")),
        Data("a key for both", key => SimulatedHclReport.RuntimeDataOf(key, operations: "\"sign\",\"encrypt\"")),
        Data("two keys", key => Encoding.UTF8.GetBytes(Text(key).Replace("\"keys\":[", $"\"keys\":[{Key(key)},", StringComparison.Ordinal))),
        Data("keys twice", key => Encoding.UTF8.GetBytes(Text(key).Replace("\"user-data\"", $"\"keys\":[{Key(key)}],\"user-data\"", StringComparison.Ordinal))),
        Data("an EC key", _ => """{"keys":[{"kid":"HCLAkPub","key_ops":["sign"],"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"""u8.ToArray()),
        Data("no keys", _ => "{}"u8.ToArray()),
        Data("no JSON", _ => "HCLAkPub"u8.ToArray()),
        Data("nothing", _ => []),
    ];

    [TestCaseSource(nameof(OtherRuntimeData))]
    public void Rejects_runtime_data_without_exactly_one_key_for_signatures(Func<RSA, byte[]> runtimeData)
    {
        var scene = new AzureVtpmScene();
        scene.Report = scene.Report with { RuntimeData = runtimeData(scene.Vm.Key) };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmAttestationKeyInvalid }));
    }

    [Test]
    public void Rejects_a_key_of_another_length()
    {
        var scene = new AzureVtpmScene();
        using var longer = RSA.Create(3072);
        scene.Report = scene.Report with { RuntimeData = SimulatedHclReport.RuntimeDataOf(longer) };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmAttestationKeyInvalid }));
    }

    private static IEnumerable<TestCaseData> OtherQuotes =>
    [
        Quote("magic", q => q with { Magic = 0xff544348 }),
        Quote("a certified key", q => q with { Type = 0x8017 }),
        Quote("SHA-1 bank", q => q with { Bank = 0x0004 }),
        Quote("two banks", q => q with { BankCount = 2 }),
        Quote("no bank", q => q with { BankCount = 0 }),
        Quote("a boolean that is none", q => q with { Safe = 2 }),
        Quote("a longer digest", q => q with { PcrDigest = new byte[48] }),
        Quote("no digest", q => q with { PcrDigest = [] }),
    ];

    [TestCaseSource(nameof(OtherQuotes))]
    public void Rejects_what_is_signed_but_no_quote_over_the_SHA_256_bank(Func<SimulatedTpmQuote, SimulatedTpmQuote> change)
    {
        var scene = new AzureVtpmScene();
        scene.Quote = change(scene.Quote);
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmQuoteMalformed }));
    }

    [TestCase(1u)]
    [TestCase(3u)]
    [TestCase(5u)]
    public void Rejects_other_hardware(uint type)
    {
        var scene = new AzureVtpmScene();
        scene.Report = scene.Report with { ReportType = type };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmHardwareUnsupported }));
    }

    [Test]
    public void Rejects_an_SNP_report_that_is_said_to_be_a_TDREPORT()
    {
        var scene = new AzureVtpmScene();
        scene.Report = scene.Report with { ReportType = 4 };
        Assert.That(scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.AzureVtpmMalformed }));
    }

    [TestCase(4 + 8)]
    [TestCase(4 + 1216)]
    [TestCase(4 + 1232)]
    public void Rejects_lengths_in_the_report_that_do_not_fit(int offset)
    {
        var scene = new AzureVtpmScene();
        var good = scene.Produce();
        foreach (var length in new uint[] { 0, 1, 0x7fffffff, 0xffffffff })
        {
            var bytes = good.Evidence.Value.ToArray();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), length);
            Assert.That(scene.Reasons(good with { Evidence = good.Evidence with { Value = bytes } }), Is.EqualTo(new[] { AppraisalReason.AzureVtpmMalformed }), $"{length}");
        }
    }

    [Test]
    public void Says_of_a_missing_quote_of_TDX_that_nothing_is_known_to_be_wrong()
    {
        var scene = new AzureVtpmScene(onTdx: true);
        var good = scene.Produce();
        var result = scene.Appraise(good with { Endorsements = ContractCase.Replace(good.Endorsements, "td_quote", null) });
        Assert.That(result.Findings.Select(f => (f.Reason, f.Kind)), Is.EqualTo(new[] { (AppraisalReason.AzureVtpmHardwareQuoteMissing, FindingKind.NotProven) }));
        FindingAssert.SaysWhatToDo(result.Findings);
    }

    [Test]
    public void Rejects_a_quote_of_another_trust_domain()
    {
        var scene = new AzureVtpmScene(onTdx: true);
        using var other = AzureVtpmScene.Create(onTdx: true);
        var (good, foreign) = (scene.Produce(), other.OfHardware(scene.Report.ReportData));
        var mixed = good with { Endorsements = ContractCase.Replace(good.Endorsements, "td_quote", foreign.Evidence.Value.ToArray()) };
        Assert.That(scene.Reasons(mixed), Does.Contain(AppraisalReason.UntrustedRoot));
    }

    [Test]
    public void Says_of_the_hardware_what_its_own_verifier_says()
    {
        var scene = new AzureVtpmScene();
        var good = scene.Produce();
        Assert.That(scene.Reasons(good with { Endorsements = ContractCase.Replace(good.Endorsements, "vcek", null) }), Is.EqualTo(new[] { AppraisalReason.SnpEndorsementsMissing }));
    }

    [Test]
    public void Rejects_values_that_are_not_the_quoted_ones()
    {
        var scene = new AzureVtpmScene();
        var good = scene.Produce();
        byte[][] others = [[], scene.Vm.PcrValues[32..], [.. scene.Vm.PcrValues, .. new byte[32]], [.. scene.Vm.PcrValues[32..], .. scene.Vm.PcrValues[..32]]];
        foreach (var other in others)
            Assert.That(scene.Reasons(good with { Endorsements = ContractCase.Replace(good.Endorsements, "pcrs", other) }), Is.EqualTo(new[] { AppraisalReason.AzureVtpmPcrsMismatch }));
    }

    [Test]
    public void A_second_quote_of_a_known_VM_costs_one_verification_besides_the_hardware()
    {
        var scene = new AzureVtpmScene();
        var verifier = new AzureVtpmVerifier(new SnpVerifier(), new TdxVerifier());
        verifier.Authenticate(scene.Produce(), scene.Vm.CreatePolicy(), scene.Time);
        var (verifications, imports) = (verifier.Count.Verifications, verifier.Count.Imports);
        Assert.That(verifier.Authenticate(scene.Produce(), scene.Vm.CreatePolicy(), scene.Time).IsGenuine);
        Assert.That((verifier.Count.Verifications - verifications, verifier.Count.Imports - imports), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Takes_verifiers_of_the_right_types_alone()
    {
        Assert.That(() => new AzureVtpmVerifier(new TdxVerifier(), new TdxVerifier()), Throws.ArgumentException);
        Assert.That(() => new AzureVtpmVerifier(new SnpVerifier(), new SnpVerifier()), Throws.ArgumentException);
    }

    private static string Text(RSA key) => Encoding.UTF8.GetString(SimulatedHclReport.RuntimeDataOf(key));

    private static string Key(RSA key) => Text(key)[(Text(key).IndexOf('[', StringComparison.Ordinal) + 1)..(Text(key).IndexOf('}', StringComparison.Ordinal) + 1)];

    private static TestCaseData Data(string name, Func<RSA, byte[]> make) => new TestCaseData(make).SetArgDisplayNames(name);

    private static TestCaseData Quote(string name, Func<SimulatedTpmQuote, SimulatedTpmQuote> change) => new TestCaseData(change).SetArgDisplayNames(name);
}
