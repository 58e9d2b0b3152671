namespace Httpa.Tool;

/// <summary>Writes files that the user named.</summary>
internal static class OutputFile
{
    /// <summary>Opens a file for writing, empty.</summary>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public static FileStream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"The file '{path}' cannot be written: {e.Message}");
        }
    }

    /// <summary>Writes a file, in the place of one that is there.</summary>
    /// <returns>The whole path.</returns>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public static Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content) => WriteAsync(path, content, FileMode.Create);

    /// <summary>Writes a file that is not there yet.</summary>
    /// <returns>The whole path.</returns>
    /// <exception cref="BadInputException">It is there, or cannot be written.</exception>
    public static Task<string> CreateAsync(string path, ReadOnlyMemory<byte> content) => WriteAsync(path, content, FileMode.CreateNew);

    private static async Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content, FileMode mode)
    {
        try
        {
            await using var file = new FileStream(path, mode, FileAccess.Write);
            await file.WriteAsync(content);
            return Path.GetFullPath(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"The file '{path}' cannot be written: {e.Message}");
        }
    }
}
