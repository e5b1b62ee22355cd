using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote.Routing;
using Akka.Routing;
using Akka.Serialization;

namespace Sente.Actors.Tests;

/// <summary>Creates one instance of each message type of Akka.NET, by the constructor with the fewest parameters or from a table.</summary>
internal sealed class AkkaMessages(ExtendedActorSystem system)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    // Types that have a serializer, but must not leave their node: steps of an actor's life, configuration, and remote deployment with its router pools,
    // because it starts actors whose types the sender names. Akka's own serializer does not write the last one either.
    private static readonly HashSet<string> Staying = new(StringComparer.Ordinal)
    {
        "Akka.Actor.IntentionalRestart", "Akka.Actor.RemoteScope", "Akka.Cluster.Routing.ClusterRouterPool", "Akka.Configuration.Config", "Akka.Dispatch.CachingConfig",
        "Akka.Dispatch.SysMsg.ActorTask", "Akka.Dispatch.SysMsg.ActorTaskSchedulerMessage", "Akka.Dispatch.SysMsg.Create", "Akka.Dispatch.SysMsg.Escalate",
        "Akka.Dispatch.SysMsg.Failed", "Akka.Dispatch.SysMsg.NoMessage", "Akka.Dispatch.SysMsg.Recreate", "Akka.Dispatch.SysMsg.Resume", "Akka.Dispatch.SysMsg.Stop",
        "Akka.Dispatch.SysMsg.Supervise", "Akka.Dispatch.SysMsg.Suspend", "Akka.Remote.DaemonMsgCreate", "Akka.Remote.Routing.RemoteRouterConfig",
        "Akka.Routing.BroadcastPool", "Akka.Routing.ConsistentHashingPool", "Akka.Routing.DefaultResizer", "Akka.Routing.FromConfig", "Akka.Routing.RandomPool",
        "Akka.Routing.RoundRobinPool", "Akka.Routing.ScatterGatherFirstCompletedPool", "Akka.Routing.TailChoppingPool",
        "Akka.Cluster.Sharding.ShardCoordinator+ShardCoordinatorInitialized",
    };

    private readonly Dictionary<Type, Func<object?>> _values = new()
    {
        [typeof(string)] = () => "text",
        [typeof(object)] = () => "text",
        [typeof(Type)] = () => typeof(string),
        [typeof(Address)] = () => Cluster.Get(system).SelfAddress,
        [typeof(UniqueAddress)] = () => Cluster.Get(system).SelfUniqueAddress,
        [typeof(IActorRef)] = () => system.DeadLetters,
        [typeof(IInternalActorRef)] = () => system.DeadLetters,
        [typeof(RemoteRouterConfig)] = () => new RemoteRouterConfig(new RoundRobinPool(1), [Cluster.Get(system).SelfAddress]),
        [typeof(ActorPath)] = () => system.DeadLetters.Path,
        [typeof(TimeSpan)] = () => TimeSpan.FromSeconds(1),
        [typeof(Exception)] = () => new InvalidOperationException("meant to"),
        [typeof(Akka.Configuration.Config)] = () => Akka.Configuration.Config.Empty,
        [typeof(byte[])] = () => new byte[] { 1 },
    };

    public static bool StaysOnItsNode(Type type) => Staying.Contains(type.FullName!);

    /// <summary>All serializers that a message from remoting can select by an identifier.</summary>
    public static IReadOnlyCollection<Serializer> RegisteredSerializers(ExtendedActorSystem system) =>
        ((Dictionary<int, Serializer>)typeof(Serialization).GetField("_serializersById", Any)!.GetValue(system.Serialization)!).Values;

    public object Create(Type type) => Make(type, 0) ?? throw new InvalidOperationException($"No instance of {type}: add it to the table of AkkaMessages.");

    private object? Make(Type type, int depth)
    {
        if (_values.TryGetValue(type, out var value))
        {
            return value();
        }

        if (depth > 6)
        {
            return null;
        }

        if (type.IsArray)
        {
            return Array.CreateInstance(type.GetElementType()!, 0);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Make(underlying, depth + 1);
        }

        if (type.IsPrimitive || type.IsEnum)
        {
            return type.IsEnum ? Enum.GetValues(type).GetValue(0) : Convert.ChangeType(1, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        return Empty(type) ?? Single(type) ?? Constructed(type, depth);
    }

    // Collections are empty, except for those of an interface type.
    private static object? Empty(Type type)
    {
        if (!typeof(IEnumerable).IsAssignableFrom(type) || !type.IsGenericType)
        {
            return null;
        }

        var arguments = type.GetGenericArguments();
        Type[] candidates = arguments.Length == 1
            ? [typeof(ImmutableList<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(ImmutableArray<>)]
            : arguments.Length == 2 ? [typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>)] : [];
        return candidates.Select(candidate => candidate.MakeGenericType(arguments)).FirstOrDefault(type.IsAssignableFrom)?.GetField("Empty")?.GetValue(null);
    }

    private static object? Single(Type type) => type.GetFields(Any).Where(field => field.IsStatic && field.FieldType == type).Select(field => field.GetValue(null))
        .Concat(type.GetProperties(Any).Where(property => property.PropertyType == type && property.GetMethod is { IsStatic: true }).Select(property => property.GetValue(null)))
        .FirstOrDefault(value => value is not null);

    private object? Constructed(Type type, int depth)
    {
        if (type.IsAbstract || type.IsInterface)
        {
            var implementation = type.Assembly.GetTypes().FirstOrDefault(candidate => candidate is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false } && type.IsAssignableFrom(candidate));
            return implementation is null ? null : Make(implementation, depth + 1);
        }

        foreach (var constructor in type.GetConstructors(Any).Where(constructor => !constructor.IsStatic).OrderBy(constructor => constructor.GetParameters().Length))
        {
            try
            {
                return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, depth + 1))]);
            }
            catch (Exception exception) when (exception is TargetInvocationException or ArgumentException)
            {
                // The next constructor may accept the values that this one refused.
            }
        }

        return null;
    }
}
