using Httpa.Verifiers.Dcap;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.Dcap;

internal sealed class PlatformTcbTests
{
    [TestCase(TcbStatus.UpToDate, TcbStatus.UpToDate, TcbStatus.UpToDate)]
    [TestCase(TcbStatus.SWHardeningNeeded, TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded)]
    [TestCase(TcbStatus.ConfigurationNeeded, TcbStatus.UpToDate, TcbStatus.ConfigurationNeeded)]
    [TestCase(TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.UpToDate, TcbStatus.ConfigurationAndSWHardeningNeeded)]
    [TestCase(TcbStatus.OutOfDate, TcbStatus.UpToDate, TcbStatus.OutOfDate)]
    [TestCase(TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.UpToDate, TcbStatus.OutOfDateConfigurationNeeded)]
    [TestCase(TcbStatus.Revoked, TcbStatus.UpToDate, TcbStatus.Revoked)]
    [TestCase(TcbStatus.UpToDate, TcbStatus.OutOfDate, TcbStatus.OutOfDate)]
    [TestCase(TcbStatus.SWHardeningNeeded, TcbStatus.OutOfDate, TcbStatus.OutOfDate)]
    [TestCase(TcbStatus.ConfigurationNeeded, TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded)]
    [TestCase(TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded)]
    [TestCase(TcbStatus.OutOfDate, TcbStatus.OutOfDate, TcbStatus.OutOfDate)]
    [TestCase(TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded)]
    [TestCase(TcbStatus.Revoked, TcbStatus.OutOfDate, TcbStatus.Revoked)]
    [TestCase(TcbStatus.UpToDate, TcbStatus.Revoked, TcbStatus.Revoked)]
    [TestCase(TcbStatus.OutOfDate, TcbStatus.Revoked, TcbStatus.Revoked)]
    public void Joins_platform_and_quoting_enclave(TcbStatus platform, TcbStatus enclave, TcbStatus joined) =>
        Assert.That(PlatformTcb.Converge(platform, enclave), Is.EqualTo(joined));

    [Test]
    public void Joined_status_is_never_better_than_the_platform([Values] TcbStatus platform, [Values] TcbStatus enclave)
    {
        var joined = PlatformTcb.Converge(platform, enclave);
        Assert.That(joined, Is.Not.EqualTo(TcbStatus.UpToDate).Or.EqualTo(platform));
        if (enclave != TcbStatus.UpToDate) Assert.That(joined, Is.Not.EqualTo(TcbStatus.UpToDate));
    }
}
