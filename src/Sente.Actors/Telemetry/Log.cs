using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>
/// The log lines of this assembly, one event id each: 1xx handlers, 2xx connections, 3xx users and pushes, 4xx node. Client-ids and
/// whatever else stands in a query string are in none of them.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "The handler of {EventId} threw; the event came from user {Uid}.")]
    public static partial void HandlerThrew(this ILogger logger, Exception exception, string eventId, string uid);

    [LoggerMessage(101, LogLevel.Warning, "No handler takes {EventId}, which user {Uid} sent: add one for it, for its namespace, or for \"*\".")]
    public static partial void NoHandler(this ILogger logger, string eventId, string uid);

    [LoggerMessage(102, LogLevel.Error, "The actor that handles {EventId} has ended; the event came from user {Uid}.")]
    public static partial void HandlerEnded(this ILogger logger, string eventId, string uid);

    [LoggerMessage(103, LogLevel.Error, "The app's error hook threw.")]
    public static partial void ErrorHookThrew(this ILogger logger, Exception exception);

    [LoggerMessage(200, LogLevel.Warning, "A client of user {Uid} was closed: its outbox held {Events} events and {Bytes} bytes, which are lost. It reads too slowly, or is pushed to too fast.")]
    public static partial void OutboxOverflow(this ILogger logger, string uid, int events, long bytes);

    [LoggerMessage(201, LogLevel.Information, "A client of user {Uid} did not come back in time; {Events} events that waited for it are lost.")]
    public static partial void RetentionEnded(this ILogger logger, string uid, int events);

    [LoggerMessage(202, LogLevel.Warning, "A client of user {Uid} sent {EventId}, which only the server may say; it was dropped.")]
    public static partial void ForgedEvent(this ILogger logger, string uid, string eventId);

    [LoggerMessage(203, LogLevel.Debug, "No handler answered a request of user {Uid} in time.")]
    public static partial void ReplyTimedOut(this ILogger logger, string uid);

    [LoggerMessage(204, LogLevel.Warning, "An event for user {Uid} was dropped: {Error}")]
    public static partial void EventDropped(this ILogger logger, string uid, string error);

    [LoggerMessage(205, LogLevel.Warning, "A client of user {Uid} asks for the packer \"{Packer}\", which this node does not know: add it on every node.")]
    public static partial void UnknownPacker(this ILogger logger, string uid, string packer);

    [LoggerMessage(206, LogLevel.Error, "A connection of user {Uid} failed and was closed; its client comes back by itself.")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, string uid);

    [LoggerMessage(300, LogLevel.Warning, "User {Uid} has {Connections} connections, the most one user may have; another was refused.")]
    public static partial void TooManyConnections(this ILogger logger, string uid, int connections);

    [LoggerMessage(301, LogLevel.Warning, "A push to user {Uid} was refused: {Error}")]
    public static partial void PushRefused(this ILogger logger, string uid, string error);

    [LoggerMessage(302, LogLevel.Information, "The app closed user {Uid}.")]
    public static partial void UserClosed(this ILogger logger, string uid);

    [LoggerMessage(400, LogLevel.Information, "This node serves users: {Shards} shards, {Handlers} handlers.")]
    public static partial void NodeStarted(this ILogger logger, int shards, int handlers);
}
