using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sente.AspNetCore;
using Sente.Wire;

namespace Sente;

/// <summary>Puts Sente's endpoint on a path.</summary>
public static class SenteEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves Sente clients on a path, <c>/chsk</c> by convention: WebSockets by GET, or by CONNECT over HTTP/2. May be called for several
    /// paths with options each; they share the node's users.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="configure">Changes what <c>AddSente(...)</c> set, for this path only.</param>
    /// <returns>Takes conventions such as <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddSente</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">An option is wrong; the message says which, and what to do.</exception>
    public static IEndpointConventionBuilder MapSente(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Action<SenteEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var door = endpoints.ServiceProvider.GetService<SenteDoor>()
            ?? throw new InvalidOperationException($"MapSente(\"{pattern}\") needs Sente's services: call builder.Services.AddSente(...) before builder.Build().");
        var options = new SenteEndpointOptions();
        options.CopyFrom(endpoints.ServiceProvider.GetRequiredService<IOptions<SenteOptions>>().Value);
        configure?.Invoke(options);
        if (SenteOptionsValidator.Failures(options, endpoints.ServiceProvider.GetServices<Packer>()).ToArray() is { Length: > 0 } failures)
        {
            throw new OptionsValidationException(pattern, typeof(SenteEndpointOptions), failures);
        }

        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(new SenteEndpoint(door, options).HandleAsync);
        return endpoints
            .MapMethods(pattern, [HttpMethods.Get, HttpMethods.Post, HttpMethods.Connect], pipeline.Build())
            .WithDisplayName($"Sente {pattern}")
            .WithMetadata(new DisableRequestTimeoutAttribute(), options);
    }
}
