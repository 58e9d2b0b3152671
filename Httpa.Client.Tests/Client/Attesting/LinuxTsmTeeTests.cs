using System.Buffers.Binary;
using Httpa.Client.Attesting;
using Httpa.Client.Endorsing;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Attesting;

[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LinuxTsmTeeTests : IDisposable
{
    private static readonly byte[] Binding = [.. Enumerable.Range(1, 64).Select(i => (byte)i)];

    private readonly KernelTree _kernel = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _kernel.Dispose();

    [TestCase("tdx_guest\n", "tdx")]
    [TestCase("sev_guest\n", "snp")]
    [TestCase("arm_cca_guest\n", "cca")]
    public async Task Produces_a_report_of_the_kernels_provider(string provider, string type, CancellationToken cancellationToken)
    {
        _kernel.Provider = provider;
        using var tee = Open();
        var produced = await tee.ProduceEvidenceAsync(Binding, cancellationToken);

        Assert.Multiple(() =>
        {
            Assert.That(tee.Type.Token, Is.EqualTo(type));
            Assert.That(produced.Evidence.Type, Is.EqualTo(tee.Type));
            Assert.That(produced.Evidence.Value.ToArray(), Is.EqualTo((byte[])[.. "report of "u8, .. Binding]));
            Assert.That(_kernel.Entries, Is.Zero, "entries that stay");
        });
    }

    [Test]
    public async Task The_verifier_accepts_what_a_genuine_kernel_would_give(CancellationToken cancellationToken)
    {
        using var domain = new SimulatedTdx();
        var quotes = new Dictionary<string, EndorsedEvidence>();
        quotes[Convert.ToHexString(Binding)] = await domain.ProduceEvidenceAsync(Binding, cancellationToken);
        _kernel.Report = input => quotes[Convert.ToHexString(input)].Evidence.Value.ToArray();
        using var tee = Open();
        var produced = await new StaplingTee(tee, new FixedSource(domain.Endorsements)).ProduceEvidenceAsync(Binding, cancellationToken);

        var result = EvidenceVerifiers.CreateDefault().Appraise(new AppraisalRequest
        {
            Lead = produced, Binding = Binding, PublicKey = new byte[] { 1 }, Policy = domain.CreatePolicy(), Time = TimeProvider.System.GetUtcNow(),
        });
        Assert.That(result.Findings, Is.Empty);
    }

    [Test]
    public async Task Tries_again_while_the_platform_is_busy_or_others_write(CancellationToken cancellationToken)
    {
        (_kernel.Busy, _kernel.Interference) = (2, 3);
        using var tee = Open();
        var produced = await AdvanceAsync(tee.ProduceEvidenceAsync(Binding, cancellationToken));

        Assert.That(produced.Evidence.Value.ToArray(), Is.EqualTo((byte[])[.. "report of "u8, .. Binding]));
        Assert.That(_kernel.Reports, Is.EqualTo(6));
        Assert.That(_kernel.Entries, Is.Zero);
    }

    [Test]
    public void Gives_up_when_the_platform_stays_busy(CancellationToken cancellationToken)
    {
        _kernel.Busy = int.MaxValue;
        using var tee = Open();

        Assert.That(async () => await AdvanceAsync(tee.ProduceEvidenceAsync(Binding, cancellationToken)), Throws.InstanceOf<IOException>());
        Assert.That(_kernel.Reports, Is.EqualTo(20));
        Assert.That(_kernel.Entries, Is.Zero);
    }

    [Test]
    public void Gives_up_when_others_write_all_the_time(CancellationToken cancellationToken)
    {
        _kernel.Interference = int.MaxValue;
        using var tee = Open();

        Assert.That(async () => await AdvanceAsync(tee.ProduceEvidenceAsync(Binding, cancellationToken)), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Says_at_once_what_another_try_does_not_mend(CancellationToken cancellationToken)
    {
        _kernel.Failure = new IOException("File too large", 27);
        using var tee = Open();

        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding, cancellationToken), Throws.InstanceOf<IOException>());
        Assert.That(_kernel.Reports, Is.EqualTo(1));
        Assert.That(_kernel.Entries, Is.Zero);
    }

    [Test]
    public void Refuses_a_report_that_is_too_long(CancellationToken cancellationToken)
    {
        _kernel.Report = _ => new byte[(1 << 18) + 1];
        using var tee = Open();

        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding, cancellationToken), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Says_what_is_missing_where_there_is_no_such_interface()
    {
        Assert.That(() => new LinuxTsmTee(Path.Combine(_kernel.Root, "nowhere")), Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains("configfs"));
        _kernel.Provider = "pkvm_guest\n";
        Assert.That(Open, Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains("pkvm_guest"));
    }

    [TestCase(0)]
    [TestCase(63)]
    [TestCase(65)]
    public void Takes_a_whole_binding_only(int length)
    {
        using var tee = Open();
        Assert.That(async () => await tee.ProduceEvidenceAsync(new byte[length], default), Throws.ArgumentException);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Staples_the_certificates_that_a_host_gives(bool bigEndian, CancellationToken cancellationToken)
    {
        _kernel.Provider = "sev_guest\n";
        _kernel.Auxiliary = Table(bigEndian, ("63da758d-e664-4564-adc5-f4b93be8accd", [1, 2]), ("4ab7b379-bbac-4fe4-a02f-05aef327c782", [3]), ("00112233-4455-6677-8899-aabbccddeeff", [9]));
        using var tee = Open();
        var produced = await tee.ProduceEvidenceAsync(Binding, cancellationToken);

        Assert.That(produced.Endorsements.Names, Is.EquivalentTo(new[] { "vcek", "ask" }));
        Assert.That(produced.Endorsements.TryGet("vcek", out var vcek) ? vcek.ToArray() : [], Is.EqualTo(new byte[] { 1, 2 }));
    }

    [Test]
    public async Task Leaves_out_certificates_that_are_not_there(CancellationToken cancellationToken)
    {
        var table = Table(true, ("63da758d-e664-4564-adc5-f4b93be8accd", [1, 2]));
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(20), uint.MaxValue);
        _kernel.Provider = "sev_guest\n";
        foreach (var auxiliary in new[] { table, [], [1, 2, 3], [.. Enumerable.Repeat((byte)0xff, 4096)] })
        {
            _kernel.Auxiliary = auxiliary;
            using var tee = Open();
            Assert.That((await tee.ProduceEvidenceAsync(Binding, cancellationToken)).Endorsements.Names, Is.Empty);
        }
    }

    private LinuxTsmTee Open() => new(_kernel.Root, _kernel, _time);

    /// <summary>Lets the pauses between tries pass.</summary>
    private async Task<EndorsedEvidence> AdvanceAsync(ValueTask<EndorsedEvidence> production)
    {
        var task = production.AsTask();
        while (!task.IsCompleted) // the test's token ends it
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        return await task;
    }

    private static byte[] Table(bool bigEndian, params (string Id, byte[] Content)[] entries)
    {
        List<byte> head = [], contents = [];
        var start = (entries.Length + 1) * 24;
        foreach (var (id, content) in entries)
        {
            head.AddRange(Guid.Parse(id).ToByteArray(bigEndian));
            head.AddRange(BitConverter.GetBytes(start + contents.Count));
            head.AddRange(BitConverter.GetBytes(content.Length));
            contents.AddRange(content);
        }

        return [.. head, .. new byte[24], .. contents];
    }

    private sealed class FixedSource(Endorsements endorsements) : IEndorsementSource
    {
        public ValueTask<Endorsements> FindAsync(Evidence evidence, CancellationToken cancellationToken) => new(endorsements);
    }
}
