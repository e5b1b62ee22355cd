using Xunit.Sdk;

namespace Sente.BrowserTests;

/// <summary>An error in a page fails the test that opened the page.</summary>
public sealed class ConsoleErrorTests(Chromium chromium) : BrowserTest(chromium)
{
    private readonly Chromium _chromium = chromium;

    [Theory]
    [InlineData("console.error('oh no')")]
    [InlineData("setTimeout(() => { throw new Error('oh no'); })")]
    [InlineData("Promise.reject(new Error('oh no')); undefined")]
    [InlineData("new Image().src = 'http://127.0.0.1:1/oh-no'")]
    public async Task An_error_fails_the_test_unless_it_is_expected(string script)
    {
        foreach (var expected in new[] { false, true })
        {
            var test = new OtherTest(_chromium);
            await test.RunAsync(script, expected ? "oh no|Failed to load" : "other");
            if (expected)
            {
                await test.DisposeAsync();
            }
            else
            {
                var failure = await Assert.ThrowsAsync<TrueException>(test.DisposeAsync);
                Assert.Matches("oh no|Failed to load", failure.Message);
            }
        }
    }

    private sealed class OtherTest(Chromium chromium) : BrowserTest(chromium)
    {
        public async Task RunAsync(string script, string expected)
        {
            Expect(expected);
            var page = await NewPageAsync();
            var noticed = new TaskCompletionSource();
            page.Context.Console += (_, message) => noticed.TrySetResult();
            page.Context.WebError += (_, _) => noticed.TrySetResult();
            await page.EvaluateAsync(script);
            await noticed.Task.WaitAsync(Eventually.Patience);
        }
    }
}
