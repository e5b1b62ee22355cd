namespace Sente.Host;

/// <summary>
/// Serves the example's page, <c>wwwroot/index.html</c>, which the build creates from <c>src/client/example</c>. The browser's CSRF token is
/// inserted into its element <c>#sente-csrf-token</c>.
/// </summary>
internal static class ExamplePage
{
    private const string TokenPlaceholder = "{{csrf-token}}";

    private const string Missing =
        """
        <!doctype html>
        <title>Sente</title>
        <div id="sente-csrf-token" data-csrf-token="{{csrf-token}}"></div>
        <p>Sente runs. The example page was not built: install Node.js 20 or later with npm, then build the host again.</p>
        """;

    /// <summary>Returns the page.</summary>
    public static async Task<IResult> ServeAsync(HttpContext context, ISenteCsrf csrf, IWebHostEnvironment environment)
    {
        var file = environment.WebRootFileProvider.GetFileInfo("index.html");
        var page = Missing;
        if (file.Exists)
        {
            using var reader = new StreamReader(file.CreateReadStream());
            page = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
        }

        return Results.Content(page.Replace(TokenPlaceholder, csrf.GetToken(context), StringComparison.Ordinal), "text/html; charset=utf-8");
    }
}
