using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;

namespace Sente.Actors;

/// <summary>
/// Checks that remoting does not listen on a network without mutual TLS, where every program that reaches the port could act as a node. The check runs
/// when Akka constructs its serializers, which is before it listens.
/// </summary>
internal static class RemotingExposure
{
    /// <summary>The setting that turns the check off.</summary>
    public const string AllowSetting = "sente.remoting.allow-unauthenticated";

    /// <exception cref="ConfigurationException">A transport would listen on a network without mutual TLS.</exception>
    public static void Check(ExtendedActorSystem system)
    {
        var config = system.Settings.Config;
        if (system.Provider is not IRemoteActorRefProvider || config.GetBoolean(AllowSetting))
        {
            return;
        }

        // The provider exists, so the configuration has the defaults of Akka.Remote.
        foreach (var path in config.GetStringList("akka.remote.enabled-transports"))
        {
            if (path.StartsWith("akka.remote.dot-netty.", StringComparison.Ordinal))
            {
                Check(path, config.GetConfig(path));
            }
        }
    }

    private static void Check(string path, Config transport)
    {
        // Akka listens on bind-hostname, or else on hostname, or else on the machine's name.
        var host = transport.GetString("bind-hostname") is { Length: > 0 } bind ? bind : transport.GetString("hostname");
        if (IsLoopback(host) || IsMutualTls(transport))
        {
            return;
        }

        throw new ConfigurationException(
            $"{path} would listen on \"{host}\", beyond this machine, without mutual TLS: anyone who reaches the port could act as a node of the cluster. " +
            $"Set {path}.enable-ssl = on with a certificate (and leave ssl.require-mutual-authentication on and ssl.suppress-validation off), listen on 127.0.0.1, " +
            $"or, if the network itself keeps others out, set {AllowSetting} = on.");
    }

    private static bool IsLoopback(string? host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsMutualTls(Config transport) =>
        transport.GetBoolean("enable-ssl")
        && transport.GetBoolean("ssl.require-mutual-authentication", true)
        && !transport.GetBoolean("ssl.suppress-validation");
}
