namespace Sente.AspNetCore;

/// <summary>What an entry of <see cref="SenteEndpointOptions.AllowedOrigins"/> must look like to ever equal what a browser sends.</summary>
internal static class OriginRule
{
    /// <summary>What is wrong with it, and what to write instead; null: nothing.</summary>
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
