using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace Sente.Tests;

/// <summary>
/// Compares a library's public API with the file beside its test, so that every change of the API appears in a diff that somebody reads.
/// With APPROVE_API=1 in the environment, the test writes the file instead.
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
        {
            File.WriteAllText(file, api);
        }

        Assert.True(File.Exists(file), $"{file} is missing. Set APPROVE_API=1 and run this test once to create it.");
        Assert.True(
            File.ReadAllText(file).ReplaceLineEndings("\n") == api,
            $"The public API of {library.GetName().Name} differs from {Path.GetFileName(file)}. " +
            "If the change is intended, set APPROVE_API=1, run this test once and commit the diff.");
    }
}
