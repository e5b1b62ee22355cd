using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Sente.AspNetCore.Tests;

/// <summary>Creates requests without a server, and the services that the security checks use.</summary>
internal static class CheckedRequest
{
    /// <summary>Creates the services of one app, with Data Protection keys of its own unless given.</summary>
    public static ServiceProvider Services(IDataProtectionProvider? keys = null, params Endpoint[] endpoints)
    {
        var services = new ServiceCollection();
        services.AddSingleton(keys ?? new EphemeralDataProtectionProvider());
        services.AddSingleton<EndpointDataSource>(new DefaultEndpointDataSource(endpoints));
        services.AddSingleton(Options.Create(new SenteOptions()));
        services.AddSenteSecurity();
        return services.BuildServiceProvider();
    }

    /// <summary>Creates a request.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="query">Its query string.</param>
    /// <param name="headers">Its headers.</param>
    public static DefaultHttpContext Of(IServiceProvider? services = null, string query = "", params (string Name, string? Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.RequestServices = services!;
        context.Request.Host = new HostString("app.example", 8080);
        context.Request.QueryString = new QueryString(query);
        foreach (var (name, value) in headers)
        {
            if (value is not null)
            {
                context.Request.Headers[name] = value;
            }
        }

        return context;
    }

    /// <summary>Loads a page; returns its token and the cookie that it sets.</summary>
    public static (string Token, string Cookie) LoadPage(IServiceProvider services)
    {
        var page = Of(services);
        var token = services.GetRequiredService<ISenteCsrf>().GetToken(page);
        return (token, page.Response.Headers.SetCookie.ToString().Split(';')[0]);
    }

    /// <summary>Checks a request of a client.</summary>
    public static ValueTask<FailedCheck?> CheckAsync(this SecurityChecks checks, HttpContext context, string clientId, string? csrfParameter) =>
        checks.CheckAsync(new SenteRequest(context, clientId), csrfParameter);
}
