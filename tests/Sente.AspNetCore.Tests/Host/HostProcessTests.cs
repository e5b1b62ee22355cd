using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Sente.AspNetCore.Tests;

/// <summary>The node as a process of its own, stopped by a signal.</summary>
public sealed partial class HostProcessTests
{
    [Fact]
    public async Task A_signal_to_stop_closes_clients_1001_and_the_process_ends()
    {
        using var host = Process.Start(new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Sente.Host.dll"), "--urls", "http://127.0.0.1:0", "--environment", "Development"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            using var browser = new Browser(await AddressAsync(host.StandardOutput).InTime());
            var token = TokenInPage.Match(await browser.LoadAsync("/")).Groups[1].Value;
            using var client = await browser.OpenAsync($"?client-id=c1&csrf-token={token}");
            Assert.Equal("[[:chsk/handshake [:sente/nil-uid nil nil]] nil]", await client.ReceiveAsync());

            using var signal = Process.Start("kill", ["-TERM", host.Id.ToString()]);
            Assert.Equal((1001, "server is stopping"), await client.ExpectCloseAsync());
            await host.WaitForExitAsync().InTime();
            Assert.Equal(0, host.ExitCode);
        }
        finally
        {
            host.Kill();
        }
    }

    [GeneratedRegex("Now listening on: (.+)")]
    private static partial Regex Listening { get; }

    [GeneratedRegex("data-csrf-token=\"([^\"]+)\"")]
    private static partial Regex TokenInPage { get; }

    /// <summary>Reads on after it has found the address, or the process would be held up by a full pipe.</summary>
    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (Listening.Match(line) is { Success: true } match)
            {
                _ = output.ReadToEndAsync();
                return new Uri(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException("The host ended before it listened.");
    }
}
