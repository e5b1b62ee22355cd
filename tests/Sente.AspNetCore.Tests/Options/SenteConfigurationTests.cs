using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>Options in the app's configuration, where a misspelled key is an error.</summary>
public sealed class SenteConfigurationTests
{
    [Fact]
    public void Every_kind_of_plain_option_can_be_configured()
    {
        var options = Bind(
            ("PollTimeout", "00:00:15"),
            ("WebSocketKeepAlive", null),
            ("webSocketCompression", "true"),
            ("MaxConnections", "5000"),
            ("Packer", "json"),
            ("AllowedPackers:0", "edn"),
            ("AllowedPackers:1", "transit"),
            ("Headers:0", "X-Tenant"),
            ("AllowedOrigins:0", "https://app.example"),
            ("AllowedOrigins:1", "https://www.example"),
            ("CloseOnAuthenticationExpiration", "True"),
            ("Limits:MaxOutboxBytes", "1234567"),
            ("Limits:MaxEventsPerSecondPerClient", "50"),
            ("Limits:OutboxOverflow", "DropNewest"),
            ("Limits:Retention", "00:02:00"),
            ("MessageLimits:MaxMessageBytes", "65536"),
            ("MessageLimits:MaxDepth", "32"),
            ("Cookie:Name", "chat"),
            ("Cookie:SecurePolicy", "Always"));

        Assert.Equal((TimeSpan.FromSeconds(15), (TimeSpan?)null, true), (options.PollTimeout, options.WebSocketKeepAlive, options.WebSocketCompression));
        Assert.Equal((5000, "json", true), (options.MaxConnections, options.Packer, options.CloseOnAuthenticationExpiration));
        Assert.Equal(["edn", "transit"], options.AllowedPackers);
        Assert.Equal(["X-Tenant"], options.Headers);
        Assert.Equal(["https://app.example", "https://www.example"], options.AllowedOrigins);
        Assert.Equal((1234567, 50, OverflowPolicy.DropNewest), (options.Limits.MaxOutboxBytes, options.Limits.MaxEventsPerSecondPerClient, options.Limits.OutboxOverflow));
        Assert.Equal(TimeSpan.FromMinutes(2), options.Limits.Retention);
        Assert.Equal((65536, 32), (options.MessageLimits.MaxMessageBytes, options.MessageLimits.MaxDepth));
        Assert.Equal(("chat", CookieSecurePolicy.Always), (options.Cookie.Name, options.Cookie.SecurePolicy));
        Assert.Equal(1024 * 1024, WireLimits.Default.MaxMessageBytes);
    }

    [Theory]
    [InlineData("PolTimeout", "Sente:PolTimeout, which is no option of Sente. Did you mean Sente:PollTimeout?")]
    [InlineData("Limits:MaxOutboxByte", "Sente:Limits:MaxOutboxByte, which is no option of Sente. Did you mean Sente:Limits:MaxOutboxBytes?")]
    [InlineData("MaxOutboxBytes", "Sente:MaxOutboxBytes, which is no option of Sente. Did you mean Sente:Limits:MaxOutboxBytes?")]
    [InlineData("Cookies:Name", "Sente:Cookies, which is no option of Sente. Did you mean Sente:Cookie?")]
    [InlineData("UserId", "Sente:UserId, but UserId can only be set in code: AddSente(options => options.UserId = ..).")]
    [InlineData("Csrf", "Sente:Csrf, but Csrf can only be set in code")]
    public async Task An_unknown_key_stops_the_start_and_the_error_names_the_nearest_known_one(string key, string message)
    {
        var error = await StartAsync((key, "1"));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PollTimeout", "soon", "'Sente:PollTimeout'")]
    [InlineData("Limits:MaxBans", "many", "'Sente:Limits:MaxBans'")]
    [InlineData("MessageLimits:MaxDepth", "1000", "The configuration in Sente has an invalid value")]
    [InlineData("Limits:MaxBans", "0", "SenteLimits.MaxBans is 0; it must be more than 0.")]
    public async Task A_wrong_value_stops_the_start(string key, string value, string message)
    {
        var error = await StartAsync((key, value));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_changes_what_the_configuration_has_set()
    {
        var services = new ServiceCollection();
        services.AddSente(Section(("MaxProbes", "7"), ("Limits:MaxBans", "8")), options => options.MaxProbes++);

        using var provider = services.BuildServiceProvider();

        Assert.Equal(8, provider.GetRequiredService<IOptions<SenteOptions>>().Value.MaxProbes);
        Assert.Equal(8, provider.GetRequiredService<SenteLimits>().MaxBans);
    }

    private static IConfigurationSection Section(params (string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Sente:{setting.Key}", setting.Value)))
        .Build()
        .GetSection("Sente");

    private static SenteOptions Bind(params (string Key, string? Value)[] settings)
    {
        var options = new SenteOptions();
        SenteConfiguration.Bind(Section(settings), options);
        return options;
    }

    private static async Task<OptionsValidationException> StartAsync((string Key, string? Value) setting)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Services.AddSente(Section(setting));
        await using var app = builder.Build();
        return await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync().InTime());
    }
}
