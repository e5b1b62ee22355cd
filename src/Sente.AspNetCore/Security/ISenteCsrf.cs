using Microsoft.AspNetCore.Http;

namespace Sente;

/// <summary>Issues the CSRF token that the Sente client of a page sends with every request. Resolve it from the app's services.</summary>
/// <remarks>
/// The browser's cookie (<see cref="SenteOptions.Cookie"/>) contains a random value, and the token is that value protected by ASP.NET Core's Data
/// Protection. Another site can make a browser send the cookie, but can't read the token. The nodes of a cluster accept each other's tokens when
/// they share the keys and the application name: <c>AddDataProtection().PersistKeysTo..().SetApplicationName(..)</c>.
/// </remarks>
public interface ISenteCsrf
{
    /// <summary>
    /// Returns the token for the page that answers this request, and sets the cookie if the browser has none. Stock clients read the token from
    /// the page, by convention from <c>&lt;div id="sente-csrf-token" data-csrf-token="..."&gt;</c>.
    /// </summary>
    /// <param name="context">The request for the page.</param>
    /// <returns>URL-safe text. Each call returns another token; all stay valid as long as the cookie and the keys do.</returns>
    /// <exception cref="InvalidOperationException">The browser has no cookie, and the response has already started.</exception>
    /// <remarks>
    /// Sets <c>Cache-Control: private, no-cache</c> on the page, which may be stored by one browser only, for example in its back/forward
    /// cache. An existing <c>no-store</c> stays.
    /// </remarks>
    string GetToken(HttpContext context);
}
