using System.Text.RegularExpressions;

namespace Sente.BrowserTests;

/// <summary>A README: its commands, and the files that its reader creates.</summary>
/// <param name="file">The README's path in the repository.</param>
internal sealed partial class Readme(string file)
{
    private readonly string _text = File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The root folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The words of each command, in order.</summary>
    public IEnumerable<string[]> Commands => Blocks("sh").SelectMany(block => block.Trim().Split('\n')).Select(line => line.Split(' '));

    /// <summary>Returns the code of the first block in a language that contains a text.</summary>
    public string Code(string language, string containing) => Blocks(language).First(block => block.Contains(containing, StringComparison.Ordinal));

    private IEnumerable<string> Blocks(string language) =>
        Fenced.Matches(_text).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["code"].Value);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "pack.sh")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has the file pack.sh: run this test in its repository.");
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced { get; }
}
