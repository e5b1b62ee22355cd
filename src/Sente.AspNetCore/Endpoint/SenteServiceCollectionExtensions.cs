using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sente.AspNetCore;

namespace Sente;

/// <summary>Puts Sente into an ASP.NET Core app.</summary>
public static class SenteServiceCollectionExtensions
{
    /// <summary>
    /// Adds Sente, and answers where handlers of client events are named. The endpoint is put on a path by <c>app.MapSente("/chsk")</c>.
    /// </summary>
    /// <remarks>
    /// An app without an actor system is given one, without remoting. An app with its own calls
    /// <c>AddAkka(name, akka => akka.WithSente())</c>, before or after this.
    /// <para>
    /// ASP.NET Core's log of every request contains the query string, in which Sente's clients send client-ids and tokens:
    /// <see cref="SenteLoggingExtensions.HideRequestLog"/> turns it off.
    /// </para>
    /// </remarks>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Changes the defaults; may be called several times.</param>
    public static SenteBuilder AddSente(this IServiceCollection services, Action<SenteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SenteOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (!services.Any(service => service.ServiceType == typeof(ActorSystem)))
        {
            services.AddAkka(SingleNode.SystemName, SingleNode.Configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SenteOptions>, SenteOptionsValidator>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<SenteOptions>>().Value.Limits);
        services.TryAddSingleton<SimulatedBadConnections>();
        services.TryAddSingleton<ConnectionLimiter>();
        services.TryAddSingleton<NodeAvailability>();
        services.AddSenteSecurity();
        services.AddHostedService<SenteLifetime>();
        return services.AddSenteHandlers();
    }
}
