using Httpa.Client.Tests.Vectors;
using Httpa.Tool;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Tool;

[Parallelizable(ParallelScope.All)]
internal sealed class EvidenceDetectionTests
{
    private static IEnumerable<TestCaseData> Cases =>
        from pair in new[] { ("sgx", EvidenceType.Sgx), ("tdx", EvidenceType.Tdx), ("sev-snp", EvidenceType.Snp), ("nitro", EvidenceType.Nitro), ("arm-psa", EvidenceType.Psa), ("arm-cca", EvidenceType.Cca), ("nvidia-gpu", EvidenceType.NvidiaGpu) }
        from vector in VectorCase.All(pair.Item1)
        select new TestCaseData(pair.Item2, vector);

    [TestCaseSource(nameof(Cases))]
    public void Recognises_genuine_evidence(EvidenceType type, VectorCase vector)
    {
        Assert.That(EvidenceDetection.TryDetect(vector.Evidence(), out var detected), Is.True);
        Assert.That(detected, Is.EqualTo(type));
    }

    [Test]
    public void Recognises_nothing_in_noise()
    {
        byte[][] noise = [[], [0], new byte[4096], "hello, world"u8.ToArray(), [.. Enumerable.Repeat((byte)0xff, 4096)]];
        foreach (var bytes in noise) Assert.That(EvidenceDetection.TryDetect(bytes, out _), Is.False);
    }

    [Test]
    public void Says_which_types_it_knows_when_it_recognises_none() =>
        Assert.That(() => EvidenceDetection.TypeOf(null, "hello, world"u8), Throws.TypeOf<UnsupportedEvidenceException>().With.Message.Contains("sgx").And.Message.Contains("tdx").And.Message.Contains("--type"));

    [Test]
    public void Believes_a_type_that_is_named() => Assert.That(EvidenceDetection.TypeOf("snp", "hello, world"u8), Is.EqualTo(EvidenceType.Snp));
}
