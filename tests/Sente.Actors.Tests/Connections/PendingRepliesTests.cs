using CsCheck;
using Sente.Wire;

namespace Sente.Actors.Tests;

public sealed class PendingRepliesTests
{
    private static readonly CallbackId[] Callbacks = [.. Enumerable.Range(0, 10).Select(i => new CallbackId(System.Text.Encoding.UTF8.GetBytes($"\"cb{i}\""), Packers.Edn))];

    /// <summary>Every request is taken out exactly once: by its first reply, or by its time-out.</summary>
    [Fact]
    public void Each_request_ends_exactly_once()
    {
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[1, 20]).List[0, 100].Sample(steps =>
        {
            var pending = new PendingReplies();
            var model = new Dictionary<CallbackId, TimeSpan>();
            var now = TimeSpan.Zero;
            foreach (var (index, action, time) in steps)
            {
                var callback = Callbacks[index];
                switch (action)
                {
                    case 0:
                        Assert.Equal(model.TryAdd(callback, now + TimeSpan.FromSeconds(time)), pending.TryAdd(callback, new PendingReply(now + TimeSpan.FromSeconds(time), null, null!)));
                        break;
                    case 1:
                        Assert.Equal(model.Remove(callback), pending.TryTake(callback, out _));
                        break;
                    default:
                        now += TimeSpan.FromSeconds(time);
                        var expired = model.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToHashSet();
                        Assert.Equal(expired, pending.TakeExpired(now).Select(entry => entry.Callback).ToHashSet());
                        foreach (var gone in expired)
                        {
                            model.Remove(gone);
                        }

                        break;
                }

                Assert.Equal(model.Count, pending.Count);
                if (model.Count == 0)
                {
                    Assert.Null(pending.NextDeadline());
                }
                else
                {
                    Assert.InRange(pending.NextDeadline()!.Value, now + TimeSpan.FromTicks(1), model.Values.Min());
                }
            }
        });
    }

    [Fact]
    public void Requests_that_never_time_out_have_no_deadline()
    {
        var pending = new PendingReplies();
        pending.TryAdd(Callbacks[0], new PendingReply(TimeSpan.MaxValue, null, null!));
        Assert.Null(pending.NextDeadline());
        Assert.Empty(pending.TakeExpired(TimeSpan.FromDays(1000)));
    }
}
