using System.Security.Cryptography;
using System.Text;
using Httpa.Client;
using Httpa.Verifiers;
using Httpa.Verifiers.NvidiaGpu;

namespace Httpa.TestServer.Simulated;

/// <summary>
/// A simulated NVIDIA GPU or NVLink switch, to stand beside a TEE (<see cref="HttpaServerOptions.Devices"/>): its own root, certificates and reports, in NVIDIA's genuine
/// formats. Its evidence proves nothing: a verifier accepts it only under a policy that names <see cref="RootSpkiSha256"/>. Safe for concurrent use.
/// </summary>
public sealed class SimulatedNvidiaGpu : ITee, IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>Makes a device with keys of its own.</summary>
    /// <param name="settings">What the device is; null for a Hopper in confidential computing mode.</param>
    /// <param name="timeProvider">The clock that certificates are dated by; null for the system's.</param>
    public SimulatedNvidiaGpu(SimulatedNvidiaGpuSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedNvidiaGpuSettings();
        var issued = DateTimeOffset.FromUnixTimeSeconds((timeProvider ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds());
        Pki = new SimulatedNvidiaPki(Settings, issued);
        RootSpkiSha256 = KeyHash(Pki.RootKey);
        DeviceKey = KeyHash(Pki.DeviceKey);
        Report = new SimulatedNvidiaReport
        {
            Key = Pki.AttestationKey,
            Blocks = [.. Settings.Measurements.Select((m, i) => ((byte)(i + 1), m.Bytes.ToArray()))],
            Opaque = [.. Opaque()],
        };
        Endorsements = new Endorsements([new("cert_chain", Pem(Pki.Chain))]);
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.NvidiaGpu;

    /// <summary>What the device is.</summary>
    public SimulatedNvidiaGpuSettings Settings { get; }

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what a policy must name to trust this device.</summary>
    public Measurement RootSpkiSha256 { get; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo of the device's own key: what tells it from others.</summary>
    public Measurement DeviceKey { get; }

    /// <summary>The endorsements that are stapled to the evidence.</summary>
    public Endorsements Endorsements { get; }

    internal SimulatedNvidiaPki Pki { get; }

    /// <summary>The recipe of this device's reports, for tests to vary.</summary>
    internal SimulatedNvidiaReport Report { get; }

    /// <summary>Produces a report that carries the nonce, with all endorsements stapled.</summary>
    /// <param name="binding">The nonce: 32 bytes.</param>
    /// <param name="cancellationToken">Cancels the wait for the device; this one answers at once.</param>
    /// <exception cref="ArgumentException">The nonce does not have 32 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != 32) throw new ArgumentException($"The nonce has {binding.Length} bytes; 32 are required.", nameof(binding));
        lock (_lock) return new(new EndorsedEvidence(new Evidence(Type, Report.Encode(binding.Span)), Endorsements));
    }

    /// <summary>The part of a policy that accepts devices that are like these in everything, and requires as many: it names their roots and their keys.</summary>
    /// <param name="devices">The devices, all with the same settings but for switches, which have their own.</param>
    public static NvidiaGpuPolicy CreatePolicy(params IReadOnlyList<SimulatedNvidiaGpu> devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        var gpus = devices.Where(d => !d.Settings.IsSwitch).ToList();
        var switches = devices.Count - gpus.Count;
        return new NvidiaGpuPolicy
        {
            Count = ReferenceValue.AnyOf((uint)gpus.Count),
            SwitchCount = switches == 0 ? null : ReferenceValue.AnyOf((uint)switches),
            Chip = Distinct(devices.Select(d => d.Settings.Chip)),
            DriverVersion = Distinct(gpus.Select(d => d.Settings.DriverVersion)),
            VbiosVersion = Distinct(devices.Select(d => d.Settings.VbiosVersion)),
            Measurements =
            [
                .. Enumerable.Range(0, devices.Min(d => d.Settings.Measurements.Count))
                    .Select(i => new NvidiaGpuMeasurement((uint)i, Distinct(devices.Select(d => d.Settings.Measurements[i])))),
            ],
            DeviceKey = Distinct(devices.Select(d => d.DeviceKey)),
            FirmwareId = Distinct(devices.Select(d => d.Settings.FirmwareId)),
            DangerousTrustedRoots = [.. devices.Select(d => d.RootSpkiSha256).Distinct()],
        };
    }

    /// <summary>Erases the device's keys.</summary>
    public void Dispose() => Pki.Dispose();

    /// <summary>Certificates as PEM text, one behind the other.</summary>
    internal static byte[] Pem(IEnumerable<SimulatedNvidiaCertificate> chain) => Encoding.ASCII.GetBytes(SimulatedCertificate.ToPem(chain.Select(c => c.Encode())));

    private static ReferenceValue<T> Distinct<T>(IEnumerable<T> values) where T : IEquatable<T> =>
        ReferenceValue.AnyOf<T>([.. values.Distinct().Select(v => new NamedValue<T>(v, "simulated device"))]);

    private static Measurement KeyHash(ECDsa key) => new(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private IEnumerable<(ushort Type, byte[] Value)> Opaque()
    {
        const byte on = 0xaa, off = 0x55;
        yield return (6, Settings.IsSwitch ? Encoding.ASCII.GetBytes(Settings.VbiosVersion) : VbiosNumber());
        if (!Settings.IsSwitch) yield return (3, Encoding.ASCII.GetBytes(Settings.DriverVersion + "\0"));
        if (!Settings.IsSwitch) yield return (11, [on]);
        yield return (20, Settings.FirmwareId.Bytes.ToArray());
        if (!Settings.IsSwitch) yield return (21, [Settings.IsProtectedPcie ? on : off]);
        if (Settings.SwitchIdentities.Count > 0) yield return (22, [.. Settings.SwitchIdentities.SelectMany(Pdi)]);
    }

    /// <summary>A GPU tells the identities of switches in the other byte order than they do themselves.</summary>
    private IEnumerable<byte> Pdi(Measurement identity) => Settings.IsSwitch ? identity.Bytes.ToArray() : identity.Bytes.ToArray().Reverse();

    /// <summary>The version as a GPU tells it: the first four numbers backwards, then the last.</summary>
    private byte[] VbiosNumber()
    {
        var numbers = Settings.VbiosVersion.Split('.').Select(n => Convert.ToByte(n, 16)).ToArray();
        return [numbers[3], numbers[2], numbers[1], numbers[0], numbers[4], 0, 0, 0];
    }
}
