using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>A POST that waits for its handler's reply.</summary>
internal sealed class HeldPost : PendingPost
{
    private readonly TaskCompletionSource<EncodedValue> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Reply(EncodedValue value) => _reply.TrySetResult(value);

    /// <summary>Waits for the reply.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public Task<EncodedValue> WaitAsync(TimeSpan? timeout, TimeProvider time, CancellationToken aborted) =>
        _reply.Task.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, time, aborted);
}
