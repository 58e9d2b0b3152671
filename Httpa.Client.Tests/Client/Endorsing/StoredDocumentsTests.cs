using Httpa.Client.Endorsing.Vendors;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>The form in which answers are cached.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class StoredDocumentsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly SimulatedSgx _platform = new(new SimulatedSgxSettings { IssuedAt = Now });

    private AnswerForm Form { get; } = IntelDocuments.For(EvidenceType.Sgx, Measurement.Parse("53494d000000"), "platform").Documents[0].Form;

    [OneTimeTearDown]
    public void Clean() => _platform.Dispose();

    [Test]
    public void Reads_what_it_wrote_and_dates_it_by_the_documents_own_end()
    {
        var read = StoredDocuments.TryDecode(Encoded(), Form)!;
        Assert.Multiple(() =>
        {
            Assert.That(read.Parts.Select(p => p.Key), Is.EqualTo(new[] { "tcb_info", "tcb_signing_chain" }));
            Assert.That(read.Parts[0].Value.ToArray(), Is.EqualTo(Document("tcb_info").ToArray()));
            Assert.That((read.Fetched, read.Ends), Is.EqualTo((Now, Now.AddDays(30))));
        });
    }

    [Test]
    public void Every_cut_and_every_added_byte_makes_it_unreadable()
    {
        var bytes = Encoded();
        for (var length = 0; length < bytes.Length; length++) Assert.That(StoredDocuments.TryDecode(bytes.AsMemory(0, length), Form), Is.Null);
        Assert.That(StoredDocuments.TryDecode(new byte[bytes.Length], Form), Is.Null);
        Assert.That(StoredDocuments.TryDecode((byte[])[.. bytes, 0], Form), Is.Null);
    }

    [Test]
    public void No_changed_byte_makes_it_throw()
    {
        var bytes = Encoded();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0xff;
            Assert.That(() => StoredDocuments.TryDecode(bytes, Form), Throws.Nothing);
            bytes[i] ^= 0xff;
        }
    }

    [Test]
    public void Documents_in_each_others_place_are_none() =>
        Assert.That(StoredDocuments.TryMake(Form, [Document("tcb_signing_chain"), Document("tcb_info")], Now), Is.Null);

    private byte[] Encoded() => StoredDocuments.TryMake(Form, [Document("tcb_info"), Document("tcb_signing_chain")], Now)!.Encode();

    private ReadOnlyMemory<byte> Document(string name) => _platform.Endorsements.TryGet(name, out var document) ? document : default;
}
