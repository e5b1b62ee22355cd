using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

internal static class ServiceProviderExtensions
{
    /// <summary>Returns the connected users.</summary>
    public static IConnectedUsers GetConnected(this IServiceProvider services) => services.GetRequiredService<IConnectedUsers>();
}
