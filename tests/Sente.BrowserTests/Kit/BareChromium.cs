using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>
/// Chromium without Playwright's changes. Playwright makes each page believe that it is visible and has the focus, and disables what Chromium does
/// to tabs in the background. Here only the tab in front is visible, and Chromium throttles the timers of the others.
/// </summary>
internal sealed partial class BareChromium : IAsyncDisposable
{
    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("sente-chromium-");
    private readonly IPlaywright _playwright;
    private readonly Process _process;
    private IBrowser _browser = null!;

    private BareChromium(IPlaywright playwright)
    {
        _playwright = playwright;
        _process = Process.Start(new ProcessStartInfo(
            Chromium.Executable,
            [.. Chromium.Flags, "--remote-debugging-port=0", $"--user-data-dir={_profile.FullName}", "about:blank"])
        {
            RedirectStandardError = true,
        })!;
    }

    /// <summary>The browser's only context.</summary>
    public IBrowserContext Context => _browser.Contexts[0];

    /// <summary>Starts a browser.</summary>
    public static async Task<BareChromium> StartAsync(IPlaywright playwright)
    {
        var chromium = new BareChromium(playwright);
        try
        {
            await chromium.ConnectAsync();
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        await Eventually.Holds(TryDelete, "Chromium's profile could be deleted");
    }

    private async Task ConnectAsync()
    {
        while (await _process.StandardError.ReadLineAsync().WaitAsync(Eventually.Patience) is { } line)
        {
            if (Listening.Match(line) is { Success: true } match)
            {
                _ = _process.StandardError.ReadToEndAsync();
                _browser = await _playwright.Chromium.ConnectOverCDPAsync(match.Groups[1].Value, new() { NoDefaults = true });
                return;
            }
        }

        throw new InvalidOperationException("Chromium ended before it listened.");
    }

    /// <summary>Deletes the profile's folder. Returns false if it can't, because the browser's helper processes still write to it for a moment.</summary>
    private bool TryDelete()
    {
        try
        {
            _profile.Delete(recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex("DevTools listening on (.+)")]
    private static partial Regex Listening { get; }
}
