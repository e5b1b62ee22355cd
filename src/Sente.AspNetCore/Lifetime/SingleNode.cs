using Akka.Hosting;

namespace Sente.AspNetCore;

/// <summary>The actor system of an app that has none of its own: it has no remoting, so nobody else can reach it.</summary>
internal static class SingleNode
{
    /// <summary>Name of the system.</summary>
    public const string SystemName = "sente";

    /// <summary>Describes the system.</summary>
    public static void Configure(AkkaConfigurationBuilder builder) => builder
        .AddHocon("akka.loglevel = WARNING", HoconAddMode.Prepend)
        .ConfigureLoggers(loggers =>
        {
            loggers.ClearLoggers();
            loggers.AddLoggerFactory();
        })
        .WithSente();
}
