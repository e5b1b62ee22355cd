using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sente.Host;

namespace Sente.AspNetCore.Tests;

/// <summary>An unusable key ring, at the start and later, refuses clients only temporarily.</summary>
public sealed class KeyRingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_does_not_start_with_keys_that_it_cannot_use(bool damaged)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // A folder that can't be created; or one with unreadable keys, where no new key may be created.
            var file = Path.Combine(folder.FullName, "key-1.xml");
            await File.WriteAllTextAsync(file, "<key");
            var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
            builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(damaged ? folder.FullName : file));
            builder.Services.AddSente();
            await using var app = builder.Build();
            app.MapSente("/chsk");

            var error = await Assert.ThrowsAsync<KeyRingException>(() => app.StartAsync().InTime());

            Assert.Contains("can't use its key ring", error.Message, StringComparison.Ordinal);
            Assert.Contains("AddDataProtection()", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Keys_that_break_later_send_clients_away_until_they_are_mended()
    {
        var keys = new BreakableKeys();
        await using var node = await CsrfEndpointTests.StartAsync(app => app.Services.AddSingleton<IDataProtectionProvider>(keys));
        using var browser = new Browser(node.Address);
        var token = await browser.LoadAsync("/page");

        keys.Broken = true;
        using (var refused = await browser.OpenAsync($"?client-id=c&csrf-token={token}"))
        {
            Assert.Equal(1013, (await refused.ExpectCloseAsync()).Code);
        }

        using var poll = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/chsk?client-id=c&handshake%3F=1&csrf-token={token}"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, poll.StatusCode);
        Assert.NotNull(poll.Headers.RetryAfter);
        Assert.Single(node.Log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains("the vault is sealed", StringComparison.Ordinal));
        Assert.Equal(2, node.Counted("sente.connections.refused"));

        keys.Broken = false;
        using var client = await browser.OpenAsync($"?client-id=c&csrf-token={token}");
        Assert.StartsWith("[[:chsk/handshake ", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal((403, "Bad CSRF token"), await browser.BeRefusedAsync("?client-id=c&csrf-token=forged"));
    }

    [Fact]
    public async Task Antiforgery_with_broken_keys_is_no_refusal_for_good_either()
    {
        var keys = new BreakableKeys();
        await using var node = await CsrfEndpointTests.StartAsync(
            app =>
            {
                app.Services.AddAntiforgery();
                app.Services.AddSingleton<IDataProtectionProvider>(keys);
            },
            sente => sente.Csrf = CsrfCheck.Antiforgery,
            map: app => app.MapGet("/antiforgery", (IAntiforgery antiforgery, HttpContext context) => antiforgery.GetAndStoreTokens(context).RequestToken));
        using var browser = new Browser(node.Address);
        var token = Uri.EscapeDataString(await browser.LoadAsync("/antiforgery"));

        keys.Broken = true;
        using var refused = await browser.OpenAsync($"?client-id=c&csrf-token={token}");

        Assert.Equal(1013, (await refused.ExpectCloseAsync()).Code);
    }

    [Fact]
    public async Task The_host_is_not_ready_while_its_keys_cannot_be_used()
    {
        var keys = new BreakableKeys();
        var check = new KeyRingCheck(keys);
        Assert.Equal("Healthy", (await check.CheckHealthAsync(new())).Status.ToString());

        keys.Broken = true;
        var unready = await check.CheckHealthAsync(new());

        Assert.Equal("Unhealthy", unready.Status.ToString());
        Assert.Contains("the vault is sealed", unready.Description, StringComparison.Ordinal);
    }

    /// <summary>Keys in a vault that can be closed; then it throws the same exception as for a forged text, as Data Protection does.</summary>
    private sealed class BreakableKeys : IDataProtectionProvider
    {
        private readonly EphemeralDataProtectionProvider _keys = new();

        public bool Broken { get; set; }

        public IDataProtector CreateProtector(string purpose) => new Protector(this, _keys.CreateProtector(purpose));

        private sealed class Protector(BreakableKeys keys, IDataProtector protector) : IDataProtector
        {
            public IDataProtector CreateProtector(string purpose) => new Protector(keys, protector.CreateProtector(purpose));

            public byte[] Protect(byte[] plaintext)
            {
                ThrowIfBroken();
                return protector.Protect(plaintext);
            }

            public byte[] Unprotect(byte[] protectedData)
            {
                ThrowIfBroken();
                return protector.Unprotect(protectedData);
            }

            private void ThrowIfBroken()
            {
                if (keys.Broken)
                {
                    throw new CryptographicException("An error occurred.", new IOException("the vault is sealed"));
                }
            }
        }
    }
}
