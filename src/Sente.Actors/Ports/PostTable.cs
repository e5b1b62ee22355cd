using System.Collections.Concurrent;

namespace Sente.Actors;

/// <summary>The POSTs of this node that are held for a reply, by number. Any thread.</summary>
internal sealed class PostTable
{
    private readonly ConcurrentDictionary<long, PendingPost> _posts = new();
    private long _lastNumber;

    /// <summary>How many are held.</summary>
    public int Count => _posts.Count;

    /// <summary>Holds a POST.</summary>
    /// <returns>Its number; never 0.</returns>
    public long Add(PendingPost post)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        _posts[number] = post;
        return number;
    }

    /// <summary>Takes a POST out: it is answered, timed out or gone. Whoever takes it answers it.</summary>
    public bool TryTake(long number, out PendingPost? post) => _posts.TryRemove(number, out post);
}

/// <summary>A POST that is held for its handler's reply; the transport answers it.</summary>
internal abstract class PendingPost
{
    /// <summary>The handler's reply, or <c>:chsk/error</c>. Called at most once; never blocks. Any thread.</summary>
    public abstract void Reply(ReplyContent content);
}
