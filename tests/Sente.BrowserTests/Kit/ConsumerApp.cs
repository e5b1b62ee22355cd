using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sente.BrowserTests;

/// <summary>
/// An app that follows the README in an empty folder outside of the repository, with packages that <c>pack.sh</c> has just built.
/// </summary>
internal sealed partial class ConsumerApp : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sente-readme-");
    private readonly Dictionary<string, string> _environment;
    private string _folder;
    private Process? _process;

    private ConsumerApp()
    {
        _folder = _root.FullName;
        _environment = new()
        {
            // A folder of its own, so that our packages from another run are not used; other packages come from the folder of this solution's restore.
            ["NUGET_PACKAGES"] = Path.Combine(_root.FullName, "packages"),
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["npm_config_prefer_offline"] = "true",
            ["npm_config_audit"] = "false",
            ["npm_config_fund"] = "false",
        };
    }

    /// <summary>The app's address while it runs.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    private string Feed => Path.Combine(_root.FullName, "feed");

    /// <summary>Creates the empty folder, and a feed of our packages.</summary>
    public static async Task<ConsumerApp> CreateAsync()
    {
        var app = new ConsumerApp();
        try
        {
            // The version is different in each run.
            await Shell.RunAsync(Readme.Root, app._environment, Path.Combine(Readme.Root, "pack.sh"), app.Feed, $"0.1.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}", "--no-build");
            await File.WriteAllTextAsync(Path.Combine(app._root.FullName, "nuget.config"), $"""
                <configuration>
                  <packageSources><add key="sente" value="{app.Feed}" /></packageSources>
                  <fallbackPackageFolders><add key="restored" value="{Restored()}" /></fallbackPackageFolders>
                </configuration>
                """);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a file of the app.</summary>
    public Task WriteAsync(string name, string content) => File.WriteAllTextAsync(Path.Combine(_folder, name), content);

    /// <summary>Runs a command of the README, with adjustments that the test needs.</summary>
    public async Task RunAsync(string[] command)
    {
        if (command is ["cd", var folder])
        {
            _folder = Path.Combine(_folder, folder);
        }
        else if (command is ["dotnet", "run"])
        {
            await StartAsync();
        }
        else
        {
            // Our npm package is not published, so it is installed from its file.
            await Shell.RunAsync(_folder, _environment, [.. command.Select(word => word == "sente-client" ? Directory.GetFiles(Feed, "sente-client-*.tgz").Single() : word)]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _root.Delete(recursive: true);
    }

    /// <summary>Stops the app if it runs.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task StartAsync()
    {
        _process = Shell.Start(_folder, _environment, "dotnet", "run", "--", "--urls", "http://127.0.0.1:0");
        _ = _process.StandardError.ReadToEndAsync();
        var output = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(2 * Eventually.Patience) is { } line)
        {
            output.Add(line);
            if (Listening.Match(line) is { Success: true } match)
            {
                Address = new Uri(match.Groups[1].Value);
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail($"The app ended before it listened:\n{string.Join('\n', output)}");
    }

    // The folder into which this solution's restore has put its packages.
    private static string Restored() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [GeneratedRegex("Now listening on: (.+)")]
    private static partial Regex Listening { get; }
}
