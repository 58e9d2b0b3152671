using Httpa.Client.Attesting;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Attesting;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GramineTeeTests : IDisposable
{
    private static readonly byte[] Binding = [.. Enumerable.Range(1, 64).Select(i => (byte)i)];

    private readonly string _root = Directory.CreateTempSubdirectory("httpa-gramine-").FullName;
    private readonly Enclave _enclave = new();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [TestCase("dcap")]
    [TestCase("dcap\n")]
    [TestCase("dcap\0")]
    public async Task Produces_a_quote_that_carries_what_was_written(string kind)
    {
        using var tee = Open(kind);
        var produced = await tee.ProduceEvidenceAsync(Binding, default);

        Assert.That(produced.Evidence.Type, Is.EqualTo(EvidenceType.Sgx));
        Assert.That(produced.Evidence.Value.ToArray(), Is.EqualTo((byte[])[.. "quote of "u8, .. Binding]));
        Assert.That(produced.Endorsements.Names, Is.Empty);
    }

    [Test]
    public async Task Keeps_callers_from_each_others_binding()
    {
        using var tee = Open("dcap");
        var bindings = Enumerable.Range(0, 8).Select(i => Enumerable.Repeat((byte)i, 64).ToArray()).ToList();
        var produced = await Task.WhenAll(bindings.Select(b => Task.Run(() => tee.ProduceEvidenceAsync(b, default).AsTask())));

        Assert.That(produced.Select(p => p.Evidence.Value[^64..].ToArray()), Is.EqualTo(bindings));
    }

    [TestCase("none")]
    [TestCase("epid")]
    [TestCase("")]
    public void Says_what_the_manifest_lacks(string kind) =>
        Assert.That(() => Open(kind), Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains("remote_attestation"));

    [Test]
    public void Says_so_where_there_is_no_Gramine() =>
        Assert.That(() => new GramineTee(Path.Combine(_root, "nowhere")), Throws.TypeOf<PlatformNotSupportedException>());

    [Test]
    public void Hands_out_no_empty_quote()
    {
        using var tee = Open("dcap");
        _enclave.IsDead = true;
        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding, default), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Takes_a_whole_binding_only()
    {
        using var tee = Open("dcap");
        Assert.That(async () => await tee.ProduceEvidenceAsync(Binding.AsMemory(1), default), Throws.ArgumentException);
    }

    private GramineTee Open(string kind)
    {
        File.WriteAllText(Path.Combine(_root, "attestation_type"), kind);
        File.WriteAllBytes(Path.Combine(_root, "user_report_data"), []);
        File.WriteAllBytes(Path.Combine(_root, "quote"), []);
        return new GramineTee(_root, _enclave);
    }

    /// <summary>Makes a quote of whatever was written last, when it is read.</summary>
    private sealed class Enclave : KernelFiles
    {
        public bool IsDead { get; set; }

        public override byte[] Read(string path)
        {
            if (Path.GetFileName(path) == "quote" && !IsDead)
                File.WriteAllBytes(path, [.. "quote of "u8, .. File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "user_report_data"))]);
            return base.Read(path);
        }

        protected override int ReadPart(Stream file, byte[] buffer) => file.Read(buffer, 0, 7);
    }
}
