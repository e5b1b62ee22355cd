using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Sente.BrowserTests;

[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>, ICollectionFixture<ExampleHost>
{
    public const string Name = "browser";
}

/// <summary>
/// Opens pages for a test, and closes everything after it. A page that writes an error to its console or throws one fails the test, unless the test
/// has declared the error by <see cref="Expect"/>.
/// </summary>
[Collection(BrowserCollection.Name)]
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly List<Regex> _expected = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }

        var unexpected = _errors.Where(error => !_expected.Any(expected => expected.IsMatch(error))).ToList();
        Assert.True(unexpected.Count == 0, $"Pages wrote errors to the console:\n{string.Join('\n', unexpected)}");
    }

    /// <summary>The pattern of the error that Chromium writes to the console when a WebSocket fails.</summary>
    private protected const string WebSocketFails = "^WebSocket connection to '.*' failed";

    /// <summary>The pattern of the error that Chromium writes to the console when an HTTP request fails or is refused.</summary>
    private protected const string RequestFails = "^Failed to load resource: ";

    /// <summary>Declares, by patterns, the errors that the test causes in the console.</summary>
    private protected void Expect(params string[] patterns) => _expected.AddRange(patterns.Select(pattern => new Regex(pattern)));

    /// <summary>Disposes an object at the end of the test, in reverse order of the calls.</summary>
    private protected T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    /// <summary>Playwright, which controls browsers.</summary>
    private protected IPlaywright Playwright => chromium.Playwright;

    /// <summary>Opens a context, which is like a browser without cookies.</summary>
    private protected async Task<IBrowserContext> NewBrowserAsync(BrowserNewContextOptions? options = null) =>
        Watch(Own(await chromium.Browser.NewContextAsync(options)));

    /// <summary>Opens a page in a context without cookies.</summary>
    private protected async Task<IPage> NewPageAsync(BrowserNewContextOptions? options = null) => await (await NewBrowserAsync(options)).NewPageAsync();

    /// <summary>Collects the errors of the context's pages.</summary>
    private protected IBrowserContext Watch(IBrowserContext context)
    {
        context.SetDefaultTimeout((float)Eventually.Patience.TotalMilliseconds);
        context.WebError += (_, error) => _errors.Enqueue(error.Error);
        context.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue(message.Text);
            }
        };
        return context;
    }
}
