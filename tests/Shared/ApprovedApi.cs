using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace Sente.Tests;

/// <summary>
/// Holds a library's public API to the file beside its test, so that a change of it shows in a diff that somebody reads.
/// With APPROVE_API=1 in the environment the file is written anew.
/// </summary>
internal static class ApprovedApi
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        ExcludeAttributes = ["System.Runtime.CompilerServices.IsReadOnlyAttribute"],
    };

    public static void Verify(Assembly library, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, library.GetName().Name + ".approved.txt");
        var api = library.GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("APPROVE_API") == "1")
            File.WriteAllText(file, api);
        Assert.True(File.Exists(file), $"{file} is missing. Set APPROVE_API=1 and run this test once to make it.");
        Assert.True(
            File.ReadAllText(file).ReplaceLineEndings("\n") == api,
            $"The public API of {library.GetName().Name} is not what {Path.GetFileName(file)} says. " +
            "If that is meant, set APPROVE_API=1, run this test once and commit the diff.");
    }
}
