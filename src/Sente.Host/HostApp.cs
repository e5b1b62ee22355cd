using Akka.Hosting;
using Sente.Wire;

namespace Sente.Host;

/// <summary>A node: actor system, Sente's endpoint on <c>/chsk</c>, health.</summary>
internal static class HostApp
{
    /// <summary>Describes the node; it runs when the answer does.</summary>
    /// <exception cref="InvalidOperationException">There is no such profile.</exception>
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
            .On("*", UnmatchedEvent.Echo);
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
}
