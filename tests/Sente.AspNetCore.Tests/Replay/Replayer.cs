using System.Net.WebSockets;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>
/// Replays the client's part of a recording against a node, and compares the node's messages with the recorded ones: frame by frame, or, with send
/// delays other than the recorded server's, the same events in the same order in any batches.
/// </summary>
internal sealed class Replayer(TestNode node, bool frameByFrame)
{
    private readonly Dictionary<int, RawClient> _clients = [];
    private readonly Dictionary<object, (Message Request, bool Answered)> _requests = [];
    private readonly Queue<object?> _events = new();
    private Packer _packer = Packers.Edn;

    /// <summary>Replays the recording; returns the number of compared frames.</summary>
    public async Task<int> ReplayAsync(Recording recording)
    {
        _packer = recording.Packer;
        var compared = 0;
        foreach (var step in AnsweringCloses(recording.Steps))
        {
            switch (step)
            {
                case Upgrade { Refusal: not null } refused:
                    Assert.Equal((refused.Status, refused.Refusal), await node.RefusedAsync(refused.Query));
                    compared++;
                    break;
                case Upgrade upgrade:
                    _clients[upgrade.Conn] = await node.OpenAsync(upgrade.Query);
                    break;
                case MessageFrame { FromClient: true } frame:
                    await SendAsync(frame);
                    break;
                case MessageFrame frame:
                    compared += await CompareAsync(frame) ? 1 : 0;
                    break;
                case CloseFrame { FromClient: true } close:
                    await CloseAsync(close);
                    break;
                case CloseFrame close:
                    Assert.Equal((close.Reason, close.Code), await _clients[close.Conn].ReceiveAnyAsync());
                    compared++;
                    break;
            }
        }

        Assert.Empty(_events);
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        return compared;
    }

    /// <summary>
    /// Waits for the answer to a close before the next socket is opened: otherwise the next handshake could overtake the close, and the server
    /// would close the older socket with another code.
    /// </summary>
    private static IEnumerable<Step> AnsweringCloses(IReadOnlyList<Step> steps)
    {
        HashSet<Step> answered = [];
        for (var i = 0; i < steps.Count; i++)
        {
            if (answered.Contains(steps[i]))
            {
                continue;
            }

            yield return steps[i];
            if (steps[i] is CloseFrame { FromClient: true } close
                && steps.Skip(i).OfType<CloseFrame>().FirstOrDefault(later => !later.FromClient && later.Conn == close.Conn) is { } answer)
            {
                answered.Add(answer);
                yield return answer;
            }
        }
    }

    private async Task SendAsync(MessageFrame frame)
    {
        var message = Message.Read(frame.Packed, _packer);
        if (message.Callback is { } callback)
        {
            _requests[callback] = (message, false);
        }

        await _clients[frame.Conn].SendAsync(frame.Packed, FrameType);
    }

    private Task CloseAsync(CloseFrame close) =>
        _clients[close.Conn].Socket.CloseOutputAsync((WebSocketCloseStatus)close.Code, close.Reason, CancellationToken.None);

    /// <summary>Compares a frame; returns false for one that is skipped.</summary>
    private async Task<bool> CompareAsync(MessageFrame frame)
    {
        var expected = Message.Read(frame.Packed, _packer);
        if (expected.Callback is { } callback)
        {
            var (request, answered) = _requests[callback];
            _requests[callback] = (request, true);
            if (answered && Deviations.SkipsRepeatedAnswer(request))
            {
                return false;
            }
        }

        if (!frameByFrame && expected.Batch is { } batch)
        {
            foreach (var expectedEvent in batch)
            {
                Assert.Equal(expectedEvent, await NextEventAsync(_clients[frame.Conn]));
            }

            return true;
        }

        Assert.Equal(expected, await ReceiveAsync(_clients[frame.Conn]));
        return true;
    }

    private WebSocketMessageType FrameType => _packer.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;

    private async Task<Message> ReceiveAsync(RawClient client) => Message.Read(await client.ReceiveAsync(FrameType), _packer);

    private async Task<object?> NextEventAsync(RawClient client)
    {
        if (_events.Count == 0)
        {
            var message = await ReceiveAsync(client);
            foreach (var received in message.Batch ?? throw new InvalidOperationException($"{message} came where a batch was expected."))
            {
                _events.Enqueue(received);
            }
        }

        return _events.Dequeue();
    }
}
