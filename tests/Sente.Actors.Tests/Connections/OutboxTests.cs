using Akka.Actor;
using CsCheck;
using Sente.Wire;

namespace Sente.Actors.Tests;

/// <summary>The outbox compared with a plain list, for random sequences of operations.</summary>
public sealed class OutboxTests
{
    private enum Step
    {
        Append,
        TakeBatch,
        Acknowledge,
        Rewind,
        DropOldest,
        Clear,
        AppendTracked,
        Written,
        Wait,
    }

    private static readonly EncodedValue[] Values = [.. Enumerable.Range(0, 8).Select(i => EncodedValue.From(new string('x', i * 20)))];

    [Fact]
    public void Whatever_is_done_it_holds_what_a_list_would_hold()
    {
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 7]).List[0, 200].Sample(steps =>
        {
            var outbox = new Outbox();
            var model = new Model();
            foreach (var (step, size) in steps)
            {
                Do(step, size, outbox, model);
                Assert.Equal(model.Entries.Count, outbox.Count);
                Assert.Equal(model.Sent, outbox.SentCount);
                Assert.Equal(model.Entries.Sum(entry => (long)entry.Value.Size), outbox.Bytes);
                Assert.Equal(model.Entries.Skip(model.Sent).Sum(entry => (long)entry.Value.Size), outbox.UnsentBytes);
                Assert.Equal(model.Last, outbox.LastNumber);
            }
        });
    }

    [Fact]
    public void A_batch_is_bounded_in_events_and_bytes_but_never_empty()
    {
        Gen.Select(Gen.Int[0, 7].Array[1, 50], Gen.Int[1, 20], Gen.Int[1, 400]).Sample((sizes, maxEvents, maxBytes) =>
        {
            var outbox = new Outbox();
            foreach (var size in sizes)
            {
                outbox.Append(Values[size], null);
            }

            var batch = new EncodedValue[maxEvents];
            var all = new List<EncodedValue>();
            while (outbox.UnsentCount > 0)
            {
                var taken = outbox.TakeBatch(batch, maxBytes);
                Assert.InRange(taken, 1, maxEvents);
                Assert.True(taken == 1 || batch.Take(taken).Sum(value => value.Size) <= maxBytes);
                all.AddRange(batch.Take(taken));
            }

            Assert.Equal(sizes.Select(size => Values[size]), all);
        });
    }

    /// <summary>Each tracker receives exactly one report, and that is what became of its event.</summary>
    [Fact]
    public void Every_tracker_receives_one_report()
    {
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 7]).List[0, 200].Sample(steps =>
        {
            var outbox = new Outbox();
            var model = new Model();
            var trackers = new Dictionary<long, (RecordingRef Asker, string Expected)>();
            foreach (var (step, size) in steps)
            {
                var sent = model.Entries.Take(model.Sent).Select(entry => entry.Number).ToHashSet();
                var held = model.Entries.Select(entry => entry.Number).ToHashSet();
                switch (step)
                {
                    case Step.AppendTracked:
                        var asker = new RecordingRef();
                        trackers.Add(++model.Last, (asker, ""));
                        outbox.Append(Values[size], new PushTracker(1, asker));
                        model.Entries.Add((model.Last, Values[size]));
                        break;
                    case Step.Written:
                        outbox.Written();
                        Expect(sent, "written");
                        break;
                    case Step.Wait:
                        outbox.Wait();
                        Expect(held, "waiting");
                        break;
                    default:
                        Do(step, size, outbox, model);
                        var gone = held.Except(model.Entries.Select(entry => entry.Number));
                        if (step == Step.Acknowledge)
                        {
                            Expect(gone, "written");
                        }
                        else if (step == Step.Clear)
                        {
                            Expect(gone, "refused");
                        }
                        else
                        {
                            // The caller of DropOldestUnsent reports to the tracker.
                            foreach (var number in gone.ToArray())
                            {
                                trackers.Remove(number);
                            }
                        }

                        break;
                }

                Assert.All(trackers.Values, tracker => Assert.Equal(tracker.Expected, tracker.Asker.Told));
            }

            void Expect(IEnumerable<long> numbers, string told)
            {
                foreach (var number in numbers.ToArray())
                {
                    if (trackers.TryGetValue(number, out var tracker) && tracker.Expected.Length == 0)
                    {
                        trackers[number] = (tracker.Asker, told);
                    }
                }
            }
        });
    }

    private static void Do(Step step, int size, Outbox outbox, Model model)
    {
        switch (step)
        {
            case Step.Append:
                outbox.Append(Values[size], null);
                model.Entries.Add((++model.Last, Values[size]));
                break;
            case Step.TakeBatch:
                var batch = new EncodedValue[size + 1];
                var taken = outbox.TakeBatch(batch, int.MaxValue);
                Assert.Equal(model.Entries.Skip(model.Sent).Take(size + 1).Select(entry => entry.Value), batch.Take(taken));
                model.Sent += taken;
                if (taken > 0)
                {
                    Assert.Equal(model.Entries[model.Sent - 1].Number, outbox.LastSentNumber);
                }

                break;
            case Step.Acknowledge:
                var upTo = model.Entries.Count == 0 ? size : model.Entries[0].Number + size;
                var acknowledged = model.Entries.Take(model.Sent).TakeWhile(entry => entry.Number <= upTo).ToArray();
                Assert.Equal(acknowledged.Sum(entry => (long)entry.Value.Size), outbox.Acknowledge(upTo));
                model.Entries.RemoveRange(0, acknowledged.Length);
                model.Sent -= acknowledged.Length;
                break;
            case Step.AppendTracked:
                outbox.Append(Values[size], new PushTracker(1, ActorRefs.Nobody));
                model.Entries.Add((++model.Last, Values[size]));
                break;
            case Step.Written:
                outbox.Written();
                break;
            case Step.Wait:
                outbox.Wait();
                break;
            case Step.Rewind:
                outbox.Rewind();
                model.Sent = 0;
                break;
            case Step.DropOldest when model.Sent < model.Entries.Count:
                Assert.Equal(model.Entries[model.Sent].Number, outbox.DropOldestUnsent().Number);
                model.Entries.RemoveAt(model.Sent);
                break;
            case Step.Clear:
                outbox.Clear(new PushRefusal(null, PushRefusalReason.OutboxFull, ""));
                model.Entries.Clear();
                model.Sent = 0;
                break;
        }
    }

    private sealed class Model
    {
        public List<(long Number, EncodedValue Value)> Entries { get; } = [];

        public int Sent { get; set; }

        public long Last { get; set; }
    }

    /// <summary>Records the result that a tracker sent.</summary>
    private sealed class RecordingRef : MinimalActorRef
    {
        public string Told { get; private set; } = "";

        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "recording";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender)
        {
            var result = (PushResult)message;
            Told += result switch
            {
                { Written: 1 } => "written",
                { Waiting: 1 } => "waiting",
                _ => "refused",
            };
        }
    }
}
