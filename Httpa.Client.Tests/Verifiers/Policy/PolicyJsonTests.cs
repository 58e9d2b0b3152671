using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Policy;

public sealed class PolicyJsonTests
{
    private const string Hex32 = "9f2c4b1de07a5836c1f4d2b98e6730a51c8d9be24f60735a81c2e9d4b7f03a16";

    [Test]
    public void Reads_every_form_of_a_reference_value()
    {
        var policy = Parse($$"""
            {
              // for people
              "name": "bank", /* too */
              "sgx": {
                "mrEnclave": { "anyOf": [ { "name": "v1", "value": "{{Hex32.ToUpperInvariant()}}" }, "{{Hex32}}" ] },
                "mrSigner": { "unchecked": "why" },
                "isvSvn": { "atLeast": 3 }
              }
            }
            """);
        Assert.That(policy.Name, Is.EqualTo("bank"));
        Assert.That(policy.Sgx!.MrEnclave!.Values, Is.EqualTo(new[] { new NamedValue<Measurement>(Measurement.Parse(Hex32), "v1"), new(Measurement.Parse(Hex32)) }));
        Assert.That(policy.Sgx.MrSigner!.UncheckedBecause, Is.EqualTo("why"));
        Assert.That(policy.Sgx.IsvSvn!.Minimum, Is.EqualTo(3));
        Assert.That(policy.Sgx.IsvProdId, Is.Null);
        Assert.That(policy.Sgx.Tcb.AcceptedStatuses, Is.EqualTo(new[] { TcbStatus.UpToDate }));
    }

    [Test]
    public void Reads_a_file_with_a_byte_order_mark() =>
        Assert.That(AttestationPolicy.Parse([0xef, 0xbb, 0xbf, .. """{"name":"x"}"""u8]).Name, Is.EqualTo("x"));

    [TestCase("", "$")]
    [TestCase("[]", "$")]
    [TestCase("null", "$")]
    [TestCase("{", "$")]
    [TestCase("""{"name":"x"} x""", "$")]
    [TestCase("""{"name":"x",}""", "$")]
    [TestCase("""{}""", "$.name")]
    [TestCase("""{"name":" "}""", "$.name")]
    [TestCase("""{"name":null}""", "$.name")]
    [TestCase("""{"name":"x","name":"y"}""", "$.name")]
    [TestCase("""{"name":"x","Sgx":{}}""", "$.Sgx")]
    [TestCase("""{"name":"x","sgx":null}""", "$.sgx")]
    [TestCase("""{"name":"x","sgx":[]}""", "$.sgx")]
    [TestCase("""{"name":"x","$schema":1}""", "$.$schema")]
    [TestCase("""{"name":"\ud800"}""", "$")]
    public void Refuses_what_is_no_policy(string json, string path) => AssertWrong(json, path);

    [TestCase("""{"launchMeasurement":{}}""", ".launchMeasurement")]
    [TestCase("""{"mrEnclave":"00"}""", ".mrEnclave")]
    [TestCase("""{"mrEnclave":{}}""", ".mrEnclave")]
    [TestCase("""{"mrEnclave":{"anyOf":[]}}""", ".mrEnclave.anyOf")]
    [TestCase("""{"mrEnclave":{"anyOf":["00"]}}""", ".mrEnclave.anyOf[0]")]
    [TestCase("""{"mrEnclave":{"anyOf":[7]}}""", ".mrEnclave.anyOf[0]")]
    [TestCase("""{"mrEnclave":{"anyOf":[{"value":"zz"}]}}""", ".mrEnclave.anyOf[0].value")]
    [TestCase("""{"mrEnclave":{"anyOf":[{"name":"v1"}]}}""", ".mrEnclave.anyOf[0].value")]
    [TestCase("""{"mrEnclave":{"atLeast":"00"}}""", ".mrEnclave.atLeast")]
    [TestCase("""{"mrEnclave":{"unchecked":""}}""", ".mrEnclave.unchecked")]
    [TestCase("""{"mrEnclave":{"unchecked":true}}""", ".mrEnclave.unchecked")]
    [TestCase("""{"isvSvn":{"atLeast":1,"unchecked":"why"}}""", ".isvSvn")]
    [TestCase("""{"isvSvn":{"atLeast":-1}}""", ".isvSvn.atLeast")]
    [TestCase("""{"isvSvn":{"atLeast":65536}}""", ".isvSvn.atLeast")]
    [TestCase("""{"isvSvn":{"atLeast":1.5}}""", ".isvSvn.atLeast")]
    [TestCase("""{"isvSvn":{"atLeast":"1"}}""", ".isvSvn.atLeast")]
    [TestCase("""{"isvSvn":{"anyOf":[1,{"name":"","value":2}]}}""", ".isvSvn.anyOf[1].name")]
    [TestCase("""{"isvSvn":{"anyOf":[1,{"name":"x","value":2,"why":3}]}}""", ".isvSvn.anyOf[1].why")]
    [TestCase("""{"isvSvn":{"atLeast":1,"atLeast":1}}""", ".isvSvn.atLeast")]
    [TestCase("""{"miscSelect":{"atLeast":4294967296}}""", ".miscSelect.atLeast")]
    [TestCase("""{"configId":{"anyOf":["00000000000000000000000000000000"]}}""", ".configId.anyOf[0]")]
    [TestCase("""{"attributes":{"value":"05"}}""", ".attributes.value")]
    [TestCase("""{"attributes":{"value":"05000000000000000000000000000000"}}""", ".attributes.mask")]
    [TestCase("""{"dangerousAllowDebug":"true"}""", ".dangerousAllowDebug")]
    [TestCase("""{"dangerousAllowDebug":1}""", ".dangerousAllowDebug")]
    [TestCase("""{"dangerousTrustedRoots":{}}""", ".dangerousTrustedRoots")]
    [TestCase("""{"dangerousTrustedRoots":["00"]}""", ".dangerousTrustedRoots[0]")]
    [TestCase("""{"tcb":{"acceptedStatuses":"UpToDate"}}""", ".tcb.acceptedStatuses")]
    [TestCase("""{"tcb":{"acceptedStatuses":["uptodate"]}}""", ".tcb.acceptedStatuses[0]")]
    [TestCase("""{"tcb":{"acceptedStatuses":["1"]}}""", ".tcb.acceptedStatuses[0]")]
    [TestCase("""{"tcb":{"acceptedAdvisories":["INTEL-SA-00615"]}}""", ".tcb.acceptedAdvisories")]
    [TestCase("""{"tcb":{"acceptedAdvisories":{"anyOf":[" "]}}}""", ".tcb.acceptedAdvisories.anyOf[0]")]
    [TestCase("""{"tcb":{"gracePeriod":30}}""", ".tcb.gracePeriod")]
    [TestCase("""{"tcb":{"gracePeriod":"P1M"}}""", ".tcb.gracePeriod")]
    [TestCase("""{"tcb":{"gracePeriod":"P1Y"}}""", ".tcb.gracePeriod")]
    [TestCase("""{"tcb":{"gracePeriod":"-P1D"}}""", ".tcb.gracePeriod")]
    [TestCase("""{"tcb":{"gracePeriod":"30"}}""", ".tcb.gracePeriod")]
    [TestCase("""{"tcb":{"gracePeriod":"P99999999999D"}}""", ".tcb.gracePeriod")]
    [TestCase("""{"tcb":{"minimumTcbEvaluationDataNumber":-1}}""", ".tcb.minimumTcbEvaluationDataNumber")]
    [TestCase("""{"tcb":{"requireSameEvaluationNumber":0}}""", ".tcb.requireSameEvaluationNumber")]
    [TestCase("""{"tcb":{"status":[]}}""", ".tcb.status")]
    public void Names_the_member_that_is_wrong(string sgx, string path) => AssertWrong($$"""{"name":"x","sgx":{{sgx}}}""", "$.sgx" + path);

    [TestCase("P30D", 30 * 24), TestCase("PT36H", 36), TestCase("P1DT12H", 36), TestCase("PT0S", 0), TestCase("PT60M", 1)]
    public void Reads_grace_periods_in_days_and_shorter_units(string text, int hours) =>
        Assert.That(Parse("{\"name\":\"x\",\"sgx\":{\"tcb\":{\"gracePeriod\":\"" + text + "\"}}}").Sgx!.Tcb.GracePeriod, Is.EqualTo(TimeSpan.FromHours(hours)));

    [Test]
    public void Refuses_nesting_without_end() => AssertWrong(new string('[', 1000), "$");

    private static AttestationPolicy Parse(string json) => AttestationPolicy.Parse(Encoding.UTF8.GetBytes(json));

    private static void AssertWrong(string json, string path)
    {
        var wrong = Assert.Throws<PolicyFormatException>(() => Parse(json));
        Assert.That(wrong.Path, Is.EqualTo(path));
        Assert.That(wrong.Expected, Is.Not.Empty);
        Assert.That(wrong.Actual, Is.Not.Empty);
    }
}
