using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sente.AspNetCore.Tests;

/// <summary>A browser as a server sees it: it returns cookies with every request to their host.</summary>
internal sealed class Browser : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private readonly Uri _address;

    public Browser(Uri address)
    {
        _address = address;
        _http = new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = _cookies,
            AllowAutoRedirect = false,
            SslOptions = { RemoteCertificateValidationCallback = TestCertificate.Trusted },
        })
        {
            BaseAddress = address,
        };
    }

    /// <summary>The <c>Cookie</c> header.</summary>
    public string Cookies => _cookies.GetCookieHeader(_address);

    /// <summary>Creates a browser that has the cookie of a page's token, without a request.</summary>
    public static Browser WithPage(IServiceProvider services, Uri address, out string token)
    {
        var page = new DefaultHttpContext { RequestServices = services };
        page.Request.Host = new HostString(address.Authority);
        token = services.GetRequiredService<ISenteCsrf>().GetToken(page);
        var browser = new Browser(address);
        browser._cookies.SetCookies(address, page.Response.Headers.SetCookie.ToString());
        return browser;
    }

    /// <summary>Loads a page; returns its text.</summary>
    public async Task<string> LoadAsync(string path)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Sends a request.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request).InTime();

    /// <summary>Requests a WebSocket, which must be refused.</summary>
    public async Task<(int Status, string Body)> BeRefusedAsync(string query, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/chsk" + query);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await SendAsync(request);
        return ((int)response.StatusCode, response.StatusCode == HttpStatusCode.SwitchingProtocols ? "" : await response.Content.ReadAsStringAsync());
    }

    /// <summary>Opens a WebSocket.</summary>
    public Task<RawClient> OpenAsync(string query, Action<ClientWebSocketOptions>? configure = null) => RawClient.ConnectAsync(
        new UriBuilder(_address) { Scheme = _address.Scheme == "https" ? "wss" : "ws", Path = "/chsk", Query = query }.Uri,
        options =>
        {
            options.SetRequestHeader("Cookie", Cookies);
            configure?.Invoke(options);
        });

    public void Dispose() => _http.Dispose();
}
