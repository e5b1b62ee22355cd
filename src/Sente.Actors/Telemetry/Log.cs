using Microsoft.Extensions.Logging;

namespace Sente.Actors;

/// <summary>
/// The log lines of this assembly. The event ids are 1xx for handlers, 2xx for connections, 3xx for users and pushes, and 4xx for the node. No line contains
/// a client-id or another part of a query string. Lines that clients can cause are written by <see cref="ClientLog"/>; text that a client can choose is a
/// <see cref="ClientText"/> or a <see cref="ReasonText"/>.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "The handler of {EventId} threw; the event came from user {Uid}.")]
    public static partial void HandlerThrew(this ILogger logger, Exception exception, ClientText eventId, ClientText uid);

    [LoggerMessage(101, LogLevel.Warning, "There is no handler for {EventId}, which user {Uid} sent: add one for the event id, for its namespace, or for \"*\".")]
    public static partial void NoHandler(this ILogger logger, ClientText eventId, ClientText uid);

    [LoggerMessage(102, LogLevel.Error, "The actor that handles {EventId} has ended; the event came from user {Uid}.")]
    public static partial void HandlerEnded(this ILogger logger, ClientText eventId, ClientText uid);

    [LoggerMessage(103, LogLevel.Error, "The app's error hook threw.")]
    public static partial void ErrorHookThrew(this ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Warning, "{EventId} of user {Uid} was refused by its handler's data type: {Error}")]
    public static partial void ClientDataRefused(this ILogger logger, ClientText eventId, ClientText uid, ReasonText error);

    [LoggerMessage(105, LogLevel.Error, "An actor of the handler pool \"{Pattern}\" threw outside of an event, and was restarted.")]
    public static partial void PoolActorThrew(this ILogger logger, Exception exception, string pattern);

    [LoggerMessage(106, LogLevel.Error, "The handler pool \"{Pattern}\" is down: some of its {Size} actors can't be started. Requests for them are answered with :chsk/error. The next attempt to start them is in {Pause}; later attempts are rarer.")]
    public static partial void PoolDown(this ILogger logger, Exception? exception, string pattern, int size, TimeSpan pause);

    [LoggerMessage(107, LogLevel.Information, "The handler pool \"{Pattern}\" is up again, after {Attempts} attempts to start its actors.")]
    public static partial void PoolUp(this ILogger logger, string pattern, int attempts);

    [LoggerMessage(108, LogLevel.Warning, "The handler pool \"{Pattern}\" is down, so {EventId} of user {Uid} was not handled. A request is answered with :chsk/error.")]
    public static partial void HandlerDown(this ILogger logger, ClientText eventId, ClientText uid, string pattern);

    [LoggerMessage(109, LogLevel.Debug, "The handler of {EventId} replied to user {Uid} with the error {Code}: {Error}")]
    public static partial void HandlerRepliedError(this ILogger logger, ClientText eventId, ClientText uid, ClientText code, ReasonText error);

    [LoggerMessage(200, LogLevel.Warning, "A client of user {Uid} was closed: its outbox was full, and its {Events} events ({Bytes} bytes) are lost. The client reads too slowly, or the app pushes too fast.")]
    public static partial void OutboxOverflow(this ILogger logger, ClientText uid, int events, long bytes);

    [LoggerMessage(201, LogLevel.Information, "A client of user {Uid} did not come back in time; {Events} events that waited for it are lost.")]
    public static partial void RetentionEnded(this ILogger logger, ClientText uid, int events);

    [LoggerMessage(202, LogLevel.Warning, "A client of user {Uid} sent {EventId}, which only the server may send. The event was dropped.")]
    public static partial void ForgedEvent(this ILogger logger, ClientText uid, ClientText eventId);

    [LoggerMessage(203, LogLevel.Debug, "No handler answered a request of user {Uid} in time.")]
    public static partial void ReplyTimedOut(this ILogger logger, ClientText uid);

    [LoggerMessage(204, LogLevel.Warning, "An event for user {Uid} was dropped: {Error}")]
    public static partial void EventDropped(this ILogger logger, ClientText uid, ReasonText error);

    [LoggerMessage(205, LogLevel.Warning, "A client of user {Uid} uses the packer {Packer}, which this node does not know: add it on every node.")]
    public static partial void UnknownPacker(this ILogger logger, ClientText uid, ClientText packer);

    [LoggerMessage(206, LogLevel.Error, "A connection of user {Uid} failed and was closed. Its client reconnects.")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, ClientText uid);

    [LoggerMessage(207, LogLevel.Warning, "A client of user {Uid} was refused: its client-id has {Transports} open transports already, perhaps of duplicated tabs. It will try again later.")]
    public static partial void ClientIdInUse(this ILogger logger, ClientText uid, int transports);

    [LoggerMessage(300, LogLevel.Warning, "User {Uid} has {Connections} connections, the most one user may have; one more was refused.")]
    public static partial void TooManyConnections(this ILogger logger, ClientText uid, int connections);

    [LoggerMessage(301, LogLevel.Warning, "A push to user {Uid} was refused: {Error}")]
    public static partial void PushRefused(this ILogger logger, ClientText uid, ReasonText error);

    [LoggerMessage(302, LogLevel.Information, "The app closed user {Uid}.")]
    public static partial void UserClosed(this ILogger logger, ClientText uid);

    [LoggerMessage(401, LogLevel.Warning, "{Lines} more log lines with event id {LineEventId} were omitted within a minute, because clients caused too many.")]
    public static partial void LinesLeftOut(this ILogger logger, int lines, int lineEventId);

    [LoggerMessage(303, LogLevel.Error, "The ban of user {Uid} was not saved by the app's IBanStore. It lasts until this node restarts.")]
    public static partial void BanNotStored(this ILogger logger, ClientText uid, Exception? exception);

    [LoggerMessage(304, LogLevel.Warning, "The ban of user {Uid} was lifted early, because this node has {Bans} bans (SenteLimits.MaxBans).")]
    public static partial void BanGivenUp(this ILogger logger, ClientText uid, int bans);

    [LoggerMessage(400, LogLevel.Information, "Sente has started with {Handlers} handlers. Users live {Home}.")]
    public static partial void NodeStarted(this ILogger logger, ReasonText home, int handlers);

    [LoggerMessage(402, LogLevel.Error, "Sente's actor {Name} has ended: this node can't serve clients any more, and its health check fails. Restart the process.")]
    public static partial void ActorLost(this ILogger logger, ReasonText name);

    [LoggerMessage(403, LogLevel.Warning, "Pushes and closes made before Sente started are refused from now on, because {Count} are waiting already (SenteLimits.MaxWaitingForStart).")]
    public static partial void TooManyBeforeStart(this ILogger logger, int count);
}
