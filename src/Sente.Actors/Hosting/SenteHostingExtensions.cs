using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sente.Actors;

namespace Sente;

/// <summary>Puts Sente's actors into an Akka.NET application.</summary>
public static class SenteHostingExtensions
{
    /// <summary>
    /// Starts Sente's actors in the app's own actor system. The endpoint and the handlers are described by <c>services.AddSente(...)</c>,
    /// before or after <c>AddAkka</c>. The bounds are those of <c>AddSente(options => options.Limits..)</c>; an app without an endpoint adds a
    /// <see cref="SenteLimits"/> to its services instead.
    /// </summary>
    /// <remarks>
    /// Users live on this node alone, unless the actor system is a member of a cluster (<c>WithClustering</c>, or
    /// <c>akka.actor.provider = cluster</c>; before or after this call): then they are sharded over the cluster's nodes.
    /// <para>
    /// In an actor system with remoting this also turns off what would let other machines create objects of types that they name:
    /// Akka.NET's JSON serializer, remote deployment and Protobuf messages of the app's. Bind serializers to the app's own messages. Remoting
    /// that listens beyond this machine needs mutual TLS, or the setting <c>sente.remoting.allow-unauthenticated = on</c>.
    /// </para>
    /// </remarks>
    /// <param name="builder">The app's actor system.</param>
    public static AkkaConfigurationBuilder WithSente(this AkkaConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddHocon(SenteHocon.Reference, HoconAddMode.Append)
            .AddStartup(async (system, registry) =>
            {
                var services = Akka.DependencyInjection.DependencyResolver.For(system).Resolver.GetService<IServiceProvider>();
                var starter = ActivatorUtilities.CreateInstance<SenteNodeStarter>(services);
                await starter.StartAsync(system, registry).ConfigureAwait(false);
            });
    }

    /// <summary>Adds what Sente's actors take from the container, and returns the builder that names handlers. Called by <c>AddSente</c>; may be called again.</summary>
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
