using Akka.Hosting;
using Sente.Wire;

namespace Sente.Host;

/// <summary>Builds the app of a node: the actor system, Sente's endpoint on <c>/chsk</c>, and the health endpoints.</summary>
internal static class HostApp
{
    private static readonly Keyword UnmatchedEvent = Keyword.Parse("unmatched-event-as-echoed-from-server");

    /// <summary>Builds the app; the caller runs it.</summary>
    /// <exception cref="InvalidOperationException">The configured profile does not exist.</exception>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.UseDefaultUrl("http://127.0.0.1:5080");

        var startLog = new StartLog();
        builder.Services.AddSingleton(startLog);
        builder.Logging.AddFilter(StartLog.Category, startLog.Shows);

        builder.Services.AddAkka("sente", akka => akka
            .AddHostHocon(builder.Configuration)
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .WithSente()
            .FormCluster(builder.Configuration));

        var sente = builder.Services
            .AddSente(builder.Configuration.GetSection("Sente:Options"), options =>
            {
                options.UserId = UserIds.FromClaim();
                options.Limits.DetailedErrors = builder.Environment.IsDevelopment();
                foreach (var packer in Packers.BuiltIn)
                {
                    options.AllowedPackers.Add(packer.Name);
                }
            })
            .HideRequestLog()
            .On("*", Echo);
        if (builder.Environment.IsDevelopment())
        {
            sente.AddReferenceExample(builder);
        }

        builder.Services.AddKeyRing(builder.Configuration);
        builder.Services.AddHealthChecks().AddSente(tags: [HealthEndpoints.ReadyTag]).AddCheck<KeyRingCheck>("keys", tags: [HealthEndpoints.ReadyTag]);

        var app = builder.Build();
        if (app.Environment.IsDevelopment())
        {
            app.MapReferenceExample();
        }

        app.MapSente("/chsk");
        app.MapHealth();
        return app;
    }

    /// <summary>Replies to an event that no other handler takes as Sente's reference example does: <c>{:unmatched-event-as-echoed-from-server event}</c>.</summary>
    private static ValueMap Echo(EventMsg msg) => new((UnmatchedEvent, EventData.From(msg.Event).ToValue()));
}
