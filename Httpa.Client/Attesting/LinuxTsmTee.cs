using System.Globalization;
using System.Text;
using Httpa.Verifiers;

namespace Httpa.Client.Attesting;

/// <summary>
/// The TEE that a Linux guest runs in, through the kernel's own interface (configfs <c>tsm/report</c>, Linux 6.7 and later): Intel TDX, AMD SEV-SNP and Arm CCA,
/// by the provider that the kernel names. Needs the right to make directories there. Keep one; safe for concurrent use.
/// </summary>
/// <remarks>Source: Linux, Documentation/ABI/testing/configfs-tsm-report.</remarks>
public sealed class LinuxTsmTee : ITee, IDisposable
{
    /// <summary>Where Linux has the interface.</summary>
    public const string DefaultRoot = "/sys/kernel/config/tsm/report";

    private const int MaxAttempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _root;
    private readonly KernelFiles _files;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Finds out which TEE this is.</summary>
    /// <param name="root">The directory of the interface.</param>
    /// <exception cref="PlatformNotSupportedException">The kernel has no such interface, or its provider is not known.</exception>
    /// <exception cref="IOException">The interface does not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not use the interface.</exception>
    public LinuxTsmTee(string root = DefaultRoot)
        : this(root, new KernelFiles(), TimeProvider.System)
    {
    }

    internal LinuxTsmTee(string root, KernelFiles files, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        (_root, _files, _time) = (root, files, time);
        if (!files.DirectoryExists(root))
            throw new PlatformNotSupportedException($"There is no '{root}': this is no confidential guest, its kernel is older than 6.7, or configfs is not mounted (mount -t configfs none /sys/kernel/config).");
        using var entry = new TsmReportEntry(root, files);
        Type = TypeOf(entry.Provider);
    }

    /// <inheritdoc/>
    public EvidenceType Type { get; }

    /// <summary>
    /// Has the kernel produce a report, quote or token that carries the binding. While another process is asking, this one waits: up to a second in all.
    /// </summary>
    /// <param name="binding">The 64 bytes that the evidence must carry.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ArgumentException">The binding does not have 64 bytes.</exception>
    /// <exception cref="IOException">The kernel did not produce evidence.</exception>
    public async ValueTask<EndorsedEvidence> ProduceEvidenceAsync(ReadOnlyMemory<byte> binding, CancellationToken cancellationToken)
    {
        if (binding.Length != AppraisalRequest.BindingLength)
            throw new ArgumentException($"The binding has {binding.Length} bytes; {AppraisalRequest.BindingLength} are required.", nameof(binding));

        // Platforms make one report at a time; who waits here does not make the kernel refuse.
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (TryProduce(binding.Span, isLast: attempt == MaxAttempts) is { } evidence) return evidence;
                await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Null when the platform is busy, or when somebody else wrote into the entry while it was used: another try may do.</summary>
    private EndorsedEvidence? TryProduce(ReadOnlySpan<byte> binding, bool isLast)
    {
        try
        {
            using var entry = new TsmReportEntry(_root, _files);
            if (TypeOf(entry.Provider) != Type) throw new IOException($"The provider in '{_root}' is another one than before.");
            var generation = entry.Generation;
            entry.WriteBinding(binding);
            var report = entry.ReadReport();
            var certificates = Type == EvidenceType.Snp ? SnpCertificateTable.Read(entry.ReadAuxiliary()) : Endorsements.None;

            // One step: our own write. Whatever else was written in between, the report may carry somebody else's data.
            if (entry.Generation == generation + 1 && report.Length > 0) return new EndorsedEvidence(new Evidence(Type, report), certificates);
            return isLast ? throw new IOException($"'{_root}' is written to by others all the time, or gives no report.") : null;
        }
        catch (IOException e) when (!isLast && TsmReportEntry.IsTemporary(e))
        {
            return null;
        }
    }

    private static EvidenceType TypeOf(string provider) => provider switch
    {
        "sev_guest" => EvidenceType.Snp,
        "tdx_guest" => EvidenceType.Tdx,
        "arm_cca_guest" => EvidenceType.Cca,
        _ => throw new PlatformNotSupportedException($"The kernel names '{provider}' as the provider of reports; known are sev_guest, tdx_guest and arm_cca_guest."),
    };
}

/// <summary>One entry of the interface: a directory that the kernel fills with files. Disposing removes it.</summary>
internal sealed class TsmReportEntry : IDisposable
{
    // errno: EINTR, ENXIO, EAGAIN, EBUSY, ETIMEDOUT (the platform does not answer, or answers somebody else).
    private static readonly int[] Temporary = [4, 6, 11, 16, 110];

    private readonly string _path;
    private readonly KernelFiles _files;

    public TsmReportEntry(string root, KernelFiles files)
    {
        _files = files;
        _path = Path.Combine(root, $"httpa-{Guid.NewGuid():N}");
        files.MakeDirectory(_path);
    }

    /// <summary>What makes the reports.</summary>
    public string Provider => Text("provider");

    /// <summary>Counts the writes to this entry.</summary>
    public long Generation => long.TryParse(Text("generation"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number : throw new IOException($"'{_path}/generation' is no number.");

    /// <summary>True for errors after which another try may do.</summary>
    public static bool IsTemporary(IOException error) => Temporary.Contains(error.HResult);

    public void WriteBinding(ReadOnlySpan<byte> binding) => _files.Write(Path.Combine(_path, "inblob"), binding);

    public byte[] ReadReport() => _files.Read(Path.Combine(_path, "outblob"));

    /// <summary>What comes along with the report; empty where there is no such thing.</summary>
    public byte[] ReadAuxiliary()
    {
        try
        {
            return _files.Read(Path.Combine(_path, "auxblob"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A convenience of the host, which many hosts do not offer.
            return [];
        }
    }

    public void Dispose()
    {
        try
        {
            _files.RemoveDirectory(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An entry that stays costs the kernel a few bytes; the evidence is worth more.
        }
    }

    private string Text(string file) => Encoding.ASCII.GetString(_files.Read(Path.Combine(_path, file))).Trim();
}
