using Sente.Wire;

namespace Sente.Actors;

/// <summary>A POST that is held for its handler's reply; the transport answers it.</summary>
internal abstract class PendingPost
{
    /// <summary>The handler's reply, or <c>:chsk/error</c>. Called at most once; never blocks. Any thread.</summary>
    public abstract void Reply(EncodedValue value);
}
