namespace Sente.Host;

/// <summary>The host's own log lines.</summary>
internal static partial class HostLog
{
    [LoggerMessage(600, LogLevel.Critical, "The host did not start. {Failure}. {Advice}.")]
    public static partial void CannotListen(ILogger logger, string failure, string advice);

    [LoggerMessage(601, LogLevel.Critical, "The host did not start.")]
    public static partial void CannotStart(ILogger logger, Exception exception);
}
