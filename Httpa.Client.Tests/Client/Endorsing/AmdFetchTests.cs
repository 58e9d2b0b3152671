using System.Security.Cryptography;
using System.Text;
using Httpa.Client.Endorsing;
using Httpa.Client.Tests.TestServer;
using Httpa.Client.Tests.Vectors;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.Snp;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>What is fetched from a service that answers like AMD's key distribution service.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal sealed class AmdFetchTests
{
    private static readonly Measurement Chip = new(SHA512.HashData("a chip"u8));

    private FakeVendor _vendor = null!;

    [SetUp]
    public async Task StartVendor() => _vendor = await FakeVendor.StartAsync();

    [TearDown]
    public ValueTask StopVendor() => _vendor.DisposeAsync();

    [Test]
    public void A_chip_of_Milan_is_asked_for_by_64_bytes_and_four_components() => Assert.That(
        Paths(EndorsedPlatform.Amd(SnpProduct.Milan, Chip, new SnpTcb(4, 0, 24, 219))), Is.EqualTo(new[]
        {
            $"vcek/v1/Milan/{Chip}?blSPL=04&teeSPL=00&snpSPL=24&ucodeSPL=219", "vcek/v1/Milan/cert_chain", "vcek/v1/Milan/crl",
        }));

    [Test]
    public void A_chip_of_Turin_is_asked_for_by_8_bytes_and_the_FMC_too()
    {
        var padded = new byte[64];
        Chip.Bytes.Span[..8].CopyTo(padded);
        var platforms = new[] { new Measurement(padded), new Measurement(padded.AsMemory(0, 8)) }.Select(id => EndorsedPlatform.Amd(SnpProduct.Turin, id, new SnpTcb(1, 2, 4, 82, 3))).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(Paths(platforms[0])[0], Is.EqualTo($"vcek/v1/Turin/{Chip.ToString()[..16]}?fmcSPL=03&blSPL=01&teeSPL=02&snpSPL=04&ucodeSPL=82"));
            Assert.That(platforms[1], Is.EqualTo(platforms[0]));
        });
    }

    [Test]
    public void A_loaded_key_is_the_providers_and_only_its_issuers_are_asked_for() =>
        Assert.That(Paths(EndorsedPlatform.AmdLoadedKeys(SnpProduct.Genoa)), Is.EqualTo(new[] { "vlek/v1/Genoa/cert_chain", "vlek/v1/Genoa/crl" }));

    [Test]
    public void A_chip_id_of_another_length_names_no_chip()
    {
        foreach (var (product, length) in new[] { (SnpProduct.Milan, 8), (SnpProduct.Turin, 7), (SnpProduct.Turin, 9), (SnpProduct.Genoa, 63) })
            Assert.That(() => EndorsedPlatform.Amd(product, new Measurement(Chip.Bytes[..length]), default), Throws.ArgumentException);
        Assert.That(() => EndorsedPlatform.Amd(SnpProduct.Turin, Chip, default), Throws.ArgumentException, "64 bytes of which only 8 may count");
        Assert.That(() => EndorsedPlatform.Amd(SnpProduct.Milan, new Measurement(new byte[64]), default), Throws.ArgumentException);
        Assert.That(() => EndorsedPlatform.Amd(default, Chip, default), Throws.ArgumentException);
    }

    [TestCase("milan-v3-caci", "vcek/v1/Milan/")]
    [TestCase("genoa-v3-caci", "vcek/v1/Genoa/")]
    [TestCase("turin-v5-caci", "vcek/v1/Turin/")]
    [TestCase("milan-v2-vcek", "vcek/v1/Milan/")]
    [TestCase("milan-v3-vlek-vmpl1", "vlek/v1/Milan/cert_chain")]
    public void Genuine_reports_name_their_platform(string name, string path)
    {
        var vector = VectorCase.Read("sev-snp", name);
        var report = File.ReadAllBytes(Path.Combine(vector.Folder, "evidence.bin"));
        Assert.That(EndorsedPlatform.TryRead(new Evidence(EvidenceType.Snp, report), out var platform));
        Assert.That(Paths(platform!)[0], Does.StartWith(path));
    }

    [TestCase(SnpProduct.Milan, 3u)]
    [TestCase(SnpProduct.Genoa, 3u)]
    [TestCase(SnpProduct.Turin, 5u)]
    [TestCase(SnpProduct.Milan, 2u)]
    [TestCase(SnpProduct.Genoa, 2u)]
    public async Task A_guest_that_staples_nothing_is_attested_with_what_the_client_fetches(SnpProduct product, uint version)
    {
        var isTurin = product == SnpProduct.Turin;
        var id = new byte[64];
        Chip.Bytes.Span[..(isTurin ? 8 : 64)].CopyTo(id);
        using var guest = new SimulatedSnp(new SimulatedSnpSettings { Product = product, ReportVersion = version, ChipId = new Measurement(id) });
        PublishChip(guest.Settings, guest.Endorsements);
        await AssertAttestedAsync(guest, new BareTee(guest));
        Assert.That(_vendor.Requests.Where(r => !r.Contains($"/{product}/", StringComparison.Ordinal)).Count(), Is.EqualTo(version == 2 && product == SnpProduct.Genoa ? 3 : 0),
            "of a report that states no processor, the older product line is asked first");
    }

    [Test]
    public async Task The_chip_below_a_vTPM_is_asked_for()
    {
        var chip = new SimulatedSnpSettings { ChipId = Chip };
        using var machine = new SimulatedAzureVtpm(new SimulatedAzureVtpmSettings { Snp = chip });
        PublishChip(chip, (await machine.ProduceEvidenceAsync(new byte[64], default)).Endorsements);
        await AssertAttestedAsync(machine, new SparseTee(machine, "pcrs"));

        using var onTdx = new SimulatedAzureVtpm(new SimulatedAzureVtpmSettings { OnTdx = true });
        Assert.That(EndorsedPlatform.TryRead((await onTdx.ProduceEvidenceAsync(new byte[64], default)).Evidence, out _), Is.False, "its quote is stapled, and what that needs");
    }

    [Test]
    public async Task A_loaded_keys_certificate_is_stapled_and_the_rest_fetched()
    {
        using var guest = new SimulatedSnp(new SimulatedSnpSettings { SigningKey = SnpSigningKey.Vlek, ChipId = new Measurement(new byte[64]) });
        _vendor.Publish("/vlek/v1/Milan/cert_chain", Chain(guest.Endorsements), "application/x-pem-file");
        _vendor.Publish("/vlek/v1/Milan/crl", Document(guest.Endorsements, "crl"), "application/pkix-crl");
        await AssertAttestedAsync(guest, new SparseTee(guest, "vlek"));
    }

    [Test]
    public async Task A_chip_that_AMD_does_not_know_is_not_proven()
    {
        using var guest = new SimulatedSnp(new SimulatedSnpSettings { ChipId = Chip });
        using var source = Source();
        var evidence = (await guest.ProduceEvidenceAsync(new byte[64], default)).Evidence;
        var found = await source.FindAsync(evidence, default);
        var result = new EvidenceVerifiers(new SnpVerifier()).Authenticate(new EndorsedEvidence(evidence, found), guest.CreatePolicy(), TimeProvider.System.GetUtcNow());
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.SnpEndorsementsMissing }));
    }

    [Test]
    public async Task Nothing_is_asked_for_a_report_that_hides_its_chip_or_names_no_key()
    {
        using var guest = new SimulatedSnp(new SimulatedSnpSettings { ChipId = Chip });
        var report = (await guest.ProduceEvidenceAsync(new byte[64], default)).Evidence.Value.ToArray();
        using var source = Source();
        foreach (var spoil in new Action<byte[]>[] { r => r.AsSpan(0x1a0, 64).Clear(), r => r[0x48] |= 7 << 2, r => r[0x188] = 0x77, r => r[0] = 9 })
        {
            var spoilt = report.ToArray();
            spoil(spoilt);
            Assert.That(await source.FindAsync(new Evidence(EvidenceType.Snp, spoilt), default), Is.SameAs(Endorsements.None));
        }

        Assert.That(_vendor.Requests, Is.Empty);
    }

    private VendorEndorsementSource Source() => new(new VendorEndorsementOptions { AmdKds = _vendor.Address, Limits = new FetchLimits { Retries = 0 } });

    private void PublishChip(SimulatedSnpSettings chip, Endorsements endorsements)
    {
        var path = Paths(EndorsedPlatform.Amd(chip.Product, chip.ChipId, chip.ReportedTcb));
        _vendor.Publish($"/{path[0]}", Document(endorsements, "vcek"), "application/octet-stream");
        _vendor.Publish($"/{path[1]}", Chain(endorsements), "application/x-pem-file");
        _vendor.Publish($"/{path[2]}", Document(endorsements, "crl"), "application/pkix-crl");
    }

    private async Task AssertAttestedAsync<T>(T guest, ITee service) where T : ISimulatedTee
    {
        using var source = Source();
        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = service });
        using var client = new HttpClient(new HttpaHandler(new HttpaOptions { Policy = guest.CreatePolicy(), EndorsementSource = source }, server.CreateTransport()));
        Assert.That((await client.GetAsync(new Uri(server.BaseAddress, "hello"))).IsSuccessStatusCode);
    }

    private static string[] Paths(EndorsedPlatform platform) => [.. platform.Documents.Select(d => d.Path)];

    private static ReadOnlyMemory<byte> Chain(Endorsements endorsements) => Encoding.ASCII.GetBytes(
        string.Concat(new[] { "ask", "ark" }.Select(name => PemEncoding.WriteString("CERTIFICATE", Document(endorsements, name).Span) + "\n")));

    private static ReadOnlyMemory<byte> Document(Endorsements endorsements, string name) => endorsements.TryGet(name, out var document) ? document : default;

    /// <summary>Staples one document alone.</summary>
    private sealed class SparseTee(ITee tee, string document) : ITee
    {
        public EvidenceType Type => tee.Type;

        public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
        {
            var whole = await tee.ProduceEvidenceAsync(binding, cancellationToken);
            return new EndorsedEvidence(whole.Evidence, new Endorsements([new(document, Document(whole.Endorsements, document))]));
        }
    }
}
