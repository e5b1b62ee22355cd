using System.Diagnostics;

namespace Sente.AspNetCore.Tests;

/// <summary>Waits for the effects of other threads and processes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until a condition holds.</summary>
    public static async Task Holds(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Patience, $"Within {Patience.TotalSeconds} s it did not happen that {what}.");
            await Task.Delay(5);
        }
    }

    /// <summary>Waits for a task, with a time-out.</summary>
    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience);

    /// <summary>Waits for a task, with a time-out.</summary>
    public static Task InTime(this Task task) => task.WaitAsync(Patience);
}
