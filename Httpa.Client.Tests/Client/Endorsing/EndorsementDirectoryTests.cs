using Httpa.Client.Endorsing;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

[TestFixture]
internal sealed class EndorsementDirectoryTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("httpa-endorsements-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Reads_back_what_it_wrote()
    {
        using var sgx = new SimulatedSgx();
        var written = sgx.Endorsements;
        EndorsementDirectory.Write(Path.Combine(_folder, "new"), written);
        var read = EndorsementDirectory.Read(Path.Combine(_folder, "new"));

        Assert.That(read.Names, Is.EquivalentTo(written.Names));
        foreach (var name in written.Names)
        {
            written.TryGet(name, out var expected);
            read.TryGet(name, out var actual);
            Assert.That(actual.ToArray(), Is.EqualTo(expected.ToArray()), name);
        }
    }

    [Test]
    public void Reads_all_six_documents_of_a_shared_vector()
    {
        var endorsements = EndorsementDirectory.Read(SharedFolder.Path("vectors", "sgx", "icx-sw-hardening"));

        Assert.That(
            endorsements.Names,
            Is.EquivalentTo(new[] { "tcb_info", "qe_identity", "tcb_signing_chain", "pck_crl_issuer_chain", "pck_crl", "root_ca_crl" }));
    }

    [Test]
    public void Leaves_stray_files_alone_and_names_what_it_read()
    {
        File.WriteAllText(Path.Combine(_folder, "README.txt"), "not an endorsement");
        File.WriteAllText(Path.Combine(_folder, "pck_crl.pem"), "another ending");
        File.WriteAllText(Path.Combine(_folder, "tcb_info.json"), "{}");

        Assert.That(EndorsementDirectory.Read(_folder).Names, Is.EqualTo(new[] { "tcb_info" }));
    }

    [Test]
    public void Reads_nothing_from_an_empty_directory() => Assert.That(EndorsementDirectory.Read(_folder).Names, Is.Empty);

    [Test]
    public void Refuses_a_file_over_the_cap()
    {
        using (var file = File.Create(Path.Combine(_folder, "pck_crl.der"))) file.SetLength(Endorsements.MaxDocumentLength + 1);

        Assert.That(() => EndorsementDirectory.Read(_folder), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Refuses_a_directory_that_is_not_there() =>
        Assert.That(() => EndorsementDirectory.Read(Path.Combine(_folder, "missing")), Throws.TypeOf<DirectoryNotFoundException>());

    [Test]
    public void Writes_nothing_when_a_name_is_no_file_of_the_layout()
    {
        var endorsements = new Endorsements([new("tcb_info", new byte[1]), new("../outside", new byte[1])]);

        Assert.That(() => EndorsementDirectory.Write(_folder, endorsements), Throws.ArgumentException);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }
}
