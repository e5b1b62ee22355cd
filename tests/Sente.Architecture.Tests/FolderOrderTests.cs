using System.Text;
using Xunit.Abstractions;

namespace Sente.Architecture.Tests;

/// <summary>The folders of each project have an order, and a folder uses only folders to its left. So a reader can start at the left and never needs to look ahead.</summary>
public sealed class FolderOrderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("Sente.Wire", "Values → Tokens → Formats/Json → Formats/Edn → Formats/Transit → Formats/MessagePack → Formats/Gzip → Binding → Messages")]
    [InlineData("Sente.Actors", "Telemetry → Node → Serialization → Ports → Handling → Connections → Users → Pushing → Presence → Hosting")]
    [InlineData("Sente.Host", "ReferenceExample → (root)")]
    [InlineData("Sente.AspNetCore", "Telemetry → Http → Security → Options → Clients → Transports → Transports/Poll → Transports/Post → Transports/WebSocket → Lifetime → Endpoint")]
    public void A_folder_uses_only_folders_to_its_left(string project, string order)
    {
        var folders = order.Split(" → ");
        var dependencies = new FolderDependencies(project);
        output.WriteLine(Picture(dependencies));

        Assert.Equal(folders.Order(StringComparer.Ordinal), dependencies.Folders);
        var wrong = dependencies.Uses
            .Where(use => Array.IndexOf(folders, use.Key.To) is var to && (to < 0 || to > Array.IndexOf(folders, use.Key.From)))
            .Select(use => $"{use.Key.From} uses {use.Key.To}, which is not to its left:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", use.Value.Take(6))}")
            .ToArray();
        Assert.True(wrong.Length == 0, $"{wrong.Length} dependencies of {project} point the wrong way ({order}).{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
    }

    private static string Picture(FolderDependencies dependencies)
    {
        var text = new StringBuilder();
        foreach (var from in dependencies.Uses.GroupBy(use => use.Key.From, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(from.Key).Append(" uses ");
            text.AppendJoin(", ", from.OrderBy(use => use.Key.To, StringComparer.Ordinal).Select(use =>
                $"{use.Key.To} ({use.Value.Count}){(dependencies.Uses.ContainsKey((use.Key.To, use.Key.From)) ? " <->" : "")}"));
            text.AppendLine();
        }

        return text.ToString();
    }
}
