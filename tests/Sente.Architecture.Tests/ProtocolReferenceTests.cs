using System.Text.RegularExpressions;

namespace Sente.Architecture.Tests;

/// <summary>Every section of the protocol that a comment names exists in <c>docs/protocol.md</c>.</summary>
public sealed partial class ProtocolReferenceTests
{
    [Fact]
    public void Every_section_of_the_protocol_that_a_comment_names_exists()
    {
        var headings = File.ReadLines(Path.Combine(Repository.Root, "docs", "protocol.md"))
            .Where(line => line.StartsWith('#'))
            .Select(line => line.TrimStart('#').Trim())
            .ToHashSet(StringComparer.Ordinal);
        var references = Sources().SelectMany(file => Reference.Matches(Joined(file)).Select(match => (File: file, Heading: match.Groups["heading"].Value))).ToArray();

        Assert.NotEmpty(references);
        Assert.Empty(references.Where(reference => !headings.Contains(reference.Heading)).Select(reference => $"{Path.GetRelativePath(Repository.Root, reference.File)}: {reference.Heading}"));
    }

    private static IEnumerable<string> Sources() => new[] { "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) is ".cs" or ".ts")
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules" or "dist"));

    /// <summary>Returns a file's text, with each comment of several lines joined into one line.</summary>
    private static string Joined(string file) => LineEnd.Replace(File.ReadAllText(file), " ");

    [GeneratedRegex("docs/protocol\\.md, \"(?<heading>[A-Z][^\"{]*)\"")]
    private static partial Regex Reference { get; }

    [GeneratedRegex(@"\s*\n\s*(///?|\*)\s*")]
    private static partial Regex LineEnd { get; }
}
