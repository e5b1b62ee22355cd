using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sente.BrowserTests;

/// <summary>
/// <c>Sente.Host</c> in a process of its own and in the environment Development, so with the reference example. Tests that don't change it share one.
/// </summary>
public sealed partial class ExampleHost : IAsyncLifetime, IAsyncDisposable
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("sente-keys-");
    private Process? _process;

    /// <summary>The host's address; the same after a restart.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public Task InitializeAsync() => StartAsync();

    /// <summary>Starts the host, on the same port as before if it ran before.</summary>
    internal async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Sente.Host.dll"),
            "--urls", $"http://127.0.0.1:{Address.Port}",
            "--environment", "Development",
            "--Sente:KeyRing", _keys.FullName,
        ])
        {
            RedirectStandardOutput = true,
        })!;
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience) is { } line)
        {
            if (Listening.Match(line) is { Success: true } match)
            {
                Address = new Uri(match.Groups[1].Value);

                // Keep reading: the process would block on a full pipe.
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("The host ended before it listened.");
    }

    /// <summary>Ends the host by a signal (TERM or KILL).</summary>
    internal async Task StopAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString()]);
        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        _process.Dispose();
        _process = null;
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await StopAsync("KILL");
        }

        _keys.Delete(recursive: true);
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    [GeneratedRegex("Now listening on: (.+)")]
    private static partial Regex Listening { get; }
}
