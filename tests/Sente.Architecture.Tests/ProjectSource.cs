using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sente.Architecture.Tests;

/// <summary>The sources of one project in <c>src</c>, compiled by the test, so that it can ask the compiler what names and expressions mean.</summary>
internal sealed class ProjectSource
{
    /// <summary>Reads and compiles <c>src/&lt;project&gt;</c>.</summary>
    /// <exception cref="InvalidOperationException">The sources do not compile, so nothing can be derived from them.</exception>
    public ProjectSource(string project)
    {
        Root = Path.Combine(Repository.Root, "src", project);
        Compilation = Compile(project);
    }

    /// <summary>The project's folder.</summary>
    public string Root { get; }

    /// <summary>The compiled sources.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The project's own files, without generated ones.</summary>
    public IEnumerable<SyntaxTree> Files => Compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0);

    private CSharpCompilation Compile(string project)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var files = Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Where(file => FirstFolder(file) is not ("bin" or "obj" or "node_modules"))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file));
        var globalUsings = Directory.EnumerateFiles(Path.Combine(Root, "obj"), $"{project}.GlobalUsings.g.cs", SearchOption.AllDirectories)
            .Take(1)
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options));

        // All assemblies that this test runs with, except the project itself, which is compiled here.
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileNameWithoutExtension(path).Equals(project, StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            project, files.Concat(globalUsings), references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        // Source generators, which don't run here, write the bodies of some partial members: log messages and regular expressions.
        var errors = compilation.GetDiagnostics().Where(error => error.Severity == DiagnosticSeverity.Error && error.Id is not ("CS8795" or "CS9248" or "CS8805")).Take(5).ToArray();
        return errors.Length == 0
            ? compilation
            : throw new InvalidOperationException($"The sources of {project} don't compile in the test:{Environment.NewLine}{string.Join(Environment.NewLine, errors.Select(error => error.ToString()))}");
    }

    private string FirstFolder(string file) => Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)[0];
}
