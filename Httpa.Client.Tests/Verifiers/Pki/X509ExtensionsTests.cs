using System.Formats.Asn1;
using Httpa.Verifiers.Pki;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Pki;

internal sealed class X509ExtensionsTests
{
    [TestCase(1, true)]
    [TestCase(32, true)]
    [TestCase(33, false)]
    [TestCase(0, false)]
    public void Reads_so_many_extensions_that_comparing_them_all_takes_no_time(int count, bool isRead)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (var i = 0; i < count; i++) WriteExtension(writer, $"1.2.{i}");
        }

        Assert.That(Der.TryParse(writer.Encode(), reader => X509Extensions.Read(reader, [])) is not null, Is.EqualTo(isRead));
    }

    private static void WriteExtension(AsnWriter writer, string id)
    {
        using var extension = writer.PushSequence();
        writer.WriteObjectIdentifier(id);
        writer.WriteOctetString([]);
    }
}
