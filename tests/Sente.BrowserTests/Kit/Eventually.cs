using System.Diagnostics;

namespace Sente.BrowserTests;

/// <summary>Waits for conditions that another thread, process or page brings about.</summary>
internal static class Eventually
{
    /// <summary>How long to wait before the condition counts as failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>Waits until it holds.</summary>
    public static async Task Holds(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Patience, $"Within {Patience.TotalSeconds} s it did not happen that {what}.");
            await Task.Delay(10);
        }
    }

    /// <summary>Waits until it holds.</summary>
    public static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);
}
