namespace Httpa.Tool;

/// <summary>Reads files that the user named.</summary>
internal static class InputFile
{
    /// <summary>The largest file that is read, in bytes: what a message of HTTPA may carry.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Opens a file of any length.</summary>
    /// <exception cref="BadInputException">It is missing or cannot be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"The file '{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <exception cref="BadInputException">It is missing, too long, or cannot be read.</exception>
    public static byte[] Read(string path, int limit = MaxLength)
    {
        try
        {
            using var file = File.OpenRead(path);
            var content = new byte[limit + 1];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= limit ? content[..length] : throw new BadInputException($"The file '{path}' is longer than {limit} bytes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"The file '{path}' cannot be read: {e.Message}");
        }
    }
}
