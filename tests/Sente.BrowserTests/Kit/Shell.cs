using System.Diagnostics;

namespace Sente.BrowserTests;

/// <summary>Runs programs.</summary>
internal static class Shell
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program to its end, and asserts that it succeeds.</summary>
    /// <param name="folder">The program's working directory.</param>
    /// <param name="environment">Environment variables in addition to those of this process.</param>
    /// <param name="command">The program and its arguments; none contains quotes or blanks.</param>
    public static async Task RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        using var process = Start(folder, environment, command);
        using var enough = new CancellationTokenSource(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(enough.Token);
            var errors = process.StandardError.ReadToEndAsync(enough.Token);
            await process.WaitForExitAsync(enough.Token);
            Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', command)} did not end within {Longest.TotalMinutes} minutes.");
        }
    }

    /// <summary>Starts a program with redirected output, which the caller must read.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
