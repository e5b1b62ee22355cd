using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sente.Actors;

namespace Sente;

/// <summary>Puts Sente's actors into an Akka.NET application.</summary>
public static class SenteHostingExtensions
{
    /// <summary>
    /// Starts Sente's actors in the app's own actor system, which must be a cluster member (of one node, if need be). The endpoint and the
    /// handlers are described by <c>services.AddSente(...)</c>, after <c>AddAkka</c>.
    /// </summary>
    /// <param name="builder">The app's actor system.</param>
    /// <param name="limits">Changes bounds and times; the same on every node.</param>
    public static AkkaConfigurationBuilder WithSente(this AkkaConfigurationBuilder builder, Action<SenteLimits>? limits = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddHocon(SenteHocon.Reference, HoconAddMode.Append)
            .AddStartup(async (system, registry) =>
            {
                var services = Akka.DependencyInjection.DependencyResolver.For(system).Resolver.GetService<IServiceProvider>();
                var starter = ActivatorUtilities.CreateInstance<SenteNodeStarter>(services);
                await starter.StartAsync(system, registry, limits).ConfigureAwait(false);
            });
    }

    /// <summary>Adds what Sente's actors take from the container, and answers where handlers are named. Called by <c>AddSente</c>; may be called again.</summary>
    /// <param name="services">The container.</param>
    public static SenteBuilder AddSenteHandlers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.TryAddSingleton<SenteNodeSlot>();
        services.TryAddSingleton<ISente, Pusher>();
        services.TryAddSingleton<IConnectedUsers, ConnectedUsers>();
        services.TryAddSingleton<IEventHandlers>(provider => provider.GetRequiredService<SenteNodeSlot>().Node.Handlers);
        return new SenteBuilder(services);
    }
}
