using Microsoft.Playwright;

namespace Sente.BrowserTests;

/// <summary>The browser that all tests share. Each test has its own contexts in it, which have their own cookies, like separate browsers.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Arguments with which the browser connects to no machine other than this one.</summary>
    internal static readonly string[] Flags =
    [
        "--no-sandbox",
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ];

    /// <summary>Playwright, which controls browsers.</summary>
    internal IPlaywright Playwright { get; private set; } = null!;

    /// <summary>The running browser.</summary>
    internal IBrowser Browser { get; private set; } = null!;

    /// <summary>The path of Chromium. <c>test.sh</c> finds or installs it by <c>tests/find-chromium.sh</c>.</summary>
    internal static string Executable => Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
        ? named
        : Candidates().FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no Chromium on PATH: run tests/find-chromium.sh, or set CHROMIUM to the path of one.");

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Eventually.Patience.TotalMilliseconds);
        Playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        Browser = await Playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args = Flags,

            // Playwright switches the back/forward cache off.
            IgnoreDefaultArgs = ["--disable-back-forward-cache"],
        });
    }

    public async Task DisposeAsync()
    {
        await Browser.CloseAsync();
        Playwright.Dispose();
    }

    private static IEnumerable<string> Candidates() =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        from name in new[] { "chromium", "chromium-browser", "google-chrome" }
        select Path.Combine(folder, name);
}
