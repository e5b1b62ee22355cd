using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sente.Actors;

namespace Sente;

/// <summary>Adds Sente's actors to an app's actor system and container.</summary>
public static class SenteHostingExtensions
{
    /// <summary>
    /// Starts Sente's actors in the app's own actor system. <c>services.AddSente(...)</c> adds the endpoint, the handlers and the limits; the order of the
    /// calls does not matter. An app without an endpoint adds a <see cref="SenteLimits"/> to its services instead.
    /// </summary>
    /// <remarks>
    /// If the actor system is a member of a cluster (<c>WithClustering</c>, or <c>akka.actor.provider = cluster</c>, before or after this call), the
    /// users are sharded over the nodes of the cluster that call this method. Otherwise they live on this node.
    /// <para>
    /// In an actor system with remoting, this method turns off everything by which another machine could make this one create objects of any type:
    /// Akka.NET's JSON serializer, remote deployment, and the app's Protobuf messages. Bind serializers to the app's own messages. Remoting that
    /// listens on a network needs mutual TLS, or the setting <c>sente.remoting.allow-unauthenticated = on</c>.
    /// </para>
    /// </remarks>
    /// <param name="builder">The app's actor system.</param>
    /// <param name="role">
    /// The cluster role of the nodes on which users live, the same on every node, as <c>ShardOptions.Role</c> for a shard region of the app. A node
    /// without the role that calls this method can serve clients and send pushes, but has no users: it reaches them through a proxy. Null: the
    /// role in <c>akka.cluster.sharding.role</c>, or else all nodes. Has no effect without a cluster.
    /// </param>
    public static AkkaConfigurationBuilder WithSente(this AkkaConfigurationBuilder builder, string? role = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddHocon(SenteHocon.Reference, HoconAddMode.Append)
            .AddStartup(async (system, registry) =>
            {
                var services = Akka.DependencyInjection.DependencyResolver.For(system).Resolver.GetService<IServiceProvider>();
                var starter = ActivatorUtilities.CreateInstance<SenteNodeStarter>(services);
                await starter.StartAsync(system, registry, role).ConfigureAwait(false);
            });
    }

    /// <summary>Adds the services that Sente's actors need, and returns the builder that adds handlers. <c>AddSente</c> calls it; further calls are allowed.</summary>
    /// <param name="services">The container.</param>
    public static SenteBuilder AddSenteHandlers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.TryAddSingleton<NodeAccessor>();
        services.TryAddSingleton<ISente, SenteService>();
        services.TryAddSingleton<IConnectedUsers, ConnectedUsers>();
        services.TryAddSingleton<StartingEventHandlers>();
        services.TryAddSingleton<IEventHandlers>(provider => provider.GetRequiredService<StartingEventHandlers>());
        return new SenteBuilder(services);
    }
}
