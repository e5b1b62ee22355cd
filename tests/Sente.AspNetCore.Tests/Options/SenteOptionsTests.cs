using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>The defaults, precedence and validation of options.</summary>
public sealed class SenteOptionsTests
{
    public static TheoryData<Action<SenteOptions>, string> WrongOptions => new()
    {
        { sente => sente.PollTimeout = TimeSpan.FromSeconds(60), "PollTimeout is 00:01:00; it must be more than 0 and less than the 60 s that clients wait" },
        { sente => sente.WebSocketKeepAlive = TimeSpan.Zero, "WebSocketKeepAlive is 00:00:00; it must be more than 0. Set it to null to switch it off." },
        { sente => sente.CloseTimeout = TimeSpan.Zero, "CloseTimeout is 00:00:00; it must be more than 0." },
        { sente => sente.WebSocketSendDelay = TimeSpan.FromMinutes(2), "WebSocketSendDelay is 00:02:00; it must be from 0 to 1 minute." },
        { sente => sente.MaxMalformedMessagesPerMinute = -1, "MaxMalformedMessagesPerMinute is -1; it must be 0 or more." },
        { sente => sente.MaxConnections = -1, "MaxConnections is -1; it must be 0 or more, or null for no bound." },
        { sente => sente.MaxProbes = -1, "MaxProbes is -1; it must be 0 or more." },
        { sente => sente.MaxRefusedWebSockets = -1, "MaxRefusedWebSockets is -1; it must be 0 or more." },
        { sente => sente.MessageTimeout = TimeSpan.Zero, "MessageTimeout is 00:00:00; it must be more than 0." },
        { sente => sente.Limits.MaxNodePosts = 0, "SenteLimits.MaxNodePosts is 0; it must be more than 0." },
        { sente => sente.Limits.MaxNodeIncomingBytes = 0, "SenteLimits.MaxNodeIncomingBytes is 0; it must be more than 0." },
        { sente => sente.Limits.MaxEventsPerSecondPerUser = 0, "SenteLimits.MaxEventsPerSecondPerUser is 0; it must be more than 0." },
        { sente => sente.MaxAnonymousConnections = -1, "MaxAnonymousConnections is -1; it must be 0 or more, or null for no bound." },
        { sente => sente.Packer = " ", "Packer is blank" },
        { sente => sente.Packer = "morse", "Packer names \"morse\", which is no packer of this node: it has edn, " },
        { sente => sente.AllowedPackers.Add("Json"), "AllowedPackers names \"Json\", which is no packer of this node" },
        { sente => sente.AllowedPackers.Add("snapshot"), "AllowedPackers names \"snapshot\"" },
        { sente => sente.MessageLimits = new() { MaxUidBytes = 1000 }, "MessageLimits.MaxUidBytes is 1000; it must be from 1 to 256." },
        { sente => sente.Limits.MaxEventsInFlight = 0, "SenteLimits.MaxEventsInFlight is 0; it must be more than 0." },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public async Task A_wrong_option_is_an_error_at_start_that_says_what_to_do(Action<SenteOptions> configure, string advice)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Services.AddSente(configure);
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync().InTime());
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_option_of_one_path_is_an_error_where_it_is_mapped()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSente();
        await using var app = builder.Build();

        var error = Assert.Throws<OptionsValidationException>(() => app.MapSente("/chsk", endpoint => endpoint.WebSocketPingTimeout = TimeSpan.Zero));
        Assert.Contains("WebSocketPingTimeout", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<OptionsValidationException>(() => app.MapSente("/chsk", endpoint => endpoint.Packer = "morse"));
        Assert.Contains("Packer names \"morse\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packer_of_the_apps_cannot_have_the_name_that_nodes_use_between_them()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Services.AddSingleton(Packers.Snapshot);
        builder.Services.AddSente();
        await using var app = builder.Build();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync().InTime());
        Assert.Contains("named \"snapshot\", which Sente uses between nodes", error.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_Sentes_but_for_the_send_buffers()
    {
        var options = new SenteOptions();

        Assert.Equal((25, 10, 20), (options.WebSocketKeepAlive?.TotalSeconds, options.WebSocketPingTimeout?.TotalSeconds, options.PollTimeout?.TotalSeconds));
        Assert.Equal((2.5, 5), (options.WebSocketReconnectGracePeriod.TotalSeconds, options.AjaxReconnectGracePeriod.TotalSeconds));
        Assert.Equal((0, 10), (options.WebSocketSendDelay.TotalMilliseconds, options.AjaxSendDelay.TotalMilliseconds));
        Assert.Equal("edn", options.Packer);
        Assert.True(new SenteOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void One_paths_options_begin_as_those_of_all_and_do_not_change_them()
    {
        var all = new SenteOptions { WebSocketKeepAlive = null, UserId = _ => new("u1"), HandshakeData = _ => new(1) };
        all.Headers.Add("X-All");
        var one = new SenteEndpointOptions();
        one.CopyFrom(all);
        one.Headers.Add("X-One");

        Assert.Null(one.WebSocketKeepAlive);
        Assert.Same(all.UserId, one.UserId);
        Assert.Same(all.HandshakeData, one.HandshakeData);
        Assert.Equal(["X-All", "X-One"], one.Headers);
        Assert.Equal(["X-All"], all.Headers);
    }
}
