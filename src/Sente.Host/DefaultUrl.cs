namespace Sente.Host;

/// <summary>Sets the address that the host listens on by default.</summary>
internal static class DefaultUrl
{
    private static readonly string[] Settings = ["urls", "http_ports", "https_ports"];

    /// <summary>Sets the URL, unless <c>--urls</c>, one of ASP.NET Core's environment variables or a <c>Kestrel</c> section sets another.</summary>
    public static void UseDefaultUrl(this WebApplicationBuilder builder, string url)
    {
        var configured = Settings.Any(setting => !string.IsNullOrEmpty(builder.Configuration[setting]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!configured)
        {
            builder.WebHost.UseUrls(url);
        }
    }
}
