using System.Text;
using Httpa.Verifiers;
using Httpa.Verifiers.Dcap;
using Httpa.Verifiers.Sgx;
using NUnit.Framework;

namespace Httpa.Client.Tests.Examples;

/// <summary>The policies that docs/policies.md shows.</summary>
public sealed class PolicyExamples
{
    private static readonly string Release = new('9', 64);
    private static readonly string NextRelease = new('a', 64);
    private static readonly string Vendor = new('b', 64);

    [Test]
    public void One_build()
    {
        var mrEnclave = Release;
        #region PolicyForOneBuild
        var policy = new AttestationPolicy { Name = "bank", Sgx = SgxPolicy.ForEnclave("v1.4.2 2026-11", mrEnclave) };
        #endregion
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.Warnings, Is.Empty);
    }

    [Test]
    public void Products_of_a_signer()
    {
        var mrSigner = Vendor;
        #region PolicyForSigner
        var policy = new AttestationPolicy { Name = "bank", Sgx = SgxPolicy.ForSigner(mrSigner, isvProdId: 1, minimumIsvSvn: 3) };
        #endregion
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.Warnings, Has.Count.EqualTo(1));
    }

    [Test]
    public void One_release_after_another()
    {
        var (mrEnclave, nextMrEnclave) = (Release, NextRelease);
        #region PolicyForRollover
        var builds = ReferenceValue.AnyOf(
            new NamedValue<Measurement>(Measurement.Parse(mrEnclave), "v1.4.2") { NotAfter = new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero) },
            new NamedValue<Measurement>(Measurement.Parse(nextMrEnclave), "v1.5.0") { NotBefore = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        #endregion
        var policy = new AttestationPolicy { Name = "bank", Sgx = SgxPolicy.ForEnclave("v1", mrEnclave) with { MrEnclave = builds } };
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.WarningsAt(new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero)), Has.Count.EqualTo(1));
    }

    [Test]
    public void In_full()
    {
        var (mrEnclave, nextMrEnclave, mrSigner) = (Release, NextRelease, Vendor);
        #region PolicyInFull
        var policy = new AttestationPolicy
        {
            Name = "bank",
            Sgx = new SgxPolicy
            {
                MrEnclave = ReferenceValue.AnyOf(("v1.4.2 2026-11", mrEnclave), ("v1.5.0 2027-01", nextMrEnclave)),
                MrSigner = ReferenceValue.AnyOf(("bank release key", mrSigner)),
                IsvProdId = ReferenceValue.AnyOf<ushort>(1),
                IsvSvn = ReferenceValue.AtLeast<ushort>(3),
                Tcb = new TcbPolicy
                {
                    AcceptedStatuses = [TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded],
                    AcceptedAdvisories = ReferenceValue.AnyOf<string>("INTEL-SA-00615"),
                },
            },
        };
        #endregion
        Assert.That(policy.Problems, Is.Empty);
        Assert.That(policy.Warnings, Is.Empty);
    }

    [Test]
    public void From_a_file()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, $$"""{ "name": "bank", "sgx": { "mrEnclave": { "anyOf": ["{{Release}}"] } } }""", Encoding.UTF8);
        try
        {
            #region PolicyFromFile
            var policy = AttestationPolicy.Parse(File.ReadAllBytes(path));
            foreach (var problem in policy.Problems) Console.Error.WriteLine(problem);
            #endregion
            Assert.That(policy.Problems, Has.Count.EqualTo(3));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
