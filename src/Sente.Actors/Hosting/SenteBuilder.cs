using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Sente.Actors;

namespace Sente;

/// <summary>Registers the handlers of client events. <c>AddSente(...)</c> and <c>AddSenteHandlers()</c> return it.</summary>
/// <remarks><see cref="IEventHandlers"/> describes patterns and their precedence. A pattern has one handler.</remarks>
public sealed class SenteBuilder
{
    internal SenteBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection to which Sente was added.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Sends the events of a pattern, as <see cref="EventMsg"/>, to a pool of actors. Each node has its own pool, in which all events of a user go
    /// to the same actor, in order. The actors are created with dependency injection, and restarted when they throw.
    /// </summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="poolSize">The number of actors per node, at least 1; null: <see cref="SenteLimits.HandlerPoolSize"/>.</param>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    public SenteBuilder AddHandler<T>(string pattern, int? poolSize = null)
        where T : ActorBase => Add(new PoolRegistration(EventPattern.Parse(pattern), typeof(T), poolSize));

    /// <summary>Sends the events of a pattern, as <see cref="EventMsg"/>, to an actor that the app registers under a key: its own, a shard region, a singleton's proxy.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="find">Finds the actor, once the app's actors run: <c>registry => registry.Get&lt;Chat&gt;()</c>.</param>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    public SenteBuilder AddHandler(string pattern, Func<IReadOnlyActorRegistry, IActorRef> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return Add(new ActorRegistration(EventPattern.Parse(pattern), find));
    }

    /// <summary>Runs a delegate for the events of a pattern. <see cref="IEventHandlers.On"/> describes its parameters and its reply.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="handler">The delegate.</param>
    /// <param name="configure">Changes how the delegate runs; null: the defaults.</param>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    public SenteBuilder On(string pattern, Delegate handler, Action<HandlerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new DelegateRegistration(EventPattern.Parse(pattern), handler, configure));
    }

    /// <summary>
    /// Calls a delegate for each event whose handler threw or has ended, or that has no handler, on the thread that noticed it. A
    /// <see cref="SenteReplyException"/> is an answer, for which the delegate is not called.
    /// </summary>
    /// <param name="hook">The delegate. Its exceptions are logged.</param>
    public SenteBuilder OnHandlerError(Action<HandlerError> hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        Services.AddSingleton(hook);
        return this;
    }

    private SenteBuilder Add(HandlerRegistration registration)
    {
        Services.AddSingleton(registration);
        return this;
    }
}
