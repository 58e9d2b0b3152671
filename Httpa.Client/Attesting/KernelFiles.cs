namespace Httpa.Client.Attesting;

/// <summary>
/// The few things that are done to the files of a kernel interface, where a file is a conversation: a write is one call, and what is read may be of any length, whatever
/// the file's size says. Tests put a kernel of their own in its place.
/// </summary>
internal class KernelFiles
{
    private const int MaxLength = 1 << 18;
    private const int Chunk = 4096;

    public virtual bool DirectoryExists(string path) => Directory.Exists(path);

    public virtual void MakeDirectory(string path) => Directory.CreateDirectory(path);

    public virtual void RemoveDirectory(string path) => Directory.Delete(path, recursive: false);

    public virtual void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(content);
    }

    /// <summary>Reads to the end, in as many parts as the kernel gives.</summary>
    /// <exception cref="IOException">The file cannot be read, or holds more than 256 KiB.</exception>
    public virtual byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var content = new MemoryStream();
        var chunk = new byte[Chunk];
        for (int read; (read = ReadPart(file, chunk)) > 0;)
        {
            content.Write(chunk, 0, read);
            if (content.Length > MaxLength) throw new IOException($"'{path}' holds more than {MaxLength} bytes.");
        }

        return content.ToArray();
    }

    /// <summary>One call to the kernel.</summary>
    protected virtual int ReadPart(Stream file, byte[] buffer) => file.Read(buffer);
}
