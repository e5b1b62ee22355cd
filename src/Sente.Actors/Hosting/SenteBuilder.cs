using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Sente.Actors;

namespace Sente;

/// <summary>Names the handlers of client events; what <c>AddSente(...)</c> and <c>AddSenteHandlers()</c> answer.</summary>
/// <remarks>Patterns and their order are described at <see cref="IEventHandlers"/>. A pattern has one handler.</remarks>
public sealed class SenteBuilder
{
    internal SenteBuilder(IServiceCollection services) => Services = services;

    /// <summary>The container that is being described.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Hands events of a pattern to a pool of actors, as <see cref="EventMsg"/>: each node has its own, and a user's events go to one of
    /// them, in order. The actors are made with dependency injection and restarted when they throw.
    /// </summary>
    /// <param name="pattern">Which events.</param>
    /// <param name="poolSize">How many actors a node; null: <see cref="SenteLimits.HandlerPoolSize"/>.</param>
    /// <exception cref="ArgumentException">The pattern is none.</exception>
    public SenteBuilder AddHandler<T>(string pattern, int? poolSize = null)
        where T : ActorBase => Add(new PoolRegistration(EventPattern.Parse(pattern), typeof(T), poolSize));

    /// <summary>Hands events of a pattern to an actor that the app registers under a key: its own, a shard region, a singleton's proxy.</summary>
    /// <param name="pattern">Which events.</param>
    /// <param name="find">Finds the actor, once the app's actors run: <c>registry => registry.Get&lt;Chat&gt;()</c>.</param>
    /// <exception cref="ArgumentException">The pattern is none.</exception>
    public SenteBuilder AddHandler(string pattern, Func<IReadOnlyActorRegistry, IActorRef> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return Add(new ActorRegistration(EventPattern.Parse(pattern), find));
    }

    /// <summary>Runs a delegate for events of a pattern; see <see cref="IEventHandlers.On"/> for what it may take and answer.</summary>
    /// <param name="pattern">Which events.</param>
    /// <param name="handler">The delegate.</param>
    /// <param name="configure">Changes how it runs; null: the defaults.</param>
    /// <exception cref="ArgumentException">The pattern is none.</exception>
    public SenteBuilder On(string pattern, Delegate handler, Action<HandlerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new DelegateRegistration(EventPattern.Parse(pattern), handler, configure));
    }

    /// <summary>Tells the app of events whose handler threw or ended, and of those that have none. Called on the thread it happened on.</summary>
    /// <param name="hook">What to do; what it throws is logged.</param>
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
