using Akka.Actor;

namespace Sente;

/// <summary>Adds and removes handlers while the node runs. Handlers that are known beforehand are added at <c>AddSente(...)</c>.</summary>
/// <remarks>
/// A pattern is an event id (<c>chat/message</c>), a namespace (<c>chat/*</c>) or all events (<c>*</c>); the most specific pattern receives the
/// event. Sente's own events (<c>chsk/*</c>) go to handlers for their id or namespace, never to <c>*</c>.
/// <para>Handlers can be added before Sente has started, and then receive the first client's first event. A second handler for a pattern then makes
/// the start fail.</para>
/// </remarks>
public interface IEventHandlers
{
    /// <summary>Sends the events of a pattern to an actor, as <see cref="EventMsg"/>: the app's own, a shard region, a singleton's proxy.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="handler">The actor.</param>
    /// <returns>An object that removes the handler when it is disposed.</returns>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    /// <exception cref="InvalidOperationException">The pattern already has a handler.</exception>
    IDisposable AddHandler(string pattern, IActorRef handler);

    /// <summary>Sends the events of a pattern, as <see cref="EventMsg"/>, to a pool of actors of this node. All events of a user go to the same actor.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="poolSize">The number of actors, at least 1; null: <see cref="SenteLimits.HandlerPoolSize"/>.</param>
    /// <returns>An object that removes the handler when it is disposed. Events that were sent to the pool before are still handled.</returns>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    /// <exception cref="InvalidOperationException">The pattern already has a handler.</exception>
    IDisposable AddHandler<T>(string pattern, int? poolSize = null)
        where T : ActorBase;

    /// <summary>
    /// Runs a delegate for the events of a pattern: in order per client (<see cref="SenteLimits.MaxParallelEventsPerClient"/>), in parallel for
    /// different clients. The delegate can block, because it runs on Sente's own threads, also after its awaits.
    /// </summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="handler">
    /// Its parameters can be <see cref="EventMsg"/>, <see cref="Event"/>, <see cref="EventData"/>, <see cref="RequestInfo"/>, a
    /// <see cref="CancellationToken"/> that is cancelled when the node stops (<see cref="EventMsg.CancellationToken"/>), services (from a scope
    /// that is created for the event), and at most one parameter of any other type: the event's data. The value that it or its task returns is
    /// the reply.
    /// </param>
    /// <param name="configure">Changes how the delegate runs; null: the defaults.</param>
    /// <returns>An object that removes the handler when it is disposed.</returns>
    /// <exception cref="ArgumentException">The pattern is malformed, more than one parameter would be the event's data, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The pattern already has a handler.</exception>
    IDisposable On(string pattern, Delegate handler, Action<HandlerOptions>? configure = null);
}

/// <summary>An event that no handler finished. If its client waits for a reply, it has been answered <c>:chsk/error</c>.</summary>
/// <param name="Message">The event.</param>
/// <param name="Exception">The handler's exception; null if no pattern matches, or the handler's actor has ended or can't be started.</param>
public sealed record HandlerError(EventMsg Message, Exception? Exception)
{
    /// <summary>Whether the client is at fault, because its data can't be read as the handler's type. <see cref="Exception"/> is then a <see cref="SenteDataException"/>.</summary>
    public bool IsClientFault { get; init; }
}

/// <summary>Options of a delegate that handles a pattern.</summary>
public sealed class HandlerOptions
{
    /// <summary>
    /// The most threads of a node that this pattern's delegates hold at a time, at least 1; null: <see cref="SenteLimits.MaxHandlerThreadsPerPattern"/>.
    /// An async delegate holds no thread while it awaits. Further events wait, in an order that is fair to all clients.
    /// </summary>
    public int? MaxThreads { get; set; }
}
