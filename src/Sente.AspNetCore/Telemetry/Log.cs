using Microsoft.Extensions.Logging;

namespace Sente.AspNetCore;

/// <summary>
/// The log lines of this assembly: event ids 5xx. No query string, client-id or token is in any of them: who reads a log must not be able
/// to take a client's place.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Debug, "A WebSocket of user {Uid} is open.")]
    public static partial void WebSocketOpened(this ILogger logger, string uid);

    [LoggerMessage(501, LogLevel.Debug, "A WebSocket of user {Uid} closes with {Code}.")]
    public static partial void WebSocketClosing(this ILogger logger, string uid, ushort code);

    [LoggerMessage(502, LogLevel.Debug, "A WebSocket of user {Uid} failed: {Error}")]
    public static partial void WebSocketFailed(this ILogger logger, string uid, string error);

    [LoggerMessage(503, LogLevel.Warning, "A message of user {Uid} can't be read and was dropped: {Error}")]
    public static partial void MessageDropped(this ILogger logger, string uid, string error);

    [LoggerMessage(504, LogLevel.Warning, "A WebSocket of user {Uid} is closed with {Code}: {Reason}")]
    public static partial void WebSocketRejected(this ILogger logger, string uid, ushort code, string reason);

    [LoggerMessage(505, LogLevel.Debug, "A WebSocket of user {Uid} is refused for now: {Reason}")]
    public static partial void WebSocketRefused(this ILogger logger, string uid, string reason);

    [LoggerMessage(506, LogLevel.Warning, "A WebSocket of user {Uid} is refused for now: the user's node did not answer within {Timeout}. Has this node joined its cluster?")]
    public static partial void AttachTimedOut(this ILogger logger, string uid, TimeSpan timeout);

    [LoggerMessage(507, LogLevel.Warning, "A request to {Path} is refused with {Status}: {Reason}")]
    public static partial void RequestRefused(this ILogger logger, string path, int status, string reason);

    [LoggerMessage(509, LogLevel.Warning, "The reply to a POST of user {Uid} was answered as an error: {Error}")]
    public static partial void ReplyUnsayable(this ILogger logger, string uid, string error);

    [LoggerMessage(508, LogLevel.Information, "The host stops: {Count} clients are sent away.")]
    public static partial void HostStops(this ILogger logger, int count);

    [LoggerMessage(520, LogLevel.Debug, "A WebSocket of user {Uid} is closed: its authentication expired.")]
    public static partial void AuthenticationExpired(this ILogger logger, string uid);
}
