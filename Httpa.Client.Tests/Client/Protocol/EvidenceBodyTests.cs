using System.Text;
using CsCheck;
using Httpa.Client.Protocol;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Protocol;

public sealed class EvidenceBodyTests
{
    private const string Whole = """
        {"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AwQF","endorsements":{"tcb_info":"{\"tcbInfo\": 1}","pck_crl":"MAA"}},{"type":"nvidia-gpu","value":"Bg"}]}
        """;

    [Test]
    public void A_body_full_of_unknown_endorsements_is_refused_at_little_cost()
    {
        var members = string.Join(',', Enumerable.Range(0, 80_000).Select(i => $"\"{i:x}\":\"\""));
        var json = Encoding.UTF8.GetBytes($"{{\"publicKey\":\"AAEC\",\"evidence\":[{{\"endorsements\":{{{members}}},\"type\":\"sgx\",\"value\":\"AwQF\"}}]}}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(EvidenceBody.TryParse(json, out _, out _), Is.False);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void A_body_is_read_with_its_endorsements_as_bytes()
    {
        Assert.That(EvidenceBody.TryParse(Encoding.UTF8.GetBytes(Whole), out var body, out var problem), problem);
        Assert.That(body!.PublicKey.ToArray(), Is.EqualTo(new byte[] { 0, 1, 2 }));
        Assert.That(body.Items, Has.Count.EqualTo(2));
        Assert.That(body.Lead.Evidence.Type, Is.EqualTo(EvidenceType.Sgx));
        Assert.That(body.Lead.Evidence.Value.ToArray(), Is.EqualTo(new byte[] { 3, 4, 5 }));
        Assert.That(body.Devices.Single().Value.ToArray(), Is.EqualTo(new byte[] { 6 }));
        Assert.That(Document(body.Lead, "tcb_info"), Is.EqualTo("{\"tcbInfo\": 1}"u8.ToArray()));
        Assert.That(Document(body.Lead, "pck_crl"), Is.EqualTo(new byte[] { 0x30, 0 }));
    }

    [Test]
    public void What_is_written_is_read_again()
    {
        var pem = "-----BEGIN CERTIFICATE-----\nAA+/\n-----END CERTIFICATE-----\n"u8.ToArray();
        var body = new EvidenceBody(
            new byte[32],
            [
                new(new(EvidenceType.Tdx, new byte[5000]), new([new("tcb_signing_chain", pem), new("qe_identity", "{\"é\":\"\\u0001\"}"u8.ToArray()), new("root_ca_crl", pem)])),
                new(new(EvidenceType.NvidiaGpu, new byte[1]), new([new("cert_chain", pem), new("ocsp", new byte[] { 1 })])),
            ]);
        Assert.That(EvidenceBody.TryParse(body.Serialize(), out var again, out var problem), problem);
        Assert.That(again!.Lead.Endorsements.Names, Is.EquivalentTo(body.Lead.Endorsements.Names));
        foreach (var name in body.Lead.Endorsements.Names) Assert.That(Document(again.Lead, name), Is.EqualTo(Document(body.Lead, name)));
        Assert.That(again.Serialize(), Is.EqualTo(body.Serialize()));
    }

    [Test]
    public void What_could_not_be_read_is_not_written()
    {
        var evidence = new Evidence(EvidenceType.Sgx, new byte[3]);
        var unknown = new EvidenceBody(new byte[32], [new(evidence, new([new("vcek", new byte[1])]))]);
        var empty = new EvidenceBody(new byte[32], []);
        var large = new EvidenceBody(new byte[32], [new(new(EvidenceType.Sgx, new byte[800_000]), Endorsements.None)]);
        foreach (var body in (EvidenceBody[])[unknown, empty, large]) Assert.That(body.Serialize, Throws.InvalidOperationException);
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"publicKey":"AAEC"}""")]
    [TestCase("""{"evidence":[{"type":"sgx","value":"AA"}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[]}""")]
    [TestCase("""{"publicKey":"","evidence":[{"type":"sgx","value":"AA"}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":""}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx"}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"value":"AA"}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"SGX","value":"AA"}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":7,"value":"AA"}]}""")]
    [TestCase("""{"publicKey":null,"evidence":[{"type":"sgx","value":"AA"}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":{"type":"sgx","value":"AA"}}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":["sgx"]}""")]
    [TestCase("""{"publicKey":"AAEC","publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA"}]}""", Description = "a duplicate")]
    [TestCase("""{"publicKey":"AAEC","public\u004bey":"AAEC","evidence":[{"type":"sgx","value":"AA"}]}""", Description = "a duplicate in disguise")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","value":"AA"}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA"}],"more":1}""", Description = "an unknown member")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","more":1}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","endorsements":{"more":"AA"}}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","endorsements":{"vcek":"AA"}}]}""", Description = "another type's endorsement")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","endorsements":{"pck_crl":"AA","pck_crl":"AA"}}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","endorsements":{"tcb_info":{"tcbInfo":1}}}]}""", Description = "an object, not its text")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","endorsements":{"pck_crl":"A*"}}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","endorsements":[]}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"snp","value":"AA","endorsements":{"vcek":"AA","vlek":"AA"}}]}""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA"},{"type":"tdx","value":"AA"}]}""", Description = "two leads")]
    [TestCase("""{"publicKey":"AAE=","evidence":[{"type":"sgx","value":"AA"}]}""", Description = "padding")]
    [TestCase("""{"publicKey":"AB","evidence":[{"type":"sgx","value":"AA"}]}""", Description = "bits left over")]
    [TestCase("""{"publicKey":"AAECA","evidence":[{"type":"sgx","value":"AA"}]}""", Description = "a length that no bytes have")]
    [TestCase("""{"publicKey":"AA EC","evidence":[{"type":"sgx","value":"AA"}]}""")]
    [TestCase("""{"publicKey":"AA+C","evidence":[{"type":"sgx","value":"AA"}]}""", Description = "the other alphabet")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA"}]} {}""", Description = "trailing data")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA"}]},""")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA"},]}""", Description = "a trailing comma")]
    [TestCase("""{"publicKey":"AAEC",/* */"evidence":[{"type":"sgx","value":"AA"}]}""", Description = "a comment")]
    [TestCase("""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA","endorsements":{"tcb_info":"\ud800"}}]}""", Description = "half a character")]
    public void Other_bodies_are_refused_with_a_problem(string json)
    {
        Assert.That(EvidenceBody.TryParse(Encoding.UTF8.GetBytes(json), out _, out var problem), Is.False);
        Assert.That(problem, Is.Not.Empty);
    }

    [Test]
    public void A_byte_order_mark_and_text_that_is_not_UTF_8_are_refused()
    {
        Assert.That(EvidenceBody.TryParse([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Whole)], out _, out _), Is.False);
        var bytes = Encoding.UTF8.GetBytes(Whole);
        bytes[Whole.IndexOf("tcbInfo", StringComparison.Ordinal)] = 0xff;
        Assert.That(EvidenceBody.TryParse(bytes, out _, out _), Is.False);
    }

    [Test]
    public void Sixteen_devices_are_read_and_seventeen_are_not()
    {
        Assert.That(EvidenceBody.TryParse(WithDevices(16), out var body, out _));
        Assert.That(body!.Devices.Count(), Is.EqualTo(16));
        Assert.That(EvidenceBody.TryParse(WithDevices(17), out _, out _), Is.False);
    }

    [Test]
    public void A_body_over_1_MiB_is_refused() =>
        Assert.That(EvidenceBody.TryParse([.. Encoding.UTF8.GetBytes(Whole), .. Enumerable.Repeat((byte)' ', EvidenceBody.MaxLength)], out _, out _), Is.False);

    [Test]
    public void Every_cut_is_refused_and_no_flip_throws()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole.Trim());
        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.That(EvidenceBody.TryParse(bytes.AsSpan(0, i), out _, out _), Is.False);
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[i] ^= (byte)(1 << bit);
                _ = EvidenceBody.TryParse(bytes, out _, out _);
                bytes[i] ^= (byte)(1 << bit);
            }
        }
    }

    [Test]
    public void Bytes_of_any_kind_never_throw() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        _ = EvidenceBody.TryParse(bytes, out _, out _);
    });

    private static byte[] WithDevices(int count) => Encoding.UTF8.GetBytes(
        $$"""{"publicKey":"AAEC","evidence":[{"type":"sgx","value":"AA"}{{string.Concat(Enumerable.Repeat(""",{"type":"nvidia-gpu","value":"AA"}""", count))}}]}""");

    private static byte[] Document(EndorsedEvidence item, string name) => item.Endorsements.TryGet(name, out var content) ? content.ToArray() : [];
}
