using Akka.Actor;
using Akka.Hosting;

namespace Sente.Actors;

/// <summary>A handler that the app named before the node started.</summary>
internal abstract record HandlerRegistration(EventPattern Pattern);

/// <summary>By <c>AddHandler&lt;T&gt;</c>: a pool of actors a node.</summary>
internal sealed record PoolRegistration(EventPattern Pattern, Type Actor, int? Size) : HandlerRegistration(Pattern);

/// <summary>By <c>AddHandler</c> with a reference: known once the app's actors run.</summary>
internal sealed record RefRegistration(EventPattern Pattern, Func<IReadOnlyActorRegistry, IActorRef> Find) : HandlerRegistration(Pattern);

/// <summary>By <c>On</c>.</summary>
internal sealed record DelegateRegistration(EventPattern Pattern, Delegate Handler, Action<HandlerOptions>? Configure) : HandlerRegistration(Pattern);
