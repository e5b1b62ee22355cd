using System.Text.RegularExpressions;

namespace Sente.Architecture.Tests;

/// <summary>The files, folders and headings that the pages of documentation refer to exist.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Pages =
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/protocol.md", "docs/packers.md", "docs/cluster.md", "docs/glossary.md", "bench/README.md",
        "tests/recordings/README.md", "src/client/README.md",
    ];

    /// <summary>The path of each page.</summary>
    public static TheoryData<string> All => new(Pages);

    [Theory]
    [MemberData(nameof(All))]
    public void Every_link_leads_to_a_file_and_a_heading_of_it(string page)
    {
        var path = Path.Combine(Repository.Root, page);
        var broken = Link.Matches(File.ReadAllText(path)).Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !Exists(path, target)).ToArray();

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_source_file_that_CONTRIBUTING_names_is_in_the_folder_that_it_names()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Append(Path.Combine(Repository.Root, "src", "client", "src"))
            .Append(Path.Combine(Repository.Root, "src", "client")).Concat(Directory.GetDirectories(Path.Combine(Repository.Root, "tests"))).Append(Repository.Root).ToArray();
        var files = SourceFile.Matches(File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"))).Select(file => file.Groups["path"].Value).Distinct().ToArray();

        Assert.NotEmpty(files);
        var missing = files.Where(file => !folders.Any(folder => File.Exists(Path.Combine(folder, file)))).ToArray();
        Assert.Empty(missing);
    }

    [Fact]
    public void The_glossary_has_at_most_40_nouns_in_order_and_one_sentence_for_each()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "glossary.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToArray();

        Assert.InRange(rows.Length, 1, 40);
        Assert.Equal(rows.Select(row => row[1]).Order(StringComparer.Ordinal), rows.Select(row => row[1]));
        Assert.All(rows, row => Assert.Matches(@"^[A-Z].*[^.]\.$", row[2]));
        Assert.All(rows, row => Assert.DoesNotContain(". ", row[2], StringComparison.Ordinal));
    }

    private static bool Exists(string page, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
        return (File.Exists(path) || Directory.Exists(path))
            && (parts.Length == 1 || File.ReadLines(path).Where(line => line.StartsWith('#')).Select(Anchor).Contains(parts[1]));
    }

    /// <summary>Returns the anchor that GitHub gives a heading.</summary>
    private static string Anchor(string heading) =>
        NotInAnchors.Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"`(?<path>[\w./-]+\.(cs|ts|js|md|sh))`")]
    private static partial Regex SourceFile { get; }

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors { get; }
}
