using Httpa.TestServer;
using Httpa.Verifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Httpa.Client.Tests.TestServer;

internal sealed class HttpaServerOptionsTests
{
    private static readonly HttpaServerOptions Usable = new() { Tee = new BindingTee(), Origins = ["https://api.example.com"] };

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("a device that leads", Usable with { Tee = new LeadingDevice() });
        yield return Case("seventeen devices", Usable with { Devices = [.. Enumerable.Range(0, 17).Select(i => new NonceDevice((byte)i))] });
        yield return Case("no origin", Usable with { Origins = [] });
        yield return Case("not https", Usable with { Origins = ["http://api.example.com"] });
        yield return Case("with a path", Usable with { Origins = ["https://api.example.com/v1"] });
        yield return Case("with user info", Usable with { Origins = ["https://me@api.example.com"] });
        yield return Case("no suite", Usable with { CipherSuites = [] });
        yield return Case("no session lifetime", Usable with { SessionLifetime = TimeSpan.Zero });
        yield return Case("a session id without chance", Usable with { SessionIdPrefix = new byte[17] });
        yield return Case("pending too short", Usable with { PendingLifetime = TimeSpan.FromSeconds(59) });
        yield return Case("pending too long", Usable with { PendingLifetime = TimeSpan.FromMinutes(6) });
        yield return Case("no pending session", Usable with { MaxPendingSessions = 0 });
        yield return Case("no live session", Usable with { MaxLiveSessions = 0 });
        yield return Case("no evidence", Usable with { MaxConcurrentQuotes = 0 });
        yield return Case("never late", Usable with { LateAfter = TimeSpan.MaxValue });
        yield return Case("preflight for weeks", Usable with { PreflightMaxAge = TimeSpan.FromDays(7) });
        yield return Case("padding too long", Usable with { PadEventStreamsTo = 70_000 });
        yield return Case("a field of the connection outside", Usable with { OuterFields = ["Connection"] });
        yield return Case("a field of the seal outside", Usable with { OuterFields = ["Attest-Seal"] });
        yield return Case("the content type outside", Usable with { OuterFields = ["Content-Type"] });
        yield return Case("everything unprotected", Usable with { UnprotectedPaths = [""] });

        static TestCaseData Case(string name, HttpaServerOptions options) => new TestCaseData(options).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Wrong))]
    public void Refuses_at_start_what_cannot_be_served(HttpaServerOptions options)
    {
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());

        Assert.That(
            () => app.UseHttpa(options),
            Throws.TypeOf<HttpaConfigurationException>().With.Property(nameof(HttpaConfigurationException.Reason)).EqualTo(ProtocolReason.OptionInvalid));
    }

    [Test]
    public void Brings_origins_into_canonical_form() =>
        Assert.That((Usable with { Origins = ["https://API.Example.com:443", "https://[::1]:8443"] }).Checked().Origins, Is.EqualTo(["https://api.example.com", "https://[::1]:8443"]));

    private sealed class LeadingDevice : ITee
    {
        public EvidenceType Type => EvidenceType.NvidiaGpu;

        public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
