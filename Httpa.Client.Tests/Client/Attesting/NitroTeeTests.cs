using System.Formats.Cbor;
using Httpa.Client.Attesting;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Attesting;

[Parallelizable(ParallelScope.All)]
internal sealed class NitroTeeTests
{
    private const string NoDevice = "/dev/null";

    private static readonly byte[] Binding = [.. Enumerable.Range(1, 64).Select(i => (byte)i)];

    [TestCase(true)]
    [TestCase(false)]
    public async Task Produces_a_document_that_carries_the_binding(bool endsWithMark)
    {
        using var enclave = new SimulatedNitro();
        using var tee = new NitroTee(new Module { Answer = userData => Document(enclave.Document with { UserData = userData }, endsWithMark) });

        var result = EvidenceVerifiers.CreateDefault().Appraise(new AppraisalRequest
        {
            Lead = await tee.ProduceEvidenceAsync(Binding, default),
            Binding = Binding,
            PublicKey = new byte[] { 1 },
            Policy = enclave.CreatePolicy(),
            Time = enclave.Document.Timestamp,
        });

        Assert.That(tee.Type, Is.EqualTo(EvidenceType.Nitro));
        Assert.That(result.Findings, Is.Empty);
    }

    [Test]
    public async Task Asks_for_nothing_but_user_data()
    {
        var module = new Module { Answer = _ => Convert.FromHexString("a16b4174746573746174696f6ea168646f63756d656e744101") };
        using var tee = new NitroTee(module);
        await tee.ProduceEvidenceAsync(Binding, default);

        // { "Attestation": { "user_data": 64 bytes, "nonce": null, "public_key": null } }
        var expected = "a16b4174746573746174696f6ea369757365725f64617461" + "5840" + Convert.ToHexStringLower(Binding) + "656e6f6e6365f66a7075626c69635f6b6579f6";
        Assert.That(Convert.ToHexStringLower(module.Request), Is.EqualTo(expected));
    }

    [Test]
    public void Says_why_the_module_made_no_document()
    {
        using var tee = new NitroTee(new Module { Answer = _ => [0xa1, 0x65, .. "Error"u8, 0x6d, .. "InternalError"u8] });
        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding, default), Throws.TypeOf<IOException>().With.Message.Contains("InternalError"));
    }

    [TestCase("")]
    [TestCase("f6")]
    [TestCase("a0")]
    [TestCase("67446573637269", TestName = "Hands out no document of a text")]
    [TestCase("a16b4174746573746174696f6ea0", TestName = "Hands out no document where there is none")]
    [TestCase("a16b4174746573746174696f6ea168646f63756d656e7440", TestName = "Hands out no empty document")]
    [TestCase("a16b4174746573746174696f6ea168646f63756d656e74410100", TestName = "Hands out no document with more behind it")]
    [TestCase("a1654572726f7200", TestName = "Hands out no document for an error by number")]
    public void Hands_out_no_document(string answer)
    {
        using var tee = new NitroTee(new Module { Answer = _ => Convert.FromHexString(answer) });
        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding, default), Throws.TypeOf<IOException>());
    }

    [Test]
    public void Takes_a_whole_binding_only()
    {
        using var tee = new NitroTee(new Module());
        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding.AsMemory(1), default), Throws.ArgumentException);
    }

    [Test]
    public void Says_so_where_there_is_no_module() => Assert.That(() => new NitroTee("/dev/nothing-of-that-name"), Throws.TypeOf<PlatformNotSupportedException>());

    [Test]
    [Platform("Linux")]
    public void Says_so_when_the_driver_refuses_the_call()
    {
        // A device that exists everywhere and knows no such call: the kernel answers ENOTTY.
        using var tee = new NitroTee(NoDevice);
        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding, default), Throws.TypeOf<IOException>().With.Property(nameof(IOException.HResult)).EqualTo(25));
    }

    private static byte[] Document(SimulatedNitroDocument document, bool endsWithMark)
    {
        var writer = new CborWriter(CborConformanceMode.Strict, convertIndefiniteLengthEncodings: !endsWithMark);
        writer.WriteStartMap(null);
        writer.WriteTextString("Attestation");
        writer.WriteStartMap(null);
        writer.WriteTextString("document");
        writer.WriteByteString(document.Encode());
        writer.WriteEndMap();
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>Answers from the user data of the request.</summary>
    private sealed class Module : NsmDevice
    {
        public Func<byte[], byte[]> Answer { get; init; } = _ => [];

        public byte[] Request { get; private set; } = [];

        public override byte[] Exchange(ReadOnlySpan<byte> request)
        {
            Request = request.ToArray();
            var reader = new CborReader(Request);
            reader.ReadStartMap();
            reader.ReadTextString();
            reader.ReadStartMap();
            reader.ReadTextString();
            return Answer(reader.ReadByteString());
        }
    }
}
