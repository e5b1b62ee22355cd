using Akka.Actor;
using Akka.DependencyInjection;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.Actors;

/// <summary>The <see cref="IEventHandlers"/> of a running node: creates the handlers and adds them to its router.</summary>
internal sealed class EventHandlers(EventRouter router, SenteLimits limits, ActorSystem system, IActorRef watcher, HandlerThreadPool threads, IServiceProvider services) : IEventHandlers
{
    public IDisposable AddHandler(string pattern, IActorRef handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var refHandler = new ActorHandler(pattern, handler, router.Failures, removed => watcher.Tell(new UnwatchHandler(removed), ActorRefs.NoSender));
        var registration = router.Add(EventPattern.Parse(pattern), refHandler);
        watcher.Tell(new WatchHandler(refHandler), ActorRefs.NoSender);
        return registration;
    }

    public IDisposable AddHandler<T>(string pattern, int? poolSize = null)
        where T : ActorBase => AddPool(EventPattern.Parse(pattern), typeof(T), poolSize);

    public IDisposable On(string pattern, Delegate handler, Action<HandlerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var options = new HandlerOptions();
        configure?.Invoke(options);
        if (options.MaxThreads is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(configure), options.MaxThreads, $"HandlerOptions.MaxThreads of \"{pattern}\" must be at least 1.");
        }

        var invoker = DelegateInvoker.Compile(handler, services.GetRequiredService<IServiceProviderIsService>());
        return router.Add(EventPattern.Parse(pattern), new DelegateHandler(pattern, invoker, services.GetRequiredService<IServiceScopeFactory>(), router.Failures, threads, options.MaxThreads ?? limits.MaxHandlerThreadsPerPattern));
    }

    /// <summary>Adds a handler that the app registered before the start.</summary>
    public void Add(HandlerRegistration registration, IReadOnlyActorRegistry registry)
    {
        switch (registration)
        {
            case PoolRegistration pool:
                AddPool(pool.Pattern, pool.Actor, pool.Size);
                break;
            case ActorRegistration reference:
                AddHandler(reference.Pattern.Text, reference.Find(registry));
                break;
            case DelegateRegistration on:
                On(on.Pattern.Text, on.Handler, on.Configure);
                break;
        }
    }

    private IDisposable AddPool(EventPattern pattern, Type actor, int? size)
    {
        if (size is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "A pool has at least one actor.");
        }

        var pool = new PoolHandler(pattern.Text, size ?? limits.HandlerPoolSize, router.Failures);
        pool.Parent = system.ActorOf(HandlerPoolActor.Props(pool, DependencyResolver.For(system).Props(actor), router.Failures));
        pool.WaitUntilStarted();
        try
        {
            return router.Add(pattern, pool);
        }
        catch (InvalidOperationException)
        {
            system.Stop(pool.Parent);
            throw;
        }
    }
}

/// <summary>A handler that the app registered before the node started.</summary>
internal abstract record HandlerRegistration(EventPattern Pattern);

/// <summary>A pool of actors, one pool per node (<c>AddHandler&lt;T&gt;</c>).</summary>
internal sealed record PoolRegistration(EventPattern Pattern, Type Actor, int? Size) : HandlerRegistration(Pattern);

/// <summary>An actor of the app, which is found once the app's actors run (<c>AddHandler</c>).</summary>
internal sealed record ActorRegistration(EventPattern Pattern, Func<IReadOnlyActorRegistry, IActorRef> Find) : HandlerRegistration(Pattern);

/// <summary>A delegate (<c>On</c>).</summary>
internal sealed record DelegateRegistration(EventPattern Pattern, Delegate Handler, Action<HandlerOptions>? Configure) : HandlerRegistration(Pattern);
