using Akka.Actor;

namespace Sente.Actors;

/// <summary>To <see cref="HandlerWatcherActor"/>: watches the app's actor behind a handler.</summary>
internal sealed record WatchHandler(RefHandler Handler) : INoSerializationVerificationNeeded;

/// <summary>To <see cref="HandlerWatcherActor"/>: the handler's pattern was removed.</summary>
internal sealed record UnwatchHandler(RefHandler Handler) : INoSerializationVerificationNeeded;

/// <summary>To <see cref="HandlerPoolActor"/>: end when the events that were routed before are done.</summary>
internal sealed class DrainPool : INoSerializationVerificationNeeded
{
    public static readonly DrainPool Instance = new();

    private DrainPool()
    {
    }
}
