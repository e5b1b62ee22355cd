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

/// <summary>Maps Sente's endpoints.</summary>
public static class SenteEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves Sente clients on a path, <c>/chsk</c> by convention: WebSockets, polls and POSTs. May be called for several paths, each with its own
    /// options; they share the node's users.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="pattern">The path, a route pattern.</param>
    /// <param name="configure">Changes the options of <c>AddSente(...)</c> for this path only; null: no change.</param>
    /// <returns>The builder for conventions such as <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddSente</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">An option is invalid; the message names it and the remedy.</exception>
    public static IEndpointConventionBuilder MapSente(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Action<SenteEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var services = endpoints.ServiceProvider;
        if (services.GetService<NodeAvailability>() is null)
        {
            throw new InvalidOperationException($"MapSente(\"{pattern}\") needs Sente's services: call builder.Services.AddSente(...) before builder.Build().");
        }

        var options = new SenteEndpointOptions();
        options.CopyFrom(services.GetRequiredService<IOptions<SenteOptions>>().Value);
        configure?.Invoke(options);
        if (SenteOptionsValidator.Failures(options, services.GetServices<Packer>()).ToArray() is { Length: > 0 } failures)
        {
            throw new OptionsValidationException(pattern, typeof(SenteEndpointOptions), failures);
        }

        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(ActivatorUtilities.CreateInstance<SenteEndpoint>(services, options).HandleAsync);
        return endpoints
            .MapMethods(pattern, [HttpMethods.Get, HttpMethods.Post, HttpMethods.Connect], pipeline.Build())
            .WithDisplayName($"Sente {pattern}")
            .WithMetadata(new DisableRequestTimeoutAttribute(), options, new AllowedOrigins(options.AllowedOrigins ?? []));
    }
}
