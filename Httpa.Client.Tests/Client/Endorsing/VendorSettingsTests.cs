using Httpa.Client.Endorsing;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.Endorsing;

/// <summary>Options that make no sense are refused before any traffic.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class VendorSettingsTests
{
    private static readonly IntelService Loopback = IntelService.Pccs(new Uri("http://127.0.0.1:8081"));

    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case("Limits.TotalTimeout", new() { Limits = new() { TotalTimeout = TimeSpan.Zero } });
        yield return Case("Limits.AttemptTimeout", new() { Limits = new() { AttemptTimeout = TimeSpan.FromHours(1) } });
        yield return Case("Limits.Retries", new() { Limits = new() { Retries = 11 } });
        yield return Case("Limits.RetryDelay", new() { Limits = new() { RetryDelay = TimeSpan.FromTicks(-1) } });
        yield return Case("Limits.LongestRetryAfter", new() { Limits = new() { LongestRetryAfter = TimeSpan.FromTicks(-1) } });
        yield return Case("Limits.BreakDuration", new() { Limits = new() { BreakDuration = TimeSpan.Zero } });
        yield return Case("Limits.ConcurrentRequests", new() { Limits = new() { ConcurrentRequests = 0 } });
        yield return Case("TcbUpdate", new() { TcbUpdate = default });
        yield return Case("ExpiryMargin", new() { ExpiryMargin = TimeSpan.FromTicks(-1) });
        yield return Case("RefreshAfter", new() { RefreshAfter = TimeSpan.FromSeconds(1) });
        yield return Case("NegativeLifetime", new() { NegativeLifetime = TimeSpan.FromDays(1) });
        foreach (var address in new[] { "http://pccs.internal/", "ftp://127.0.0.1/", "https://user:secret@pccs.internal/", "https://pccs.internal/?a=b", "https://pccs.internal/#a" })
            yield return Case("Intel.Address", new() { Intel = IntelService.Pccs(new Uri(address)) });
        yield return Case("Intel.Address", new() { Intel = IntelService.Pccs(new Uri("certification", UriKind.Relative)) });
        yield return Case("Intel.RootCrl", new() { Intel = IntelService.Mirror(new Uri("https://mirror.internal/"), new Uri("http://mirror.internal/root.der")) });

        static TestCaseData Case(string option, VendorEndorsementOptions options) => new TestCaseData(option, options).SetArgDisplayNames(option);
    }

    private static IEnumerable<VendorEndorsementOptions> Good() =>
    [
        new(), new() { Intel = Loopback }, new() { Intel = IntelService.Pccs(new Uri("https://pccs.internal:8081/sgx/certification/v4/")) },
        new() { Intel = IntelService.Pccs(new Uri("http://pccs.internal/")), DangerousAllowHttp = true }, new() { Limits = new() { Retries = 0, RetryDelay = TimeSpan.Zero } },
    ];

    [TestCaseSource(nameof(Bad))]
    public void Refuses(string option, VendorEndorsementOptions options)
    {
        var failure = Assert.Throws<HttpaConfigurationException>(() => new VendorEndorsementSource(options).Dispose());
        Assert.Multiple(() =>
        {
            Assert.That(failure.Reason, Is.EqualTo(ProtocolReason.OptionInvalid));
            Assert.That(failure.Message, Does.Contain($"VendorEndorsementOptions.{option} "));
            Assert.That(failure.Message, Does.Not.Contain("secret"));
        });
    }

    [TestCaseSource(nameof(Good))]
    public void Takes(VendorEndorsementOptions options) => Assert.That(() => new VendorEndorsementSource(options).Dispose(), Throws.Nothing);

    [TestCase("https://pccs.internal:8081")]
    [TestCase("https://pccs.internal:8081/")]
    [TestCase("https://pccs.internal:8081/sgx/certification/v4")]
    [TestCase("https://pccs.internal:8081/sgx/certification/v4/")]
    public void The_address_of_a_PCCS_is_taken_with_or_without_the_path_of_its_interface(string address) =>
        Assert.That(IntelService.Pccs(new Uri(address)).Address, Is.EqualTo(new Uri("https://pccs.internal:8081/")));

    [Test]
    public void Intels_own_addresses_are_the_default()
    {
        var service = new VendorEndorsementOptions().Intel;
        Assert.That((service.Address.AbsoluteUri, service.RootCrl!.AbsoluteUri), Is.EqualTo(
            ("https://api.trustedservices.intel.com/", "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der")));
    }
}
