using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Sente.Host;

/// <summary>Runs the node until it is stopped. A start that fails for an external reason, such as an occupied port, is one line in the log.</summary>
internal static partial class HostRunner
{
    /// <summary>Runs the node.</summary>
    /// <returns>The exit code: 0 after a stop, 1 if the node did not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var app = HostApp.Create(args);
        await using (app.ConfigureAwait(false))
        {
            if (!await StartAsync(app).ConfigureAwait(false))
            {
                return 1;
            }

            await app.WaitForShutdownAsync().ConfigureAwait(false);
            return 0;
        }
    }

    private static async Task<bool> StartAsync(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Sente.Host");
        try
        {
            await app.StartAsync().ConfigureAwait(false);
            app.Services.GetRequiredService<StartLog>().HasStarted = true;
            return true;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure) when (Advice(failure) is { } advice)
        {
            CannotListen(logger, failure.Message.TrimEnd('.'), advice);
            return false;
        }
        catch (Exception failure)
        {
            CannotStart(logger, failure);
            return false;
        }
    }

    private static string? Advice(Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } => "Stop the process that listens there, or choose another address with --urls",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "The system does not let this user listen there: choose a port above 1023 with --urls",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "This machine does not have that address: choose another with --urls",
        _ => null,
    };

    [LoggerMessage(600, LogLevel.Critical, "The host did not start. {Failure}. {Advice}.")]
    private static partial void CannotListen(ILogger logger, string failure, string advice);

    [LoggerMessage(601, LogLevel.Critical, "The host did not start.")]
    private static partial void CannotStart(ILogger logger, Exception exception);
}

/// <summary>
/// Filters the framework's own report of a failed start, which has a stack trace and appears again for each service that the failure cancels:
/// <see cref="HostRunner"/> reports the failure.
/// </summary>
internal sealed class StartLog
{
    private volatile bool _hasStarted;

    /// <summary>The log category of the framework's host.</summary>
    public const string Category = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>Whether the host has started, after which its errors are logged.</summary>
    public bool HasStarted
    {
        get => _hasStarted;
        set => _hasStarted = value;
    }

    /// <summary>Whether a line of the framework's host is logged.</summary>
    public bool Shows(LogLevel level) => level >= LogLevel.Information && (HasStarted || level < LogLevel.Error);
}
