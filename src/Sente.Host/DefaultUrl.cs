namespace Sente.Host;

/// <summary>Where the host listens when nobody says where.</summary>
internal static class DefaultUrl
{
    private static readonly string[] Settings = ["urls", "http_ports", "https_ports"];

    /// <summary>Sets the URL, unless <c>--urls</c>, a variable of ASP.NET Core's or a <c>Kestrel</c> section names another.</summary>
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
