using Httpa.Client.Endorsing;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>Endorsements in a directory, alone and before a vendor's service.</summary>
internal sealed class DirectorySourceTests : VendorFixture
{
    private string _folder = "";

    private string Own => Path.Combine(_folder, "sgx-53494d000000-platform");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("httpa-directory-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Finds_the_directory_of_the_platform_before_the_common_one()
    {
        var source = new DirectoryEndorsementSource(_folder);
        EndorsementDirectory.Write(_folder, new Endorsements([new("tcb_info", "common"u8.ToArray())]));
        Assert.That(Text(await source.FindAsync(await EvidenceAsync(), default)), Is.EqualTo("common"));

        EndorsementDirectory.Write(Own, Platform.Endorsements);
        Assert.That((await JudgeAsync(await source.FindAsync(await EvidenceAsync(), default))).IsAccepted);
        Assert.That(Text(await source.FindAsync(new Evidence(EvidenceType.Nitro, default), default)), Is.EqualTo("common"));
    }

    [Test]
    public async Task Serves_synchronous_requests_without_any_network()
    {
        EndorsementDirectory.Write(_folder, Platform.Endorsements);
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = new BareTee(Platform), TimeProvider = Time });
        using var client = new HttpClient(new HttpaHandler(
            new HttpaOptions { Policy = Platform.CreatePolicy(), EndorsementSource = new DirectoryEndorsementSource(_folder), TimeProvider = Time }, server.CreateTransport()));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.BaseAddress, "hello"));
        Assert.That(client.Send(request).IsSuccessStatusCode);
    }

    [Test]
    public async Task A_directory_that_is_not_there_is_unavailable()
    {
        var evidence = await EvidenceAsync();
        var failure = await UnavailableAsync(async () => await new DirectoryEndorsementSource(Path.Combine(_folder, "missing")).FindAsync(evidence, default));
        Assert.That(failure.Message, Does.Contain("missing"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_directory_comes_before_the_vendor_as_long_as_it_holds(bool isCurrent)
    {
        EndorsementDirectory.Write(Own, Platform.Endorsements);
        if (!isCurrent)
        {
            Time.Advance(TimeSpan.FromDays(31));
            Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Platform.Endorsements);
        }

        Assert.That(await IsAttestedAsync(new EndorsementSourceChain(new DirectoryEndorsementSource(_folder), Source())));
        Assert.That(Vendor.Requests.IsEmpty, Is.EqualTo(isCurrent));
    }

    [Test]
    public async Task Endorsements_that_are_refused_one_after_another_lead_to_the_vendor_itself()
    {
        // Outdated in the directory, forged in the cache.
        EndorsementDirectory.Write(Own, Platform.Endorsements);
        Time.Advance(TimeSpan.FromDays(31));
        var shared = new FakeSharedCache();
        using (var forger = new Httpa.TestServer.Simulated.SimulatedSgx(timeProvider: Time))
        {
            Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, forger.Endorsements);
            await FindAsync(Source(shared: shared));
        }

        Vendor.Publish(EvidenceType.Sgx, Platform.Settings.Fmspc, Platform.Endorsements);
        Assert.That(await IsAttestedAsync(new EndorsementSourceChain(new DirectoryEndorsementSource(_folder), Source(shared: shared))));
    }

    [Test]
    public async Task A_source_that_fails_is_passed_over_and_its_failure_told_when_no_other_has_anything()
    {
        var missing = new DirectoryEndorsementSource(Path.Combine(_folder, "missing"));
        var evidence = await EvidenceAsync();
        Assert.That((await new EndorsementSourceChain(missing, Source()).FindAsync(evidence, default)).Names, Has.Count.EqualTo(6));
        await UnavailableAsync(async () => await new EndorsementSourceChain(missing, new DirectoryEndorsementSource(_folder)).FindAsync(evidence, default));
        Assert.That(() => new EndorsementSourceChain(), Throws.ArgumentException);
    }

    private async Task<bool> IsAttestedAsync(IEndorsementSource source)
    {
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = new BareTee(Platform), TimeProvider = Time });
        using var client = new HttpClient(new HttpaHandler(
            new HttpaOptions { Policy = Platform.CreatePolicy(), EndorsementSource = source, TimeProvider = Time }, server.CreateTransport()));
        return (await client.GetAsync(new Uri(server.BaseAddress, "hello"))).IsSuccessStatusCode;
    }

    private static string Text(Endorsements endorsements) => endorsements.TryGet("tcb_info", out var content) ? System.Text.Encoding.UTF8.GetString(content.Span) : "";
}
