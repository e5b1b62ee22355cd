using Microsoft.Extensions.Options;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>Validates options when the host starts; each failure names the option, its bounds and the remedy.</summary>
/// <param name="packers">The app's own packers; null: none.</param>
internal sealed class SenteOptionsValidator(IEnumerable<Packer>? packers = null) : IValidateOptions<SenteOptions>
{
    /// <summary>How long a stock client waits for the response to a poll or a POST.</summary>
    private static readonly TimeSpan ClientAjaxTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The largest message size that can be allowed, because a message is kept in one array.</summary>
    private const int LargestMessage = 256 * 1024 * 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SenteOptions options)
    {
        var failures = Failures(options, packers ?? []).ToList();
        if (options.MaxAnonymousConnections is < 0)
        {
            failures.Add(Invariant($"MaxAnonymousConnections is {options.MaxAnonymousConnections}; it must be 0 or more, or null for no bound."));
        }

        if (options.MaxConnections is < 0)
        {
            failures.Add(Invariant($"MaxConnections is {options.MaxConnections}; it must be 0 or more, or null for no bound."));
        }

        foreach (var (option, value) in (ReadOnlySpan<(string, int)>)[(nameof(options.MaxProbes), options.MaxProbes), (nameof(options.MaxRefusedWebSockets), options.MaxRefusedWebSockets)])
        {
            if (value < 0)
            {
                failures.Add(Invariant($"{option} is {value}; it must be 0 or more."));
            }
        }

        if (string.IsNullOrWhiteSpace(options.Cookie.Name))
        {
            failures.Add("Cookie.Name is blank: name the cookie that identifies browsers, such as \"sente\".");
        }

        try
        {
            options.Limits.Validate();
        }
        catch (InvalidOperationException error)
        {
            failures.Add(error.Message);
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Returns the failures in the options of one endpoint.</summary>
    /// <param name="options">The options.</param>
    /// <param name="packers">The app's own packers, besides those of Sente.</param>
    public static IEnumerable<string> Failures(SenteEndpointOptions options, IEnumerable<Packer> packers)
    {
        if (options.PollTimeout is { } poll && (poll <= TimeSpan.Zero || poll >= ClientAjaxTimeout))
        {
            yield return Invariant($"PollTimeout is {poll}; it must be more than 0 and less than the {ClientAjaxTimeout.TotalSeconds} s that clients wait for an answer, or null for polls without end.");
        }

        foreach (var (option, value, canBeOff) in Times(options))
        {
            if (value is { } time && time <= TimeSpan.Zero)
            {
                yield return $"{option} is {time}; it must be more than 0.{(canBeOff ? " Set it to null to switch it off." : "")}";
            }
        }

        foreach (var (option, time) in Waits(options))
        {
            if (time < TimeSpan.Zero || time > TimeSpan.FromMinutes(1))
            {
                yield return $"{option} is {time}; it must be from 0 to 1 minute.";
            }
        }

        if (options.MaxMalformedMessagesPerMinute < 0)
        {
            yield return Invariant($"MaxMalformedMessagesPerMinute is {options.MaxMalformedMessagesPerMinute}; it must be 0 or more.");
        }

        foreach (var (limit, value, most) in Sizes(options.MessageLimits))
        {
            if (value < 1 || value > most)
            {
                yield return Invariant($"MessageLimits.{limit} is {value}; it must be from 1 to {most}.");
            }
        }

        foreach (var failure in PackerFailures(options, packers).Concat(SecurityFailures(options)))
        {
            yield return failure;
        }
    }

    private static IEnumerable<string> PackerFailures(SenteEndpointOptions options, IEnumerable<Packer> packers)
    {
        if (string.IsNullOrWhiteSpace(options.Packer))
        {
            yield return "Packer is blank: name the packer of clients that ask for none, such as \"edn\".";
            yield break;
        }

        string[] known = [.. packers.Concat(Packers.BuiltIn).Select(packer => packer.Name).Distinct(StringComparer.Ordinal)];
        (string Option, string Name)[] named = [(nameof(options.Packer), options.Packer), .. options.AllowedPackers.Select(name => (nameof(options.AllowedPackers), name))];
        foreach (var (option, name) in named.Where(entry => !known.Contains(entry.Name, StringComparer.Ordinal)))
        {
            yield return $"{option} names \"{name}\", which is no packer of this node: it has {string.Join(", ", known)}. Add a packer of your own to the services, services.AddSingleton<Packer>(..).";
        }
    }

    private static IEnumerable<string> SecurityFailures(SenteEndpointOptions options)
    {
        if (options.AllowedOrigins is { Count: 0 })
        {
            yield return "AllowedOrigins is empty, so no page could connect: name the origins of your pages, or set it to null for all.";
        }

        foreach (var error in (options.AllowedOrigins ?? []).Select(AspNetCore.AllowedOrigins.Error).OfType<string>())
        {
            yield return error;
        }
    }

    private static IEnumerable<(string Option, TimeSpan? Value, bool CanBeOff)> Times(SenteEndpointOptions options) =>
    [
        (nameof(options.WebSocketKeepAlive), options.WebSocketKeepAlive, true),
        (nameof(options.WebSocketPingTimeout), options.WebSocketPingTimeout, true),
        (nameof(options.MessageTimeout), options.MessageTimeout, false),
        (nameof(options.AttachTimeout), options.AttachTimeout, false),
        (nameof(options.CloseTimeout), options.CloseTimeout, false),
    ];

    /// <summary>
    /// Returns the sizes with their largest allowed values. Those of uids and client-ids can't be raised, because every node of a cluster must accept
    /// the same.
    /// </summary>
    private static IEnumerable<(string Limit, int Value, int Most)> Sizes(WireLimits limits) =>
    [
        (nameof(limits.MaxMessageBytes), limits.MaxMessageBytes, LargestMessage),
        (nameof(limits.MaxCallbackIdBytes), limits.MaxCallbackIdBytes, LargestMessage),
        (nameof(limits.MaxHandshakeDataBytes), limits.MaxHandshakeDataBytes, LargestMessage),
        (nameof(limits.MaxUidBytes), limits.MaxUidBytes, WireLimits.Default.MaxUidBytes),
        (nameof(limits.MaxClientIdBytes), limits.MaxClientIdBytes, WireLimits.Default.MaxClientIdBytes),
    ];

    private static IEnumerable<(string Option, TimeSpan Value)> Waits(SenteEndpointOptions options) =>
    [
        (nameof(options.WebSocketSendDelay), options.WebSocketSendDelay),
        (nameof(options.AjaxSendDelay), options.AjaxSendDelay),
        (nameof(options.WebSocketReconnectGracePeriod), options.WebSocketReconnectGracePeriod),
        (nameof(options.AjaxReconnectGracePeriod), options.AjaxReconnectGracePeriod),
    ];
}
