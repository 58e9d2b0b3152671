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

    /// <returns>The whole path.</returns>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public static async Task<string> WriteAsync(string path, ReadOnlyMemory<byte> content)
    {
        try
        {
            await File.WriteAllBytesAsync(path, content);
            return Path.GetFullPath(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"The file '{path}' cannot be written: {e.Message}");
        }
    }
}
