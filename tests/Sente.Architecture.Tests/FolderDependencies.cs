using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sente.Architecture.Tests;

/// <summary>
/// Which folders of a project use which others, according to the compiler's resolution of the names in their sources. A comment or a using
/// directive is not a dependency; a call of an inherited member or an extension method is.
/// </summary>
internal sealed class FolderDependencies
{
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), SortedSet<string>> _uses = [];

    /// <summary>Compiles <c>src/&lt;project&gt;</c> and collects its dependencies.</summary>
    /// <exception cref="InvalidOperationException">The sources do not compile, so nothing can be derived from them.</exception>
    public FolderDependencies(string project)
    {
        var source = new ProjectSource(project);
        foreach (var tree in source.Files)
        {
            var from = FolderOf(source.Root, tree.FilePath);
            _folders.Add(from);
            var model = source.Compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(name => !IsInUsing(name)))
            {
                foreach (var used in FilesOf(model.GetSymbolInfo(name).Symbol))
                {
                    Add(from, FolderOf(source.Root, used), $"{Path.GetFileName(tree.FilePath)} -> {Path.GetFileName(used)} ({name.Identifier.ValueText})");
                }
            }
        }
    }

    /// <summary>The project's folders; a sub-folder is named by its path, and <c>(root)</c> stands for files outside of any folder.</summary>
    public IReadOnlyCollection<string> Folders => _folders;

    /// <summary>The dependencies between different folders, each with the files and names that cause it.</summary>
    public IReadOnlyDictionary<(string From, string To), SortedSet<string>> Uses => _uses;

    private static bool IsInUsing(SyntaxNode name) => name.Ancestors().Any(ancestor => ancestor is UsingDirectiveSyntax);

    private static IEnumerable<string> FilesOf(ISymbol? symbol) => symbol switch
    {
        null or INamespaceSymbol or ILocalSymbol or IParameterSymbol or ITypeParameterSymbol => [],
        IMethodSymbol { ReducedFrom: { } extension } => FilesOf(extension),
        _ => symbol.OriginalDefinition.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath).Where(path => path.Length > 0),
    };

    private static string FolderOf(string root, string file) =>
        Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[..^1] is { Length: > 0 } folders ? string.Join('/', folders) : "(root)";

    private void Add(string from, string to, string place)
    {
        if (from == to)
        {
            return;
        }

        if (!_uses.TryGetValue((from, to), out var places))
        {
            _uses[(from, to)] = places = new SortedSet<string>(StringComparer.Ordinal);
        }

        places.Add(place);
    }
}
