using Httpa.TestServer;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using NUnit.Framework;

namespace Httpa.Client.Tests.Client.EndToEnd;

/// <summary>A service whose TEE works with two GPUs.</summary>
internal sealed class GpuRequestTests : ServedFixture
{
    private readonly SimulatedNvidiaGpu[] _gpus = [new(), new()];

    private AttestationPolicy Policy => Server.Policy with { NvidiaGpu = SimulatedNvidiaGpu.CreatePolicy(_gpus) };

    [OneTimeTearDown]
    public void Dispose()
    {
        foreach (var gpu in _gpus) gpu.Dispose();
    }

    [Test]
    public async Task Sends_to_a_service_with_the_GPUs_that_the_policy_requires(CancellationToken cancellationToken)
    {
        using var response = await Client(options: new HttpaOptions { Policy = Policy }).PostAsync("echo", new StringContent(Marker), cancellationToken);

        Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Is.EqualTo(Marker));
        Assert.That(response.GetAttestation()!.Items.Select(i => i.Type), Is.EqualTo(new[] { EvidenceType.Sgx, EvidenceType.NvidiaGpu, EvidenceType.NvidiaGpu }));
    }

    [Test]
    public void Sends_nothing_to_a_service_that_lacks_a_GPU(CancellationToken cancellationToken)
    {
        var policy = Policy with { NvidiaGpu = Policy.NvidiaGpu! with { Count = ReferenceValue.AnyOf(3u) } };

        var failure = Assert.ThrowsAsync<AttestationException>(
            () => Client(options: new HttpaOptions { Policy = policy }).PostAsync("echo", new StringContent(Marker), cancellationToken));
        Assert.That(failure!.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.CompositeDeviceCountRefused }));
    }

    [Test]
    public void Sends_nothing_to_a_service_with_a_GPU_of_somebody_else(CancellationToken cancellationToken)
    {
        var policy = Policy with { NvidiaGpu = Policy.NvidiaGpu! with { DeviceKey = ReferenceValue.AnyOf(_gpus[0].DeviceKey) } };

        var failure = Assert.ThrowsAsync<AttestationException>(
            () => Client(options: new HttpaOptions { Policy = policy }).PostAsync("echo", new StringContent(Marker), cancellationToken));
        Assert.That(failure!.Result.Findings.Select(f => f.Reason), Is.EqualTo(new[] { AppraisalReason.NvidiaGpuDeviceNotListed }));
    }

    protected override HttpaTestServerOptions Options() => base.Options() with { Devices = _gpus };
}
