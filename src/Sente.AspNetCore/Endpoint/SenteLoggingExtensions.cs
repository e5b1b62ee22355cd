using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sente;

/// <summary>Keeps secrets of Sente's clients out of the app's log.</summary>
public static class SenteLoggingExtensions
{
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>
    /// Turns off ASP.NET Core's log of every request, the category <c>Microsoft.AspNetCore.Hosting.Diagnostics</c> below Warning. Its lines contain the
    /// query string, in which clients send client-ids, sessions and CSRF tokens.
    /// </summary>
    /// <remarks>
    /// The filter holds for all requests of the app, and for loggers that obey the filters of <c>Microsoft.Extensions.Logging</c>. An app that logs
    /// requests at all should use it, or protect such a log like passwords. The project templates' settings, <c>"Microsoft.AspNetCore": "Warning"</c>,
    /// turn the log off too.
    /// </remarks>
    /// <param name="builder">The builder that <c>AddSente(...)</c> returns.</param>
    public static SenteBuilder HideRequestLog(this SenteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddLogging(logging => logging.AddFilter(RequestLog, LogLevel.Warning));
        return builder;
    }
}
