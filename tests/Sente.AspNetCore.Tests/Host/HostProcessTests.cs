using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Sente.AspNetCore.Tests;

/// <summary>The host as a process, stopped by a signal.</summary>
public sealed partial class HostProcessTests
{
    [Fact]
    public async Task It_listens_for_http_only_and_a_signal_to_stop_closes_clients_1001_and_ends_it()
    {
        using var host = Process.Start(new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Sente.Host.dll"), "--urls", "http://127.0.0.1:0", "--environment", "Development"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var address = await AddressAsync(host.StandardOutput).InTime();
            Assert.Equal([address.Port], ListeningPorts(host.Id));
            using var browser = new Browser(address);
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

    [Fact]
    public async Task A_port_in_use_is_one_clear_line_and_a_failing_exit_code()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = Invariant($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        using var host = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Sente.Host.dll"), "--urls", url, "--environment", "Development"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var (output, errors) = (host.StandardOutput.ReadToEndAsync(), host.StandardError.ReadToEndAsync());
            await host.WaitForExitAsync().InTime();

            Assert.Equal(1, host.ExitCode);
            Assert.Empty(await errors);
            var lines = (await output).Split('\n');
            Assert.DoesNotContain(lines, line => line.StartsWith("fail:", StringComparison.Ordinal) || line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
            var start = Array.FindIndex(lines, line => line.StartsWith("crit: Sente.Host[600]", StringComparison.Ordinal));
            Assert.Equal($"      The host did not start. Failed to bind to address {url}: address already in use. Stop the process that listens there, or choose another address with --urls.", lines[start + 1]);
            Assert.DoesNotContain(lines[(start + 2)..], line => line.StartsWith("crit:", StringComparison.Ordinal));
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

    /// <summary>Returns the TCP ports that a process listens on.</summary>
    private static int[] ListeningPorts(int process)
    {
        var sockets = Directory.GetFiles($"/proc/{process}/fd").Select(fd => File.ResolveLinkTarget(fd, returnFinalTarget: false)?.Name).ToHashSet();
        return [.. new[] { "tcp", "tcp6" }
            .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == "0A" && sockets.Contains($"socket:[{fields[9]}]"))
            .Select(fields => Convert.ToInt32(fields[1].Split(':')[^1], 16))];
    }

    /// <summary>Goes on to read after it has found the address, so that the process is not blocked by a full pipe.</summary>
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
