using System.Net;
using System.Text;

namespace Sente.AspNetCore.Tests;

/// <summary>Polls and POSTs as a stock client does, step by step.</summary>
internal sealed class AjaxClient(Uri server, string query, Action<HttpClient>? configure = null) : IDisposable
{
    private readonly HttpClient _http = Create(server, configure);

    /// <summary>Sends a GET to the endpoint.</summary>
    public async Task<AjaxAnswer> GetAsync(string more = "", CancellationToken cancellationToken = default)
    {
        using var response = await _http.GetAsync(new Uri($"/chsk{query}{more}", UriKind.Relative), cancellationToken).InTime();
        return await AjaxAnswer.ReadAsync(response);
    }

    /// <summary>Polls until there is an answer other than a time-out, as clients do.</summary>
    public Task<AjaxAnswer> PollAsync(CancellationToken cancellationToken = default) => GetAsync("", cancellationToken);

    /// <summary>Sends the first poll of a client; returns its answer, the handshake.</summary>
    public async Task HandshakeAsync() => Assert.StartsWith("[[:chsk/handshake ", (await GetAsync("&handshake%3F=1")).Text, StringComparison.Ordinal);

    /// <summary>POSTs a packed pair in a form.</summary>
    public Task<AjaxAnswer> PostAsync(string packed, CancellationToken cancellationToken = default) =>
        PostFormAsync([.. Parameters(), new("ppstr", packed)], cancellationToken);

    /// <summary>POSTs form fields; the parameters of the query become fields, as with stock clients.</summary>
    public Task<AjaxAnswer> PostFormAsync(IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken = default) =>
        PostAsync(new FormUrlEncodedContent(fields), query, cancellationToken);

    /// <summary>POSTs a body.</summary>
    public async Task<AjaxAnswer> PostAsync(HttpContent content, string toQuery, CancellationToken cancellationToken = default)
    {
        using (content)
        {
            using var response = await _http.PostAsync(new Uri($"/chsk{toQuery}", UriKind.Relative), content, cancellationToken).InTime();
            return await AjaxAnswer.ReadAsync(response);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpClient Create(Uri server, Action<HttpClient>? configure)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server };
        configure?.Invoke(http);
        return http;
    }

    private IEnumerable<KeyValuePair<string, string>> Parameters() => query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('='))
        .Where(pair => pair[0] == "client-id")
        .Select(pair => KeyValuePair.Create(pair[0], Uri.UnescapeDataString(pair[1])));
}

/// <summary>The response of the server.</summary>
internal sealed record AjaxAnswer(HttpStatusCode Status, string Text, string? ContentType, string? NoSniff, string? CacheControl, string? RetryAfter)
{
    public static async Task<AjaxAnswer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()),
        response.Content.Headers.ContentType?.ToString(),
        response.Headers.TryGetValues("X-Content-Type-Options", out var sniff) ? sniff.Single() : null,
        response.Headers.CacheControl?.ToString(),
        response.Headers.RetryAfter?.ToString());
}
