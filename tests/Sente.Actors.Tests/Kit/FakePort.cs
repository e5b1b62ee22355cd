using System.Collections.Concurrent;
using System.Text;
using Akka.Actor;

namespace Sente.Actors.Tests;

/// <summary>A port without a transport: it keeps the frames, and writes each at once or when the spec calls <see cref="FinishWrite"/>.</summary>
internal sealed class FakePort(long number, PortTraits traits) : Port(number, traits)
{
    private readonly BlockingCollection<string> _frames = [];
    private IActorRef _connection = ActorRefs.Nobody;

    /// <summary>Whether a write ends at once; otherwise <see cref="FinishWrite"/> ends it.</summary>
    public bool WritesAtOnce { get; set; } = true;

    public BlockingCollection<Handshake?> Handshakes { get; } = [];

    public BlockingCollection<PortClose> Refusals { get; } = [];

    public BlockingCollection<PortClose> Closes { get; } = [];

    public BlockingCollection<bool> Pauses { get; } = [];

    public BlockingCollection<(int Events, int Bytes)> Grants { get; } = [];

    public int Sweeps { get; private set; }

    public IActorRef Connection => _connection;

    /// <summary>For each frame in order, whether it was a push.</summary>
    public List<bool> Pushes { get; } = [];

    /// <summary>Whether the connection no longer uses this port.</summary>
    public bool WasDetached { get; private set; }

    public override void Attached(IActorRef connection, Handshake? handshake)
    {
        _connection = connection;
        Handshakes.Add(handshake);
    }

    public override void Refused(PortClose close) => Refusals.Add(close);

    public override bool Write(FrameBuffer frame, bool isPush)
    {
        Pushes.Add(isPush);
        _frames.Add(Encoding.UTF8.GetString(frame.Memory.Span));
        frame.Dispose();
        return WritesAtOnce;
    }

    public override void Grant(int events, int bytes) => Grants.Add((events, bytes));

    public override void Pause() => Pauses.Add(true);

    public override void Resume() => Pauses.Add(false);

    public override void Close(PortClose close) => Closes.Add(close);

    public override void Detached() => WasDetached = true;

    public override void Sweep(TimeSpan now) => Sweeps++;

    public void FinishWrite() => _connection.Tell(new PortWritten(Number), ActorRefs.NoSender);

    public void End(bool misbehaved = false) => _connection.Tell(new PortClosed(Number, misbehaved), ActorRefs.NoSender);

    /// <summary>Waits until the port is attached; returns whether it begins with a handshake.</summary>
    public bool ExpectAttached() => Handshakes.Expect("the attach") is not null;

    /// <summary>Waits for the next frame.</summary>
    public string ExpectFrame() => _frames.Expect("a frame");

    /// <summary>Returns the frames that were written and not returned yet. Does not wait: call it after a wait for something later.</summary>
    public IReadOnlyList<string> TakeFrames()
    {
        var frames = new List<string>();
        while (_frames.TryTake(out var frame))
        {
            frames.Add(frame);
        }

        return frames;
    }
}
