using Microsoft.Extensions.Logging;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// The log messages of this assembly: event ids 5xx. None contains a query string, a client-id or a token, because a reader of the log must not be able
/// to impersonate a client. Messages that clients can cause are written through <see cref="ClientLog"/>; every text that a client can choose is a
/// <see cref="ClientText"/> or a <see cref="ReasonText"/>.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Debug, "A WebSocket of user {Uid} is open.")]
    public static partial void WebSocketOpened(this ILogger logger, ClientText uid);

    [LoggerMessage(501, LogLevel.Debug, "A WebSocket of user {Uid} closes with {Code}.")]
    public static partial void WebSocketClosing(this ILogger logger, ClientText uid, ushort code);

    [LoggerMessage(502, LogLevel.Debug, "A WebSocket of user {Uid} failed: {Error}")]
    public static partial void WebSocketFailed(this ILogger logger, ClientText uid, ReasonText error);

    [LoggerMessage(503, LogLevel.Warning, "A message of user {Uid} can't be read and was dropped: {Error}")]
    public static partial void MessageDropped(this ILogger logger, ClientText uid, ReasonText error);

    [LoggerMessage(504, LogLevel.Warning, "A WebSocket of user {Uid} is closed with {Code}: {Reason}")]
    public static partial void WebSocketRejected(this ILogger logger, ClientText uid, ushort code, ReasonText reason);

    [LoggerMessage(505, LogLevel.Debug, "A WebSocket of user {Uid} is refused for now: {Reason}")]
    public static partial void WebSocketRefused(this ILogger logger, ClientText uid, ReasonText reason);

    [LoggerMessage(506, LogLevel.Warning, "A WebSocket of user {Uid} is refused for now: the user's node did not answer within {Timeout}. Has this node joined its cluster?")]
    public static partial void AttachTimedOut(this ILogger logger, ClientText uid, TimeSpan timeout);

    [LoggerMessage(507, LogLevel.Warning, "A request to {Path} is refused with {Status}: {Reason}")]
    public static partial void RequestRefused(this ILogger logger, ClientText path, int status, ReasonText reason);

    [LoggerMessage(509, LogLevel.Warning, "The reply to a POST of user {Uid} can't be encoded, and was replaced by an error: {Error}")]
    public static partial void ReplyNotEncodable(this ILogger logger, ClientText uid, ReasonText error);

    [LoggerMessage(508, LogLevel.Information, "The host stops: {Count} clients are disconnected.")]
    public static partial void HostStops(this ILogger logger, int count);

    [LoggerMessage(510, LogLevel.Error, "A request to {Path} is refused, because the app's {Option} threw.")]
    public static partial void HookFailed(this ILogger logger, Exception exception, ClientText path, string option);

    [LoggerMessage(511, LogLevel.Error, "A request to {Path} is refused for now, because serving it failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, ClientText path);

    [LoggerMessage(512, LogLevel.Error, "A request to {Path} is refused for now: {Reason}")]
    public static partial void KeyRingUnusable(this ILogger logger, ClientText path, string reason);

    [LoggerMessage(513, LogLevel.Warning, "A client of user {Uid} sends too fast for the {Whose}'s limit of {What} per second: it has to wait.")]
    public static partial void ClientThrottled(this ILogger logger, ClientText uid, string whose, string what);

    [LoggerMessage(514, LogLevel.Warning, "A POST of user {Uid} is refused for now: events by POSTs have used up the {Whose}'s credit.")]
    public static partial void PostRefused(this ILogger logger, ClientText uid, string whose);

    [LoggerMessage(515, LogLevel.Warning, "A client of user {Uid} is refused for now: this node has reached its limit of {Reason}.")]
    public static partial void ConnectionRefused(this ILogger logger, ClientText uid, string reason);

    [LoggerMessage(520, LogLevel.Debug, "A WebSocket of user {Uid} is closed: its authentication expired.")]
    public static partial void AuthenticationExpired(this ILogger logger, ClientText uid);
}
