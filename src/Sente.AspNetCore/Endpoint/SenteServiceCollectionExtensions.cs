using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sente.AspNetCore;

namespace Sente;

/// <summary>Adds Sente to an ASP.NET Core app.</summary>
public static class SenteServiceCollectionExtensions
{
    /// <summary>
    /// Adds Sente, and returns the builder that registers handlers of client events. <c>app.MapSente("/chsk")</c> maps the endpoint.
    /// </summary>
    /// <remarks>
    /// Creates an actor system without remoting, unless the app has its own, which it adds by
    /// <c>AddAkka(name, akka => akka.WithSente())</c>, before or after this call.
    /// <para>
    /// ASP.NET Core's log of every request contains the query string, in which Sente's clients send client-ids and tokens:
    /// <see cref="SenteLoggingExtensions.HideRequestLog"/> turns it off.
    /// </para>
    /// </remarks>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Changes the defaults; null: no change. AddSente may be called several times; the last change of an option counts.</param>
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

    /// <summary>
    /// Adds Sente with options from the app's configuration: <c>services.AddSente(builder.Configuration.GetSection("Sente"))</c>. All options that are
    /// plain values can be set there, also those in <c>Limits</c>, <c>MessageLimits</c> and <c>Cookie</c>. An unknown key stops the app's start, with
    /// an error that names it.
    /// </summary>
    /// <inheritdoc cref="AddSente(IServiceCollection, Action{SenteOptions})" path="/remarks"/>
    /// <param name="services">The app's services.</param>
    /// <param name="configuration">The section. It contains nothing but Sente's options.</param>
    /// <param name="configure">Changes options after the configuration has set them; null: no change.</param>
    public static SenteBuilder AddSente(this IServiceCollection services, IConfiguration configuration, Action<SenteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddSente(options =>
        {
            SenteConfiguration.Bind(configuration, options);
            configure?.Invoke(options);
        });
    }
}
