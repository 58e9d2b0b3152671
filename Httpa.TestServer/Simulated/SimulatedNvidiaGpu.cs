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
    private readonly TimeProvider _time;
    private DateTimeOffset _issued;
    private Endorsements? _endorsements;

    /// <summary>Makes a device with keys of its own.</summary>
    /// <param name="settings">What the device is; null for a Hopper in confidential computing mode.</param>
    /// <param name="timeProvider">The clock that certificates are dated by; null for the system's.</param>
    public SimulatedNvidiaGpu(SimulatedNvidiaGpuSettings? settings = null, TimeProvider? timeProvider = null)
    {
        Settings = settings ?? new SimulatedNvidiaGpuSettings();
        _time = timeProvider ?? TimeProvider.System;
        _issued = ToSecond(_time.GetUtcNow());
        Pki = new SimulatedNvidiaPki(Settings, _issued);
        RootSpkiSha256 = KeyHash(Pki.RootKey);
        RimRootSpkiSha256 = KeyHash(Pki.RimRootKey);
        DeviceKey = KeyHash(Pki.DeviceKey);
        Report = new SimulatedNvidiaReport
        {
            Key = Pki.AttestationKey,
            Blocks = [.. Settings.Measurements.Select((m, i) => ((byte)(i + 1), m.Bytes.ToArray()))],
            Opaque = [.. Opaque()],
        };
    }

    /// <inheritdoc/>
    public EvidenceType Type => EvidenceType.NvidiaGpu;

    /// <summary>What the device is.</summary>
    public SimulatedNvidiaGpuSettings Settings { get; }

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what a policy must name to trust this device.</summary>
    public Measurement RootSpkiSha256 { get; }

    /// <summary>The same of the root of manifests.</summary>
    public Measurement RimRootSpkiSha256 { get; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo of the device's own key: what tells it from others.</summary>
    public Measurement DeviceKey { get; }

    /// <summary>The endorsements that are stapled to the evidence now.</summary>
    public Endorsements Endorsements
    {
        get
        {
            lock (_lock) return CurrentEndorsements();
        }
    }

    internal SimulatedNvidiaPki Pki { get; }

    /// <summary>The recipe of this device's reports, for tests to vary.</summary>
    internal SimulatedNvidiaReport Report { get; }

    /// <summary>The recipe of the driver's manifest, for tests to vary: the upper half of the measurements.</summary>
    internal SimulatedRim DriverRim => Rim(Settings.DriverVersion, Settings.Measurements.Count / 2, Settings.Measurements.Count);

    /// <summary>The recipe of the VBIOS's manifest, for tests to vary: the lower half of the measurements, of a switch all.</summary>
    internal SimulatedRim VbiosRim => Rim(Settings.VbiosVersion, 0, Settings.IsSwitch ? Settings.Measurements.Count : Settings.Measurements.Count / 2);

    /// <summary>The recipes of the OCSP responses, for tests to vary.</summary>
    internal IReadOnlyList<SimulatedOcspResponse> Ocsp =>
        [.. Pki.Chain.Skip(1).SkipLast(1).Select(c => Response(c, Pki.Responder)), .. Pki.RimChain.SkipLast(1).Select(c => Response(c, Pki.RimResponder))];

    /// <summary>Produces a report that carries the nonce, with all endorsements stapled.</summary>
    /// <param name="binding">The nonce: 32 bytes.</param>
    /// <param name="cancellationToken">Cancels the wait for the device; this one answers at once.</param>
    /// <exception cref="ArgumentException">The nonce does not have 32 bytes.</exception>
    public ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (binding.Length != 32) throw new ArgumentException($"The nonce has {binding.Length} bytes; 32 are required.", nameof(binding));
        lock (_lock) return new(new EndorsedEvidence(new Evidence(Type, Report.Encode(binding.Span)), CurrentEndorsements()));
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
            DriverVersion = gpus.Count == 0 ? ReferenceValue.Unchecked<string>("switches have no driver") : Distinct(gpus.Select(d => d.Settings.DriverVersion)),
            VbiosVersion = Distinct(devices.Select(d => d.Settings.VbiosVersion)),
            Measurements =
            [
                .. Enumerable.Range(0, devices.Min(d => d.Settings.Measurements.Count))
                    .Select(i => new NvidiaGpuMeasurement((uint)i, Distinct(devices.Select(d => d.Settings.Measurements[i])))),
            ],
            DeviceKey = Distinct(devices.Select(d => d.DeviceKey)),
            FirmwareId = Distinct(devices.Select(d => d.Settings.FirmwareId)),
            DangerousTrustedRoots = [.. devices.SelectMany(d => new[] { d.RootSpkiSha256, d.RimRootSpkiSha256 })],
        };
    }

    /// <summary>Erases the device's keys.</summary>
    public void Dispose() => Pki.Dispose();

    /// <summary>Certificates as PEM text, one behind the other.</summary>
    internal static byte[] Pem(IEnumerable<SimulatedNvidiaCertificate> chain) => Encoding.ASCII.GetBytes(SimulatedCertificate.ToPem(chain.Select(c => c.Encode())));

    /// <summary>OCSP responses end first; at the half of their time everything is issued anew.</summary>
    private Endorsements CurrentEndorsements()
    {
        var isStale = _time.GetUtcNow() - _issued > Settings.OcspLifetime / 2;
        if (isStale) _issued = ToSecond(_time.GetUtcNow());
        if (isStale || _endorsements is null) _endorsements = Issue();
        return _endorsements;
    }

    private Endorsements Issue()
    {
        var documents = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>
        {
            new("cert_chain", Pem(Pki.Chain)),
            new("vbios_rim", VbiosRim.Encode()),
            new("ocsp", Ocsp.SelectMany(r => r.Encode()).ToArray()),
        };
        if (!Settings.IsSwitch) documents.Add(new("driver_rim", DriverRim.Encode()));
        return new Endorsements(documents);
    }

    private SimulatedRim Rim(string version, int first, int end) => new()
    {
        Version = version,
        Measurements = [.. Enumerable.Range(first, end - first).Select(i => (i, new[] { Settings.Measurements[i].Bytes.ToArray() }))],
        Inactive = [.. Enumerable.Range(0, Settings.Measurements.Count).Where(i => i < first || i >= end)],
        Chain = Pki.RimChain,
    };

    private SimulatedOcspResponse Response(SimulatedNvidiaCertificate certificate, SimulatedNvidiaCertificate responder) => new()
    {
        Certificate = certificate,
        Responder = responder,
        ThisUpdate = _issued,
        NextUpdate = _issued + Settings.OcspLifetime,
    };

    private static DateTimeOffset ToSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

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
