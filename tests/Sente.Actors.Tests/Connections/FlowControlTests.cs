using CsCheck;

namespace Sente.Actors.Tests;

/// <summary>Flow control with a simulated client that processes frames in order and answers each ping in its turn.</summary>
public sealed class FlowControlTests
{
    [Fact]
    public void A_client_that_answers_never_holds_more_than_the_window_and_gets_everything() =>
        Gen.Select(Gen.Int[1, 512], Gen.Int[1, 256].Array[0, 60], Gen.Bool.Array[1, 20]).Sample((window, pushes, answers) =>
        {
            var flow = new FlowControl(window, null);
            var frames = new Queue<int>();
            var (held, waiting, taken, turn) = (0, 0, 0, 0);
            foreach (var push in pushes)
            {
                waiting += push;
                Send();
                if (answers[turn++ % answers.Length])
                {
                    ReadOne();
                }
            }

            while (frames.Count > 0)
            {
                ReadOne();
            }

            Assert.Equal(0, waiting);
            Assert.Equal(pushes.Sum(), taken);

            void Send()
            {
                while (true)
                {
                    if (flow.IsPingDue)
                    {
                        flow.Pinged(TimeSpan.Zero);
                        frames.Enqueue(0);
                    }
                    else if (waiting > 0 && flow.Room > 0)
                    {
                        var batch = Math.Min(waiting, flow.Room);
                        flow.Sent(batch);
                        frames.Enqueue(batch);
                        waiting -= batch;
                        held += batch;
                        Assert.True(held <= window, $"{held} events are on their way, more than the window of {window}.");
                    }
                    else
                    {
                        return;
                    }
                }
            }

            void ReadOne()
            {
                if (frames.TryDequeue(out var events))
                {
                    held -= events;
                    taken += events;
                    if (events == 0)
                    {
                        flow.Answered();
                        Send();
                    }
                }
            }
        });

    [Fact]
    public void One_ping_is_under_way_at_a_time_and_an_answer_that_nobody_asked_for_changes_nothing()
    {
        var flow = new FlowControl(4, TimeSpan.FromSeconds(60));
        flow.Answered();
        flow.Sent(2);
        Assert.True(flow.IsPingDue);
        flow.Pinged(TimeSpan.FromSeconds(5));
        flow.Sent(2);
        Assert.False(flow.IsPingDue);
        Assert.Equal(0, flow.Room);
        Assert.Equal(TimeSpan.FromSeconds(65), flow.AnswerBy);
        flow.Answered();
        Assert.Equal(2, flow.Room);
        Assert.Equal(TimeSpan.MaxValue, flow.AnswerBy);
        flow.Answered();
        Assert.Equal(2, flow.Room);
        Assert.True(flow.IsPingDue);
    }
}
