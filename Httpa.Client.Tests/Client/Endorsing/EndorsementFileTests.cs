using System.Text;
using Httpa.Client.Endorsing;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>Endorsements as one JSON file.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class EndorsementFileTests
{
    [Test]
    public void Reads_back_what_it_wrote()
    {
        using var platform = new SimulatedSgx();
        var read = EndorsementFile.Read(EndorsementFile.Write(platform.Endorsements));
        Assert.That(read.Names, Has.Count.EqualTo(6));
        foreach (var name in read.Names)
        {
            read.TryGet(name, out var actual);
            platform.Endorsements.TryGet(name, out var expected);
            Assert.That(actual.ToArray(), Is.EqualTo(expected.ToArray()), name);
        }
    }

    [Test]
    public void Text_is_text_and_DER_is_base64url_without_padding()
    {
        var json = Encoding.UTF8.GetString(EndorsementFile.Write(new Endorsements([new("tcb_info", "{\"tcbInfo\":1}"u8.ToArray()), new("vcek", new byte[] { 0xfb, 0xff })])));
        Assert.That(json, Does.Contain("\"tcb_info\": \"{\\\"tcbInfo\\\":1}\"").And.Contain("\"vcek\": \"-_8\""));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"tcb_info\":1}")]
    [TestCase("{\"tcb_info\":\"\\ud800\"}")]
    [TestCase("{\"pck_crl\":\"not base64url\"}")]
    [TestCase("{\"pck_crl\":\"AA==\"}")]
    [TestCase("{\"../tcb_info\":\"\"}")]
    [TestCase("{\"tcb_info\":\"\",\"tcb_info\":\"\"}")]
    [TestCase("{\"tcb_info\":\"\"} ,")]
    public void Refuses_anything_else(string json) => Assert.That(() => EndorsementFile.Read(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<InvalidDataException>());

    [Test]
    public void Refuses_what_is_too_long()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => EndorsementFile.Read(new byte[EndorsementFile.MaxLength + 1]), Throws.TypeOf<InvalidDataException>());
            Assert.That(() => EndorsementFile.Read(Encoding.UTF8.GetBytes($"{{\"tcb_info\":\"{new string('a', Endorsements.MaxDocumentLength + 1)}\"}}")), Throws.TypeOf<InvalidDataException>());
        });
    }

    [Test]
    public void Writes_no_document_that_HTTPA_does_not_have_and_no_text_that_is_none() => Assert.Multiple(() =>
    {
        Assert.That(() => EndorsementFile.Write(new Endorsements([new("diary", new byte[1])])), Throws.ArgumentException);
        Assert.That(() => EndorsementFile.Write(new Endorsements([new("tcb_info", new byte[] { 0xff })])), Throws.InstanceOf<ArgumentException>());
    });
}
