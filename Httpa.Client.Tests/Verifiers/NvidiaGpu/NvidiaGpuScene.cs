using Httpa.Client.Tests.Client;
using Httpa.TestServer.Simulated;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Httpa.Client.Tests.Verifiers.NvidiaGpu;

/// <summary>A simulated device at a fixed time, with a policy that accepts it.</summary>
internal sealed class NvidiaGpuScene : IDisposable
{
    public static readonly DateTimeOffset Time = new(2026, 11, 23, 5, 0, 0, TimeSpan.Zero);
    public static readonly byte[] Nonce = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public NvidiaGpuScene(SimulatedNvidiaGpuSettings? settings = null)
    {
        Device = new SimulatedNvidiaGpu(settings, new FakeTimeProvider(Time));
        Rules = SimulatedNvidiaGpu.CreatePolicy(Device);
    }

    public SimulatedNvidiaGpu Device { get; }

    public NvidiaGpuPolicy Rules { get; }

    public AttestationPolicy Policy => FakeVerifier.Policy with { NvidiaGpu = Rules };

    /// <summary>The device's own report, or another made from its recipe.</summary>
    public EndorsedEvidence Evidence(Func<SimulatedNvidiaReport, SimulatedNvidiaReport>? change = null) =>
        With((change?.Invoke(Device.Report) ?? Device.Report).Encode(Nonce));

    /// <summary>Evidence with these bytes.</summary>
    public EndorsedEvidence With(byte[] report) => new(new Evidence(EvidenceType.NvidiaGpu, report), Device.Endorsements);

    /// <summary>The report under other certificates.</summary>
    public EndorsedEvidence With(params IEnumerable<SimulatedNvidiaCertificate> chain) => WithDocument("cert_chain", SimulatedNvidiaGpu.Pem(chain));

    /// <summary>The report with another document, or without it.</summary>
    public EndorsedEvidence WithDocument(string name, byte[]? content) =>
        Evidence() with { Endorsements = ContractCase.Replace(Device.Endorsements, name, content) };

    public AuthenticationResult Authenticate(EndorsedEvidence evidence, DateTimeOffset? time = null) => new NvidiaGpuVerifier().Authenticate(evidence, Policy, time ?? Time);

    public IEnumerable<AppraisalReason> Reasons(EndorsedEvidence evidence, DateTimeOffset? time = null) => Authenticate(evidence, time).Findings.Select(f => f.Reason);

    /// <summary>What the policy has against the device's own report.</summary>
    public IEnumerable<AppraisalReason> Refused(Func<NvidiaGpuPolicy, NvidiaGpuPolicy> change, EndorsedEvidence? evidence = null)
    {
        var findings = new List<Finding>();
        var genuine = Authenticate(evidence ?? Evidence());
        Assert.That(genuine.Findings, Is.Empty);
        new NvidiaGpuVerifier().Appraise(genuine, Policy with { NvidiaGpu = change(Rules) }, Time, findings);
        return findings.Select(f => f.Reason);
    }

    public void Dispose() => Device.Dispose();
}
