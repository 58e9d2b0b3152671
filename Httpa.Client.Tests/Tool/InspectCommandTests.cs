using Httpa.Client.Tests.Vectors;
using Httpa.TestServer.Simulated;
using Httpa.Tool;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

[Parallelizable(ParallelScope.All)]
internal sealed class InspectCommandTests
{
    private static readonly byte[] Binding = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private string _folder = "";
    private byte[] _quote = [];

    [OneTimeSetUp]
    public async Task MakeQuote()
    {
        _folder = Directory.CreateTempSubdirectory("httpa-inspect-").FullName;
        using var platform = new SimulatedSgx();
        _quote = (await platform.ProduceEvidenceAsync(Binding, CancellationToken.None)).Evidence.Value.ToArray();
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Shows_fields_with_their_offsets_and_says_that_nothing_was_verified()
    {
        var run = await Inspect("whole", _quote);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Accepted));
            Assert.That(run.Output, Does.Contain("NOTHING WAS VERIFIED"));
            Assert.That(run.Output, Does.Match(@"\| 112 +\| 32 +\| MRENCLAVE +\| " + new SimulatedSgxSettings().MrEnclave));
            Assert.That(run.Output, Does.Match(@"\| 368 +\| 64 +\| REPORTDATA +\| " + Convert.ToHexStringLower(Binding)));
            Assert.That(run.Output, Does.Contain("CN=Intel SGX PCK Certificate"));
            Assert.That(run.Output, Does.Match(@"FMSPC +\| 53494d000000"));
        });
    }

    [Test]
    public async Task Shows_an_SNP_report_whole_cut_or_longer()
    {
        using var guest = new SimulatedSnp(new() { GuestPolicy = 0xb0000 });
        var report = (await guest.ProduceEvidenceAsync(Binding, CancellationToken.None)).Evidence.Value.ToArray();
        var whole = await Inspect("snp", report);
        Assert.Multiple(() =>
        {
            Assert.That(whole.Output, Does.Contain("NOTHING WAS VERIFIED"));
            Assert.That(whole.Output, Does.Match(@"\| 80 +\| 64 +\| REPORT_DATA +\| " + Convert.ToHexStringLower(Binding)));
            Assert.That(whole.Output, Does.Match(@"\| 144 +\| 48 +\| MEASUREMENT +\| " + guest.Settings.Measurement));
            Assert.That(whole.Output, Does.Contain("DEBUG").And.Contain("signed by VCEK").And.Contain("ALIAS_CHECK_COMPLETE"));
        });

        for (var length = 56; length < report.Length; length += 61)
            Assert.That((await Inspect($"snp-{length}", report[..length])).Output, Does.Contain("the file ends after"), $"{length}");
        Assert.That((await Inspect("snp-long", [.. report, 1, 2])).Output, Does.Contain("after the report"));
    }

    [Test]
    public async Task Shows_a_quote_that_is_cut_anywhere_as_far_as_it_goes()
    {
        for (var length = 8; length < _quote.Length; length += 61)
        {
            var run = await Inspect($"cut-{length}", _quote[..length]);
            Assert.That((run.ExitCode, run.Output.Contains("the file ends after", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Accepted, true)), $"{length}: {run.Error}");
        }
    }

    [Test]
    public async Task Shows_a_quote_whose_lengths_lie()
    {
        var quote = (byte[])_quote.Clone();
        quote.AsSpan(1012, 2).Fill(0xff);
        Assert.That((await Inspect("lengths", quote)).ExitCode, Is.EqualTo(ExitCode.Accepted));
        quote = (byte[])_quote.Clone();
        quote.AsSpan(1014 + quote[1012] + 2, 4).Fill(0xff);
        Assert.That((await Inspect("more-lengths", quote)).ExitCode, Is.EqualTo(ExitCode.Accepted));
    }

    [TestCase("v4-td-debug", 48, "0100001000000000 (DEBUG, SEPT_VE_DISABLE)")]
    [TestCase("v5-gtg-uptodate", 54, "0000001000000000 (SEPT_VE_DISABLE)")]
    public async Task Shows_the_quote_of_a_trust_domain(string name, int body, string attributes)
    {
        var quote = VectorCase.Read("tdx", name).Evidence();
        var run = await Inspect(name, quote);
        Assert.Multiple(() =>
        {
            Assert.That(run.Output, Does.Match($@"\| {body + 120} +\| 8 +\| TDATTRIBUTES +\| {System.Text.RegularExpressions.Regex.Escape(attributes)}"));
            Assert.That(run.Output, Does.Match($@"\| {body + 136} +\| 48 +\| MRTD +\| {Convert.ToHexStringLower(quote[(body + 136)..(body + 184)])}"));
            Assert.That(run.Output, Does.Contain("CN=Intel SGX PCK Certificate").And.Not.Contain("after the quote").And.Not.Contain("the file ends"));
        });
        for (var length = 8; length < quote.Length; length += 311) Assert.That((await Inspect($"{name}-{length}", quote[..length])).ExitCode, Is.EqualTo(ExitCode.Accepted));
    }

    [Test]
    public async Task Shows_the_members_of_a_Nitro_document()
    {
        var document = VectorCase.Read("nitro", "dstack-2025-release").Evidence();
        var run = await Inspect("nitro", document);
        Assert.Multiple(() =>
        {
            Assert.That(run.Output, Does.Match(@"module_id +\| i-0827e799ec9232d44-enc019b55a68bd2ed4b").And.Match(@"timestamp +\| 1766668537578 \(2025-12-25T13:15:37.578Z\)"));
            Assert.That(run.Output, Does.Match(@"PCR0 +\| 5cb702954321826d7939d6da829a940d").And.Match(@"PCR3 +\| zero").And.Match(@"nonce +\| none"));
            Assert.That(run.Output, Does.Contain("CN=aws.nitro-enclaves").And.Contain("NOTHING WAS VERIFIED").And.Not.Contain("unreadable"));
        });
        for (var length = 32; length < document.Length; length += 311)
        {
            var cut = await Inspect($"nitro-{length}", document[..length]);
            Assert.That((cut.ExitCode, cut.Output.Contains("unreadable from here", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Accepted, true)), $"{length}: {cut.Error}");
        }
    }

    [Test]
    public async Task Replays_the_event_log_of_a_trust_domain()
    {
        var vector = VectorCase.Read("tdx", "v4-gcp-ccel");
        var log = Path.Combine(vector.Folder, "ccel_data.bin");
        var right = await ToolRun.Of("inspect", vector.EvidenceFile, "--event-log", log);
        var wrong = await ToolRun.Of("inspect", VectorCase.Read("tdx", "v4-td-debug").EvidenceFile, "--event-log", log);
        Assert.Multiple(() =>
        {
            Assert.That((right.ExitCode, right.Output.Split("the same").Length), Is.EqualTo((ExitCode.Accepted, 5)), right.Error);
            Assert.That(right.Output, Does.Contain("EV_SEPARATOR"));
            Assert.That(wrong.ExitCode, Is.EqualTo(ExitCode.Rejected));
        });
        Assert.That((await ToolRun.Of("inspect", vector.EvidenceFile, "--event-log", vector.EvidenceFile)).ExitCode, Is.EqualTo(ExitCode.BadInput));
    }

    [Test]
    public async Task Does_not_show_what_is_no_quote() => Assert.That((await Inspect("text", "hello, world"u8.ToArray())).ExitCode, Is.EqualTo(ExitCode.Unsupported));

    [Test]
    public async Task A_missing_file_is_bad_input() => Assert.That((await ToolRun.Of("inspect", Path.Combine(_folder, "nothing"))).ExitCode, Is.EqualTo(ExitCode.BadInput));

    [Test]
    public async Task A_huge_file_is_bad_input() => Assert.That((await Inspect("huge", new byte[InputFile.MaxLength + 1])).ExitCode, Is.EqualTo(ExitCode.BadInput));

    private async Task<ToolRun> Inspect(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, content);
        return await ToolRun.Of("inspect", path);
    }
}
