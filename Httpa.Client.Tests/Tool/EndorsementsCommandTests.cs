using Httpa.Client.Endorsing;
using Httpa.Client.Tests.Client.Endorsing;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

/// <summary><c>httpa endorsements</c>, against a vendor's service on loopback.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
[CancelAfter(60_000)]
internal sealed class EndorsementsCommandTests : IDisposable
{
    private readonly SimulatedSgx _platform = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("httpa-endorsements-tool-").FullName;
    private FakeVendor _vendor = null!;

    private string Quote => Path.Combine(_folder, "quote.bin");

    private string Out => Path.Combine(_folder, "out");

    [SetUp]
    public async Task Start()
    {
        _vendor = await FakeVendor.StartAsync(isPccs: true);
        _vendor.Publish(EvidenceType.Sgx, _platform.Settings.Fmspc, _platform.Endorsements);
        await WriteQuoteAsync(_platform, Quote);
    }

    [TearDown]
    public ValueTask Stop() => _vendor.DisposeAsync();

    public void Dispose()
    {
        _platform.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task What_was_fetched_is_what_verify_needs()
    {
        var fetch = await FetchAsync(Quote);
        var policy = Path.Combine(_folder, "policy.json");
        await File.WriteAllBytesAsync(policy, _platform.CreatePolicy().ToJson());
        var verify = await ToolRun.Of("verify", Quote, "--endorsements", Out, "--policy", policy, "--binding", new string('0', 128), "--json");
        Assert.Multiple(() =>
        {
            Assert.That(fetch.ExitCode, Is.EqualTo(ExitCode.Accepted), fetch.Error);
            Assert.That(Directory.GetFiles(Out).Select(Path.GetFileName), Is.EquivalentTo(_platform.Endorsements.Names.Select(EndorsementDirectory.FileName)));
            Assert.That(fetch.Output, Does.Contain("tcb_info").And.Contain("Intel SGX Root CA").And.Contain("current"));
            Assert.That(verify.ExitCode, Is.EqualTo(ExitCode.Accepted), verify.Output);
        });
    }

    [Test]
    public async Task Several_platforms_get_a_directory_each_and_verify_finds_its_own()
    {
        using var other = new SimulatedSgx(new SimulatedSgxSettings { Fmspc = Measurement.Parse("00906ed50000") });
        var otherQuote = Path.Combine(_folder, "other.bin");
        await WriteQuoteAsync(other, otherQuote);
        _vendor.Publish(EvidenceType.Sgx, other.Settings.Fmspc, other.Endorsements);
        var fetch = await FetchAsync(Quote, otherQuote, Quote);
        var verify = await ToolRun.Of("verify", otherQuote, "--endorsements", Out, "--json");
        Assert.Multiple(() =>
        {
            Assert.That(fetch.ExitCode, Is.EqualTo(ExitCode.Accepted), fetch.Error);
            Assert.That(Directory.GetDirectories(Out).Select(Path.GetFileName), Is.EquivalentTo(new[] { "sgx-53494d000000-platform", "sgx-00906ed50000-platform" }));
            Assert.That(verify.ExitCode, Is.EqualTo(ExitCode.Rejected), "its root is simulated");
            Assert.That(verify.Output, Does.Not.Contain(AppraisalReason.EndorsementsMissing.Code()));
        });
    }

    [Test]
    public async Task The_issue_after_a_recovery_can_be_chosen()
    {
        await FetchAsync(Quote, "--update", "early");
        Assert.That(_vendor.CountOf("update=early"), Is.EqualTo(2));
        Assert.That((await FetchAsync(Quote, "--update", "late")).ExitCode, Is.EqualTo(ExitCode.BadInput));
    }

    [Test]
    public async Task A_platform_that_the_vendor_does_not_know_is_unavailable_and_named()
    {
        using var unknown = new SimulatedSgx(new SimulatedSgxSettings { Fmspc = Measurement.Parse("00906ed50000") });
        await WriteQuoteAsync(unknown, Quote);
        var run = await FetchAsync(Quote);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(run.Error, Does.Contain("sgx-00906ed50000-platform").And.Contain("tcb_info"));
    }

    [Test]
    public async Task A_vendor_that_refuses_is_unavailable()
    {
        _vendor.Interfere = context =>
        {
            context.Response.StatusCode = 403;
            return Task.FromResult(true);
        };
        var run = await FetchAsync(Quote);
        Assert.That((run.ExitCode, run.Error.Contains("403", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Unavailable, true)));
    }

    [Test]
    public async Task A_chip_of_AMDs_is_asked_for_at_the_mirror()
    {
        using var guest = new SimulatedSnp();
        var report = Path.Combine(_folder, "report.bin");
        await WriteQuoteAsync(guest, report);
        var run = await ToolRun.Of("endorsements", "fetch", report, "--type", "snp", "--out", Out, "--kds", _vendor.Address.ToString());
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Unavailable), "nothing was published there");
        Assert.That(_vendor.Requests, Has.Some.EqualTo("/vcek/v1/Milan/cert_chain"));
    }

    [Test]
    public async Task Evidence_that_names_no_platform_is_unsupported()
    {
        await File.WriteAllBytesAsync(Quote, new byte[100]);
        Assert.That((await FetchAsync(Quote, "--type", "sgx")).ExitCode, Is.EqualTo(ExitCode.Unsupported));
        Assert.That((await FetchAsync(Quote)).ExitCode, Is.EqualTo(ExitCode.Unsupported));
    }

    [TestCase("--pccs", "pccs.internal")]
    [TestCase("--pccs", "http://pccs.internal/")]
    [TestCase("--kds", "ftp://kds.internal/")]
    [TestCase("--ca", "no/such/file.pem")]
    [TestCase("--type", "SGX")]
    public async Task What_cannot_be_used_is_bad_input(string option, string value)
    {
        var run = await ToolRun.Of("endorsements", "fetch", Quote, "--out", Out, option, value);
        Assert.That((run.ExitCode, run.Error.Length > 0, run.Output), Is.EqualTo((ExitCode.BadInput, true, "")));
    }

    [Test]
    public async Task Roots_that_are_none_are_bad_input()
    {
        var path = Path.Combine(_folder, "roots.pem");
        foreach (var text in new[] { "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" })
        {
            await File.WriteAllTextAsync(path, text);
            Assert.That((await ToolRun.Of("endorsements", "fetch", Quote, "--out", Out, "--ca", path)).ExitCode, Is.EqualTo(ExitCode.BadInput));
        }
    }

    [Test]
    public async Task Show_tells_issuer_dates_and_state_of_every_document()
    {
        EndorsementDirectory.Write(Out, _platform.Endorsements);
        var run = await ToolRun.Of("endorsements", "show", Out, "--json");
        var tcbInfo = run.Json.EnumerateArray().Single(e => e.GetProperty("document").GetString() == "tcb_info");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
            Assert.That(run.Json.GetArrayLength(), Is.EqualTo(6));
            Assert.That(tcbInfo.GetProperty("state").GetString(), Is.EqualTo("current"));
            Assert.That(tcbInfo.GetProperty("ends").GetDateTimeOffset() - tcbInfo.GetProperty("issued").GetDateTimeOffset(), Is.EqualTo(TimeSpan.FromDays(30)));
            Assert.That(run.Json.EnumerateArray().Select(e => e.GetProperty("issuer").GetString()), Has.Some.EqualTo("Intel SGX PCK Platform CA").And.Some.EqualTo("Intel SGX Root CA"));
        });
    }

    [TestCase(31, "ended")]
    [TestCase(-1, "not-begun")]
    public async Task Show_tells_what_cannot_be_used_at_a_time(int days, string state)
    {
        EndorsementDirectory.Write(Out, _platform.Endorsements);
        var run = await ToolRun.Of("endorsements", "show", Out, "--at", $"{TimeProvider.System.GetUtcNow().AddDays(days):O}");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(run.Output, Does.Contain(state));
    }

    [Test]
    public async Task Show_tells_what_is_no_such_document_and_what_it_cannot_date()
    {
        EndorsementDirectory.Write(Out, new Endorsements([new("tcb_info", "{}"u8.ToArray()), new("ocsp", new byte[3])]));
        var run = await ToolRun.Of("endorsements", "show", Out, "--json");
        Assert.That(run.Json.EnumerateArray().Select(e => e.GetProperty("state").GetString()), Is.EquivalentTo(new[] { "unreadable", "undated" }));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Unavailable));
    }

    [Test]
    public async Task Show_dates_genuine_documents()
    {
        var intel = await ToolRun.Of("endorsements", "show", SharedFolder.Path("vectors", "tdx", "v4-gcp-2026-eval19-uptodate"), "--json");
        var amd = await ToolRun.Of("endorsements", "show", SharedFolder.Path("vectors", "sev-snp", "milan-v3-caci"), "--json");
        foreach (var run in new[] { intel, amd })
            Assert.That(run.Json.EnumerateArray().Select(e => e.GetProperty("state").GetString()), Is.Not.Empty.And.None.EqualTo("unreadable"));
    }

    [Test]
    public async Task Show_of_nothing_is_unavailable_and_of_no_directory_bad_input()
    {
        Directory.CreateDirectory(Out);
        Assert.That((await ToolRun.Of("endorsements", "show", Out)).ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That((await ToolRun.Of("endorsements", "show", Path.Combine(Out, "missing"))).ExitCode, Is.EqualTo(ExitCode.BadInput));
    }

    [Test]
    public async Task An_exported_file_serves_like_the_directory()
    {
        EndorsementDirectory.Write(Out, _platform.Endorsements);
        var file = Path.Combine(_folder, "endorsements.json");
        var export = await ToolRun.Of("endorsements", "export", Out, "--out", file);
        var show = await ToolRun.Of("endorsements", "show", file, "--json");
        var verify = await ToolRun.Of("verify", Quote, "--endorsements", file, "--json");
        Assert.Multiple(() =>
        {
            Assert.That(export.ExitCode, Is.EqualTo(ExitCode.Accepted), export.Error);
            Assert.That(show.Json.GetArrayLength(), Is.EqualTo(6));
            Assert.That(verify.Output, Does.Contain(AppraisalReason.UntrustedRoot.Code()).And.Not.Contain(AppraisalReason.EndorsementsMissing.Code()));
        });
    }

    [Test]
    public async Task Nothing_is_exported_from_an_empty_directory_or_to_a_place_that_cannot_be_written()
    {
        Directory.CreateDirectory(Out);
        Assert.That((await ToolRun.Of("endorsements", "export", Out, "--out", Path.Combine(_folder, "a.json"))).ExitCode, Is.EqualTo(ExitCode.BadInput));
        EndorsementDirectory.Write(Out, _platform.Endorsements);
        Assert.That((await ToolRun.Of("endorsements", "export", Out, "--out", Path.Combine(_folder, "no", "such", "a.json"))).ExitCode, Is.EqualTo(ExitCode.BadInput));
    }

    private static async Task WriteQuoteAsync(ITee tee, string path) => await File.WriteAllBytesAsync(path, (await tee.ProduceEvidenceAsync(new byte[64], default)).Evidence.Value);

    private Task<ToolRun> FetchAsync(params string[] arguments) => ToolRun.Of(["endorsements", "fetch", .. arguments, "--out", Out, "--pccs", _vendor.Address.ToString()]);
}
