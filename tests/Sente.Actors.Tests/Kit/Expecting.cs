using System.Collections.Concurrent;

namespace Sente.Actors.Tests;

internal static class Expecting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits for the next item.</summary>
    public static T Expect<T>(this BlockingCollection<T> items, string what) =>
        items.TryTake(out var item, Patience) ? item : throw new TimeoutException($"Waited {Patience.TotalSeconds} s for {what}.");
}
