namespace Sente.AspNetCore;

/// <summary>The allowed origins of one endpoint, as metadata of its route.</summary>
/// <param name="Origins">The origins; empty where all are allowed.</param>
internal sealed record AllowedOrigins(IReadOnlyCollection<string> Origins)
{
    /// <summary>Returns why an entry could never equal an <c>Origin</c> header, and what to write instead; null for a valid one.</summary>
    public static string? Error(string? origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.HostNameType == UriHostNameType.Basic || uri.Host.Length == 0)
        {
            return $"AllowedOrigins has \"{origin}\", which is no origin: write scheme://host or scheme://host:port, such as \"https://example.com\".";
        }

        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        var sent = $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : Invariant($":{uri.Port}"))}";
        return sent == origin
            ? null
            : $"AllowedOrigins has \"{origin}\", which no browser sends: write \"{sent}\" (lower case, without path, closing slash, user or default port).";
    }
}
