using System.Globalization;
using Httpa.Client.Attesting;

namespace Httpa.Client.Tests.Client.Attesting;

/// <summary>
/// A tree of files that behaves like the kernel's configfs interface: a new directory comes with its files, every write counts, a report is made when it is read, reads are
/// short, and rmdir takes the files along. What goes wrong is for a test to say.
/// </summary>
internal sealed class KernelTree : KernelFiles, IDisposable
{
    private const int EBusy = 16;

    public string Root { get; } = Directory.CreateTempSubdirectory("httpa-tsm-").FullName;

    public string Provider { get; set; } = "tdx_guest\n";

    /// <summary>Makes a report from what was written.</summary>
    public Func<byte[], byte[]> Report { get; set; } = input => [.. "report of "u8, .. input];

    /// <summary>What stands beside a report; null for no such file.</summary>
    public byte[]? Auxiliary { get; set; }

    /// <summary>How many reads of a report fail because the platform is busy.</summary>
    public int Busy { get; set; }

    /// <summary>What a read of a report fails with, after <see cref="Busy"/>.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How many reads of a report are preceded by a write of somebody else.</summary>
    public int Interference { get; set; }

    public int Entries => Directory.GetDirectories(Root).Length;

    public int Reports { get; private set; }

    public override void MakeDirectory(string path)
    {
        base.MakeDirectory(path);
        File.WriteAllText(Path.Combine(path, "provider"), Provider);
        File.WriteAllText(Path.Combine(path, "generation"), "0\n");
        File.WriteAllBytes(Path.Combine(path, "inblob"), []);
        if (Auxiliary is not null) File.WriteAllBytes(Path.Combine(path, "auxblob"), Auxiliary);
    }

    public override void RemoveDirectory(string path) => Directory.Delete(path, recursive: true);

    public override void Write(string path, ReadOnlySpan<byte> content)
    {
        base.Write(path, content);
        var generation = Path.Combine(Path.GetDirectoryName(path)!, "generation");
        File.WriteAllText(generation, $"{int.Parse(File.ReadAllText(generation), CultureInfo.InvariantCulture) + 1}\n");
    }

    public override byte[] Read(string path)
    {
        if (Path.GetFileName(path) != "outblob") return base.Read(path);
        Reports++;
        if (Busy-- > 0) throw new IOException("Device or resource busy", EBusy);
        if (Failure is not null) throw Failure;
        var input = Path.Combine(Path.GetDirectoryName(path)!, "inblob");
        if (Interference-- > 0) Write(input, "somebody else's"u8);
        File.WriteAllBytes(path, Report(File.ReadAllBytes(input)));
        return base.Read(path);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>At most seven bytes at a time.</summary>
    protected override int ReadPart(Stream file, byte[] buffer) => file.Read(buffer, 0, 7);
}
