using NUnit.Framework;

namespace Httpa.Client.Tests;

/// <summary>The folder of shared vectors, which lies beside the project's root. Tests that need it are ignored, with the reason, where it is missing.</summary>
internal static class SharedFolder
{
    /// <summary>The full path of a file or folder in it.</summary>
    public static string Path(params string[] parts)
    {
        var root = Find() ?? Missing();
        return System.IO.Path.Combine([root, .. parts]);
    }

    /// <summary>The folder, or null where it is missing.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Httpa.slnx"))) continue;
            var shared = System.IO.Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(shared) ? System.IO.Path.GetFullPath(shared) : null;
        }

        return null;
    }

    private static string Missing()
    {
        Assert.Ignore("The folder ../shared with the test vectors is missing.");
        return "";
    }
}
