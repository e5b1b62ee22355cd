using System.Globalization;
using System.Net.WebSockets;
using Akka.Actor;
using Sente.Actors;

namespace Sente.AspNetCore;

/// <summary>
/// One WebSocket of one client, from its upgrade to its end.
/// <code>
///   Attaching --Attached: handshake--> Open --either side closes--> Closing --client's close frame--> (gone)
///       |                                                             ^  \--no answer in time: abort--^
///       '----- refused, too late, host stops: 1013 or 1001 -----------'
/// </code>
/// Three parties meet here: the request's own task, which reads; the connection, which writes; and the node's sweep, which pings and
/// looks after every time-out. They share <see cref="WebSocketWriter"/>'s lock for what goes out, and this object's for the phase.
/// </summary>
internal sealed partial class WebSocketPort : TransportPort, IWebSocketWriterOwner
{
    private readonly Lock _lock = new();
    private readonly SenteNode _node;
    private readonly WebSocketSettings _settings;
    private readonly WebSocket _socket;
    private readonly ClientIdentity _client;
    private readonly Action _abortRequest;
    private readonly KeepAlive _keepAlive;
    private readonly ReadCredit _credit;
    private readonly WebSocketReader _reader;
    private readonly WebSocketWriter _writer;
    private readonly TaskCompletionSource _attachAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _attachBy;
    private readonly DateTimeOffset _expires;
    private MalformedMessages? _malformed;
    private IActorRef _connection = ActorRefs.Nobody;
    private TimeSpan? _abortAt;
    private volatile Phase _phase;
    private long _acknowledged;
    private int _sweptMessage;
    private TimeSpan _completeBy;
    private bool _tellClosed;
    private bool _misbehaved;
    private volatile bool _hasGivenWay;
    private volatile bool _readingFailed;
    private bool _gone;

    public WebSocketPort(SenteNode node, PortTraits traits, WebSocketSettings settings, WebSocket socket, ClientIdentity client, Action abortRequest)
        : base(node.Gateway.NextNumber(), traits)
    {
        _node = node;
        _settings = settings;
        _socket = socket;
        _client = client;
        _abortRequest = abortRequest;
        _keepAlive = new KeepAlive(settings.KeepAlive, settings.PingTimeout);
        _credit = new ReadCredit(node.Limits.MaxEventsInFlight, node.Limits.MaxBytesInFlight);
        _reader = new WebSocketReader(socket, settings.Limits.MaxMessageBytes, _keepAlive, node.Incoming, GiveWay);
        _writer = new WebSocketWriter(socket, settings.FrameType, this);
        _attachBy = Now + settings.AttachTimeout;
        _expires = client.AuthenticationExpires ?? DateTimeOffset.MaxValue;
    }

    private enum Phase : byte
    {
        Attaching,
        Open,
        Closing,
    }

    /// <summary>Whether the socket isn't read, because handlers have not caught up.</summary>
    public bool IsHeld => _credit.IsWaiting;

    private TimeSpan Now => _node.Time.GetElapsedTime(0);

    public override void Attached(IActorRef connection, Handshake? handshake)
    {
        lock (_lock)
        {
            if (_phase != Phase.Attaching)
            {
                connection.Tell(new PortClosed(Number, Misbehaved: false), ActorRefs.NoSender);
                return;
            }

            _connection = connection;
            _keepAlive.Start(Now);
            _phase = Phase.Open;
        }

        var frame = FrameBuffer.Rent();
        _client.WriteHandshake(frame, _settings.Packer, handshake!);
        _ = _writer.SendAsync(frame);
        _node.Logger.WebSocketOpened(_client.Uid);
        _attachAnswered.TrySetResult();
    }

    public override void Refused(PortClose close)
    {
        _node.Logger.WebSocketRefused(_client.Uid, close.Reason);
        End(close, tell: false);
    }

    public override bool Write(FrameBuffer frame, bool isPush)
    {
        if (isPush)
        {
            _keepAlive.Active();
        }

        if (_settings.BadConnections.Strikes())
        {
            Abort();
        }

        return _writer.Write(frame);
    }

    public override void Grant(int events, int bytes) => _credit.Grant(events, bytes);

    public override void Pause() => _credit.Pause();

    public override void Resume() => _credit.Resume();

    public override void Close(PortClose close) => End(close, tell: false);

    public override void Leave() => End(PortClose.HostStops, tell: true);

    public override void Abort()
    {
        // Never after the request's end: the server may have begun another with the same objects.
        lock (_lock)
        {
            if (!_gone)
            {
                _socket.Abort();
                _abortRequest();
            }
        }
    }

    public override void Sweep(TimeSpan now)
    {
        switch (_phase)
        {
            case Phase.Attaching when now >= _attachBy:
                _node.Metrics.Refusals.Add(1, new KeyValuePair<string, object?>("reason", "attach time-out"));
                _client.LogOf(_node.ClientLog).AttachTimedOut(_client.Uid, _settings.AttachTimeout);
                End(PortClose.TryLater("the user's node is not ready"), tell: false);
                break;
            case Phase.Open:
                SweepOpen(now);
                break;
            case Phase.Closing when _abortAt is null:
                _abortAt = _hasGivenWay ? now : now + _settings.CloseTimeout;
                break;
            case Phase.Closing when now >= _abortAt:
                _abortAt = TimeSpan.MaxValue;
                Abort();
                break;
        }
    }

    void IWebSocketWriterOwner.FrameWritten() => _connection.Tell(new PortWritten(Number), ActorRefs.NoSender);

    /// <summary>Everything that was written before has been reported by now, so that the connection doesn't send it again.</summary>
    void IWebSocketWriterOwner.WriterEnded(Exception? failure)
    {
        lock (_lock)
        {
            _tellClosed |= _phase == Phase.Open;
            _phase = Phase.Closing;
        }

        if (failure is not null)
        {
            _node.Logger.WebSocketFailed(_client.Uid, failure.Message);
            if (!_readingFailed)
            {
                Abort();
            }
        }

        LetReaderEnd();
        if (_tellClosed)
        {
            _connection.Tell(new PortClosed(Number, _misbehaved), ActorRefs.NoSender);
        }
    }

    private void SweepOpen(TimeSpan now)
    {
        // By the wall clock, as tickets are; and not asked every time by those that never expire.
        if (_expires < DateTimeOffset.MaxValue && _node.Time.GetUtcNow() >= _expires)
        {
            _node.Logger.AuthenticationExpired(_client.Uid);
            End(PortClose.AuthenticationExpired, tell: true);
            return;
        }

        _credit.Sweep(now);
        if (!CompletesInTime(now))
        {
            return;
        }

        if (IsHeld)
        {
            // It may have answered long ago: we don't read, until our own handlers catch up.
            _keepAlive.Active();
        }

        switch (_keepAlive.Sweep(now))
        {
            case KeepAliveStep.Ping:
                _writer.Ping(_settings.Packer.Ping);
                break;
            case KeepAliveStep.Close:
                End(PortClose.PingTimeout, tell: true);
                break;
        }
    }

    /// <summary>Whether the message that is being received, if any, still has time; else the end has begun.</summary>
    private bool CompletesInTime(TimeSpan now)
    {
        var message = _reader.Unfinished;
        if (message == 0 || message != _sweptMessage)
        {
            _sweptMessage = message;
            _completeBy = now + _settings.MessageTimeout;
            return true;
        }

        if (now < _completeBy)
        {
            return true;
        }

        RefuseIncoming("time-out", Invariant($"a message was not complete within {_settings.MessageTimeout.TotalSeconds} s"));
        return false;
    }

    /// <summary>Others need the room of the unfinished message: its buffer lasts as long as the socket, so this does not wait for the client's close frame.</summary>
    private void GiveWay()
    {
        _hasGivenWay = true;
        RefuseIncoming("no room", "this node holds too many unfinished messages, and this one was the slowest");
    }

    /// <summary>Closes for a message that can't be taken to its end. The client may come back.</summary>
    private void RefuseIncoming(string reason, string text)
    {
        _node.Metrics.IncomingRefused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        Reject(PortClose.TryLater(text), misbehaved: false);
    }

    /// <summary>Closes for what the client did; for a broken bound it is refused for a while when it comes back.</summary>
    private void Reject(PortClose close, bool misbehaved = true)
    {
        _client.LogOf(_node.ClientLog, close.Code.ToString(CultureInfo.InvariantCulture)).WebSocketRejected(_client.Uid, close.Code, close.Reason);
        End(close, tell: true, misbehaved);
    }

    /// <summary>Begins the end; only the first call counts. What the connection has written before still goes out.</summary>
    private void End(PortClose close, bool tell, bool misbehaved = false)
    {
        lock (_lock)
        {
            if (_phase == Phase.Closing)
            {
                return;
            }

            _tellClosed = tell && _phase == Phase.Open;
            _misbehaved = misbehaved;
            _phase = Phase.Closing;
        }

        _node.Metrics.Closes.Add(1, new KeyValuePair<string, object?>("code", (int)close.Code));
        _node.Logger.WebSocketClosing(_client.Uid, close.Code);
        _writer.Close((WebSocketCloseStatus)close.Code, close.Reason.Length == 0 ? null : close.Reason);
        LetReaderEnd();
    }

    private void LetReaderEnd()
    {
        _credit.Release();
        _attachAnswered.TrySetResult();
    }
}
