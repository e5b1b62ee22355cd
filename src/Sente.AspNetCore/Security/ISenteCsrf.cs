using Microsoft.AspNetCore.Http;

namespace Sente;

/// <summary>Gives pages the token that their Sente client sends with every request. From the app's services.</summary>
/// <remarks>
/// A random value stands in the browser's cookie (<see cref="SenteOptions.Cookie"/>), and the token is that value sealed by ASP.NET Core's Data
/// Protection. Another site can make a browser send the cookie, but can't read the token. A cluster's nodes accept each other's when they share
/// the keys and the application name: <c>AddDataProtection().PersistKeysTo..().SetApplicationName(..)</c>.
/// </remarks>
public interface ISenteCsrf
{
    /// <summary>
    /// The token for the page that this request is answered with; sets the cookie if the browser has none. Stock clients take it from the page,
    /// by convention from <c>&lt;div id="sente-csrf-token" data-csrf-token="..."&gt;</c>.
    /// </summary>
    /// <param name="context">The request of the page.</param>
    /// <returns>URL-safe text. It is another one each time, and all of them stay valid as long as the cookie and the keys do.</returns>
    /// <exception cref="InvalidOperationException">The browser needs the cookie, and the response has already begun.</exception>
    /// <remarks>
    /// The page becomes <c>Cache-Control: private, no-cache</c>: it is one browser's alone, which may keep it in its back/forward cache. A
    /// <c>no-store</c> that is already there stays.
    /// </remarks>
    string GetToken(HttpContext context);
}
