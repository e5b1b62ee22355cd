using Akka.Hosting;

namespace Sente.AspNetCore;

/// <summary>The actor system that <c>AddSente</c> creates for an app without one. It has no remoting, so no other machine can reach it.</summary>
internal static class SingleNode
{
    /// <summary>The name of the system.</summary>
    public const string SystemName = "sente";

    /// <summary>Configures the system.</summary>
    public static void Configure(AkkaConfigurationBuilder builder) => builder
        .AddHocon("akka.loglevel = WARNING", HoconAddMode.Prepend)
        .ConfigureLoggers(loggers =>
        {
            loggers.ClearLoggers();
            loggers.AddLoggerFactory();
        })
        .WithSente();
}
