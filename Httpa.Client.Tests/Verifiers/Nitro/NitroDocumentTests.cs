using System.Formats.Cbor;
using System.Globalization;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Nitro;

/// <summary>The form of documents: AWS, "Nitro Enclaves Attestation Process", sections 2.2, 3.1 and 3.2.2. All are signed by a good key.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NitroDocumentTests : IDisposable
{
    private static readonly Measurement Pcr = new(new byte[48]);

    private readonly NitroScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [TestCase(true, true)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    public void Accepts_documents_with_tag_and_mark_and_without(bool isTagged, bool endsWithMark)
    {
        _scene.Document = _scene.Document with { IsTagged = isTagged, EndsWithMark = endsWithMark };
        Assert.That(_scene.Reasons(), Is.Empty);
    }

    [Test]
    public void Accepts_the_longest_members()
    {
        _scene.Document = _scene.Document with { PublicKey = new byte[1024], Nonce = new byte[1024] };
        Assert.That(_scene.Reasons(), Is.Empty);
        _scene.Document = _scene.Document with { UserData = new byte[1024] };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [Test]
    public void Accepts_documents_that_leave_optional_members_out() =>
        AssertReasons(Change(payload =>
        {
            payload.Remove("public_key");
            payload.Remove("nonce");
        }));

    [Test]
    public void Does_not_take_a_public_key_or_a_nonce_for_the_binding()
    {
        _scene.Document = _scene.Document with { PublicKey = NitroScene.Binding, Nonce = NitroScene.Binding, UserData = null };
        Assert.That(_scene.Reasons(), Is.EqualTo(new[] { AppraisalReason.BindingMismatch }));
    }

    [TestCase("module_id")]
    [TestCase("digest")]
    [TestCase("timestamp")]
    [TestCase("pcrs")]
    [TestCase("certificate")]
    [TestCase("cabundle")]
    public void Refuses_documents_without(string member) => AssertMalformed(Change(payload => payload.Remove(member)));

    [TestCase("module_id")]
    [TestCase("digest")]
    [TestCase("timestamp")]
    [TestCase("pcrs")]
    [TestCase("certificate")]
    [TestCase("cabundle")]
    [TestCase("user_data", "01")]
    [TestCase("public_key", "40")]
    [TestCase("module_id", "60")]
    [TestCase("digest", "66534841353132")]
    [TestCase("digest", "66534841323536")]
    [TestCase("digest", "66736861333834")]
    [TestCase("timestamp", "00")]
    [TestCase("timestamp", "20")]
    [TestCase("timestamp", "1bffffffffffffffff")]
    [TestCase("timestamp", "fb427a5f3e5c000000")]
    [TestCase("pcrs", "a0")]
    [TestCase("pcrs", "80")]
    [TestCase("certificate", "40")]
    [TestCase("cabundle", "80")]
    [TestCase("cabundle", "8140")]
    [TestCase("cabundle", "81f6")]
    public void Refuses_documents_with(string member, string hex = "f6") => AssertMalformed(Change(payload => payload[member] = Convert.FromHexString(hex)));

    [TestCase("public_key")]
    [TestCase("user_data")]
    [TestCase("nonce")]
    public void Refuses_members_of_1025_bytes(string member) => AssertMalformed(Change(payload => payload[member] = Bytes(1025)));

    [Test]
    public void Refuses_members_that_are_unknown_or_stand_twice()
    {
        AssertMalformed(Change(payload => payload["comment"] = [0xf6]));
        AssertMalformed(Change(payload => payload["public_key"] = [0xf6, 0x65, .. "nonce"u8, 0xf6]));
    }

    [TestCase(-1)]
    [TestCase(32)]
    [TestCase(255)]
    public void Refuses_registers_outside_0_to_31(int index)
    {
        _scene.Document = _scene.Document with { Pcrs = new Dictionary<int, Measurement> { [index] = Pcr } };
        AssertMalformed(_scene.Document.Encode());
    }

    [TestCase(31)]
    [TestCase(33)]
    [TestCase(47)]
    [TestCase(49)]
    [TestCase(65)]
    public void Refuses_registers_of_another_length(int length)
    {
        _scene.Document = _scene.Document with { Pcrs = new Dictionary<int, Measurement> { [0] = new(new byte[length]) } };
        AssertMalformed(_scene.Document.Encode());
    }

    [Test]
    public void Refuses_a_register_that_stands_twice() => AssertMalformed(Change(payload => payload["pcrs"] = [0xa2, 0x00, .. Bytes(48), 0x00, .. Bytes(48)]));

    [Test]
    public void Refuses_a_register_named_by_a_text() => AssertMalformed(Change(payload => payload["pcrs"] = [0xa1, 0x61, (byte)'0', .. Bytes(48)]));

    [Test]
    public void Refuses_a_bundle_without_end() => AssertMalformed(Change(payload => payload["cabundle"] = [0x89, .. Enumerable.Repeat(Bytes(100), 9).SelectMany(b => b)]));

    [Test]
    public void Refuses_a_marked_bundle_without_end() => AssertMalformed(Change(payload => payload["cabundle"] = [0x9f, .. Enumerable.Repeat(Bytes(100), 9).SelectMany(b => b), 0xff]));

    [Test]
    public void Refuses_bytes_behind_the_payload_and_behind_the_message()
    {
        AssertMalformed(_scene.Document.Sign([.. _scene.Document.EncodePayload(), 0]));
        AssertMalformed([.. _scene.Document.Encode(), 0]);
    }

    [Test]
    public void Refuses_a_payload_of_more_than_16384_bytes() => AssertMalformed(_scene.Document.Sign(new byte[16385]));

    [Test]
    public void Tells_what_a_malformed_document_says_of_nothing()
    {
        var result = _scene.Appraise([0]);
        Assert.That(result.Claims, Is.Null);
        Assert.That(result.Findings.Single().Kind, Is.EqualTo(FindingKind.NotGenuine));
    }

    private void AssertMalformed(byte[] document) => AssertReasons(document, AppraisalReason.NitroDocumentMalformed);

    private void AssertReasons(byte[] document, params AppraisalReason[] reasons) => Assert.That(_scene.Reasons(document), Is.EqualTo(reasons));

    /// <summary>A document whose members, in CBOR by name, were changed before it was signed.</summary>
    private byte[] Change(Action<OrderedDictionary<string, byte[]>> change)
    {
        var reader = new CborReader(_scene.Document.EncodePayload());
        var members = new OrderedDictionary<string, byte[]>();
        for (reader.ReadStartMap(); reader.PeekState() != CborReaderState.EndMap;) members[reader.ReadTextString()] = reader.ReadEncodedValue().ToArray();
        change(members);
        byte[] payload = [0xbf, .. members.SelectMany(m => Text(m.Key).Concat(m.Value)), 0xff];
        return _scene.Document.Sign(payload);
    }

    private static byte[] Text(string text)
    {
        var writer = new CborWriter();
        writer.WriteTextString(text);
        return writer.Encode();
    }

    private static byte[] Bytes(int length)
    {
        var writer = new CborWriter();
        writer.WriteByteString(new byte[length]);
        return writer.Encode();
    }
}
