using System.Collections.Concurrent;

namespace Sente.Actors;

/// <summary>The POSTs of this node that wait for a reply, by number. Thread-safe.</summary>
internal sealed class PostTable
{
    private readonly ConcurrentDictionary<long, PendingPost> _posts = new();
    private long _lastNumber;

    /// <summary>The number of waiting POSTs.</summary>
    public int Count => _posts.Count;

    /// <summary>Adds a POST.</summary>
    /// <returns>The number of the POST; never 0.</returns>
    public long Add(PendingPost post)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        _posts[number] = post;
        return number;
    }

    /// <summary>Removes a POST, because of its reply, a time-out or the end of its client. The caller that removes it answers it, so that it is answered once.</summary>
    public bool TryTake(long number, out PendingPost? post) => _posts.TryRemove(number, out post);
}

/// <summary>A POST that waits for its handler's reply; implemented by the transport.</summary>
internal abstract class PendingPost
{
    /// <summary>Answers the POST. Called at most once, on any thread; must not block.</summary>
    /// <param name="content">The handler's reply, or <c>:chsk/error</c>.</param>
    public abstract void Reply(ReplyContent content);
}
