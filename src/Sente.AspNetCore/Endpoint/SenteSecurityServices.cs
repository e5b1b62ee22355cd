using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Sente.AspNetCore;

/// <summary>Adds the services of the security checks.</summary>
internal static class SenteSecurityServices
{
    public static void AddSenteSecurity(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(BrowserCookie)))
        {
            return;
        }

        services.AddDataProtection();
        services.AddSingleton<KeyRing>();
        services.AddHostedService<KeyRingStartCheck>();
        services.AddSingleton(provider => new BrowserCookie(provider.GetRequiredService<IOptions<SenteOptions>>().Value.Cookie, provider.GetRequiredService<KeyRing>()));
        services.AddSingleton<PageTokens>();
        services.TryAddSingleton<ISenteCsrf>(provider => provider.GetRequiredService<PageTokens>());
        RefuseWithoutRedirects(services);
    }

    /// <summary>Wraps the handler that is registered. If there is none yet, a later AddAuthorization finds this one and does not add the framework's.</summary>
    private static void RefuseWithoutRedirects(IServiceCollection services)
    {
        var present = services.LastOrDefault(service => service.ServiceType == typeof(IAuthorizationMiddlewareResultHandler));
        services.RemoveAll<IAuthorizationMiddlewareResultHandler>();
        services.Add(new ServiceDescriptor(
            typeof(IAuthorizationMiddlewareResultHandler),
            provider => new RefusingAuthorization(Others(provider, present)),
            present?.Lifetime ?? ServiceLifetime.Singleton));
    }

    private static IAuthorizationMiddlewareResultHandler Others(IServiceProvider provider, ServiceDescriptor? present) => present switch
    {
        null => new AuthorizationMiddlewareResultHandler(),
        { ImplementationInstance: IAuthorizationMiddlewareResultHandler instance } => instance,
        { ImplementationFactory: { } factory } => (IAuthorizationMiddlewareResultHandler)factory(provider),
        _ => (IAuthorizationMiddlewareResultHandler)ActivatorUtilities.CreateInstance(provider, present.ImplementationType!),
    };
}
