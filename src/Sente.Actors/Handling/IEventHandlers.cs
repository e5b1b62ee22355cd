using Akka.Actor;

namespace Sente;

/// <summary>Adds and removes handlers while the node runs. The ones known beforehand are named at <c>AddSente(...)</c>.</summary>
/// <remarks>
/// A pattern is an id (<c>chat/message</c>), a namespace (<c>chat/*</c>) or all (<c>*</c>); the most specific takes the event. Sente's own
/// events (<c>chsk/*</c>) go to handlers that name them or their namespace, never to <c>*</c>.
/// <para>Handlers may be added before Sente has started: they are there before the first client's event. A second handler of a pattern is then
/// an error at start.</para>
/// </remarks>
public interface IEventHandlers
{
    /// <summary>Hands events of a pattern to an actor: the app's own, a shard region, a singleton's proxy.</summary>
    /// <returns>Removes the handler when disposed.</returns>
    /// <exception cref="ArgumentException">The pattern is none.</exception>
    /// <exception cref="InvalidOperationException">The pattern has a handler.</exception>
    IDisposable AddHandler(string pattern, IActorRef handler);

    /// <summary>Hands events of a pattern to a pool of actors of this node, by user.</summary>
    /// <param name="pattern">Which events.</param>
    /// <param name="poolSize">How many actors; null: <see cref="SenteLimits.HandlerPoolSize"/>.</param>
    /// <returns>Removes the handler when disposed; events it had been handed are still handled.</returns>
    /// <exception cref="ArgumentException">The pattern is none.</exception>
    /// <exception cref="InvalidOperationException">The pattern has a handler.</exception>
    IDisposable AddHandler<T>(string pattern, int? poolSize = null)
        where T : ActorBase;

    /// <summary>
    /// Runs a delegate for events of a pattern: in order per client (<see cref="SenteLimits.MaxParallelEventsPerClient"/>), parallel across
    /// clients. It may block: it runs on threads of Sente's own, and so does what follows its awaits.
    /// </summary>
    /// <param name="pattern">Which events.</param>
    /// <param name="handler">
    /// Its parameters can be <see cref="EventMsg"/>, <see cref="Event"/>, <see cref="EventData"/>, <see cref="RequestInfo"/>, a
    /// <see cref="CancellationToken"/> that is cancelled when the node stops (<see cref="EventMsg.CancellationToken"/>), services (from a scope
    /// that is created for the event), and at most one parameter of any other type: the event's data. The value that it or its task returns is
    /// the reply.
    /// </param>
    /// <param name="configure">Changes how it runs; null: the defaults.</param>
    /// <returns>Removes the handler when disposed.</returns>
    /// <exception cref="ArgumentException">The pattern is malformed, a parameter can't be given, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The pattern has a handler.</exception>
    IDisposable On(string pattern, Delegate handler, Action<HandlerOptions>? configure = null);
}

/// <summary>No handler finished an event. The client, if it waits, has been answered <c>:chsk/error</c>.</summary>
/// <param name="Message">The event.</param>
/// <param name="Exception">What was thrown; null when no handler matches, or the handler's actor has ended or can't be started.</param>
public sealed record HandlerError(EventMsg Message, Exception? Exception)
{
    /// <summary>Whether the client is at fault: its data does not read as the type that the handler asked for. Then <see cref="Exception"/> is the <see cref="SenteDataException"/>.</summary>
    public bool IsClientFault { get; init; }
}

/// <summary>How the delegate of one pattern runs.</summary>
public sealed class HandlerOptions
{
    /// <summary>
    /// Threads of a node that this pattern's delegates may hold at a time; an async delegate holds none while it awaits. More events wait,
    /// in fair order over the clients. At least 1; null: <see cref="SenteLimits.MaxHandlerThreadsPerPattern"/>.
    /// </summary>
    public int? MaxThreads { get; set; }
}
