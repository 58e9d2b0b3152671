using System.Net;
using Httpa.Client.Endorsing;
using Httpa.Client.Tests.TestServer;
using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>What is fetched from a service that answers like Intel's, and that evidence is genuine with it.</summary>
internal abstract class IntelFetchContract : VendorFixture
{
    [Test]
    public async Task Evidence_is_accepted_with_what_was_fetched()
    {
        var found = await FindAsync(Source());
        var result = await JudgeAsync(found);
        Assert.Multiple(() =>
        {
            Assert.That(found.Names, Is.EquivalentTo(Platform.Endorsements.Names));
            Assert.That(result.IsAccepted, string.Join(", ", result.Findings));
        });
    }

    [Test]
    public async Task Asks_for_the_four_answers_that_an_SGX_quote_needs()
    {
        await FindAsync(Source());
        Assert.That(Vendor.Requests, Is.EquivalentTo(new[]
        {
            "/sgx/certification/v4/tcb?fmspc=53494d000000&update=standard",
            "/sgx/certification/v4/qe/identity?update=standard",
            "/sgx/certification/v4/pckcrl?ca=platform&encoding=der",
            "/sgx/certification/v4/rootcacrl",
        }));
    }

    [Test]
    public async Task Asks_for_the_early_issue_when_told()
    {
        await FindAsync(Source(update: TcbUpdate.Early));
        Assert.That(Vendor.Requests.Where(r => r.Contains("update", StringComparison.Ordinal)), Has.Exactly(2).EndsWith("update=early"));
    }

    [Test]
    public async Task Asks_for_the_list_of_the_CA_that_the_quote_names()
    {
        Use(new SimulatedSgxSettings { UsesProcessorCa = true });
        var result = await JudgeAsync(await FindAsync(Source()));
        Assert.Multiple(() =>
        {
            Assert.That(Vendor.Requests, Has.One.EqualTo("/sgx/certification/v4/pckcrl?ca=processor&encoding=der"));
            Assert.That(result.IsAccepted, string.Join(", ", result.Findings));
        });
    }

    [TestCase("sgx")]
    [TestCase("tdx")]
    public async Task A_service_that_staples_nothing_is_attested_with_what_the_client_fetches(string type)
    {
        Assert.That(EvidenceType.TryParse(type, out var evidenceType));
        using var tee = SimulatedTees.Create(evidenceType);
        var evidence = await tee.ProduceEvidenceAsync(new byte[64], default);
        Assert.That(EndorsedPlatform.TryRead(evidence.Evidence, out var platform));
        Vendor.Publish(evidenceType, Measurement.Parse(platform!.Name.Split('-')[1]), evidence.Endorsements);
        using var source = new VendorEndorsementSource(new VendorEndorsementOptions { Intel = IntelService.Pccs(Vendor.Address) });

        await using var server = await HttpaTestServer.StartAsync(new HttpaTestServerOptions { Tee = new BareTee(tee) });
        using var client = new HttpClient(new HttpaHandler(
            new HttpaOptions { Policy = tee.CreatePolicy(), EndorsementSource = source }, server.CreateTransport()))
        { BaseAddress = server.BaseAddress };
        Assert.That((await client.GetAsync(new Uri("hello", UriKind.Relative))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Vendor.CountOf($"/{type}/certification/v4/tcb"), Is.EqualTo(1));
    }

    [Test]
    public async Task Nothing_is_asked_for_evidence_that_does_not_name_a_platform()
    {
        var quote = (await EvidenceAsync()).Value;
        var source = Source();
        Assert.That(EvidenceType.TryParse("abacus", out var unknown));
        Evidence[] unusable =
        [
            new(EvidenceType.Sgx, default), new(EvidenceType.Sgx, quote[..600]), new(EvidenceType.Sgx, quote[..^1]), new(EvidenceType.Tdx, quote),
            new(EvidenceType.Nitro, quote), new(unknown, quote), new(EvidenceType.Sgx, new byte[8000]),
        ];
        foreach (var evidence in unusable) Assert.That(await source.FindAsync(evidence, default), Is.SameAs(Endorsements.None));
        Assert.That(Vendor.Requests, Is.Empty);
    }

    [Test]
    public async Task Whatever_byte_of_a_quote_is_changed_the_requests_stay_within_the_known_paths()
    {
        var quote = (await EvidenceAsync()).Value.ToArray();
        for (var i = 0; i < quote.Length; i++)
        {
            quote[i] ^= 0x15;
            if (EndorsedPlatform.TryRead(new Evidence(EvidenceType.Sgx, quote), out var platform))
                Assert.That(platform.Name, Does.Match("^sgx-[0-9a-f]{12}-(platform|processor)$"));
            quote[i] ^= 0x15;
        }
    }

    [Test]
    public void A_platform_is_named_by_an_FMSPC_of_six_bytes_and_a_type_of_Intels()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => EndorsedPlatform.Intel(EvidenceType.Sgx, Measurement.Parse("00906ed5")), Throws.ArgumentException);
            Assert.That(() => EndorsedPlatform.Intel(EvidenceType.Snp, Measurement.Parse("00906ed50000")), Throws.ArgumentException);
            Assert.That(EndorsedPlatform.Intel(EvidenceType.Tdx, Measurement.Parse("00906ED50000")).Name, Is.EqualTo("tdx-00906ed50000-platform"));
            Assert.That(EndorsedPlatform.Intel(EvidenceType.Sgx, Measurement.Parse("00906ed50000"), usesProcessorCa: true),
                Is.EqualTo(EndorsedPlatform.Intel(EvidenceType.Sgx, Measurement.Parse("00906ED50000"), usesProcessorCa: true)));
        });
    }
}

/// <summary>From a service like Intel's.</summary>
internal sealed class PcsFetchTests : IntelFetchContract;

/// <summary>From a PCCS.</summary>
internal sealed class PccsFetchTests : IntelFetchContract
{
    protected override bool IsPccs => true;
}
