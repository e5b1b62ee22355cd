using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

internal static class ServiceProviderExtensions
{
    /// <summary>Who is connected.</summary>
    public static IConnectedUsers GetConnected(this IServiceProvider services) => services.GetRequiredService<IConnectedUsers>();
}
