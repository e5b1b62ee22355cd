using Microsoft.AspNetCore.DataProtection;

namespace Sente.Host;

/// <summary>
/// Where the keys are that seal cookies and CSRF tokens. A cluster's nodes must share them: a page comes from one node, and its client's
/// requests go to any other. The folder is named by <c>Sente:KeyRing</c>.
/// </summary>
internal static class KeyRing
{
    private const string Setting = "Sente:KeyRing";

    /// <summary>Keeps the keys in the folder that is set; a node alone may keep them where ASP.NET Core does by itself.</summary>
    public static void AddKeyRing(this IServiceCollection services, IConfiguration configuration)
    {
        var protection = services.AddDataProtection().SetApplicationName("Sente.Host");
        if (configuration[Setting] is { Length: > 0 } folder)
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
        }
    }

    /// <summary>Refuses to run as one node among others with keys of its own.</summary>
    /// <exception cref="InvalidOperationException">No shared folder is set.</exception>
    public static void RequireShared(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Setting]))
        {
            throw new InvalidOperationException(
                $"The cluster profile needs a key ring that all nodes share: set {Setting} (SENTE__KEYRING) to a folder that every node mounts. " +
                "With keys of its own, a node would refuse the cookies and CSRF tokens of the others.");
        }
    }
}
