namespace Sente.Architecture.Tests;

/// <summary>The location of the sources.</summary>
internal static class Repository
{
    /// <summary>The folder that contains the solution file.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sente.Actors.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has the file Sente.Actors.sln: run this test in its repository.");
    }
}
