using System.Globalization;
using System.Net.WebSockets;
using Akka.Actor;
using Sente.Actors;
using Sente.Wire;

namespace Sente.AspNetCore;

/// <summary>
/// The port of one WebSocket, from its upgrade to its end.
/// <code>
///   Attaching --Attached: handshake--> Open --either side closes--> Closing --client's close frame--> (ended)
///       |                                                             ^  \--no close frame in time: abort--^
///       '----- refused, attach time-out, host stops: 1013 or 1001 ----'
/// </code>
/// Three threads use it at a time: the request's own task reads, the connection writes, and the node's sweep sends pings and enforces every
/// time-out. <see cref="WebSocketWriter"/>'s lock guards what is sent, this object's lock the phase.
/// </summary>
internal sealed class WebSocketPort : TransportPort, IWebSocketWriterOwner, IWebSocketMessagesOwner
{
    private readonly Lock _lock = new();
    private readonly SenteNode _node;
    private readonly TransportSettings _settings;
    private readonly WebSocket _socket;
    private readonly ClientIdentity _client;
    private readonly Action _abortRequest;
    private readonly KeepAlive _keepAlive;
    private readonly ReadCredit _credit;
    private readonly WebSocketReader _reader;
    private readonly WebSocketWriter _writer;
    private readonly WebSocketMessages _messages;
    private readonly TaskCompletionSource _attachAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _attachBy;
    private readonly DateTimeOffset _expires;
    private IActorRef _connection = ActorRefs.Nobody;
    private TimeSpan? _abortAt;
    private volatile Phase _phase;
    private bool _reportClosed;
    private bool _misbehaved;
    private volatile bool _hasGivenWay;
    private volatile bool _readingFailed;
    private bool _ended;

    public WebSocketPort(SenteNode node, PortTraits traits, TransportSettings settings, WebSocket socket, ClientIdentity client, Action abortRequest)
        : base(node.Gateway.NextNumber(), traits)
    {
        _node = node;
        _settings = settings;
        _socket = socket;
        _client = client;
        _abortRequest = abortRequest;
        _keepAlive = new KeepAlive(settings.KeepAlive, settings.PingTimeout);
        _credit = new ReadCredit(node.Limits.MaxEventsInFlight, node.Limits.MaxBytesInFlight);
        _reader = new WebSocketReader(socket, settings.Limits.MaxMessageBytes, _keepAlive, node.Incoming, Evict);
        _writer = new WebSocketWriter(socket, WebSocketWriter.FrameTypeOf(client.Packer), this);
        _messages = new WebSocketMessages(node, traits, Number, settings, client, _credit, _writer, this);
        _attachBy = Now + settings.AttachTimeout;
        _expires = client.AuthenticationExpires ?? DateTimeOffset.MaxValue;
    }

    private enum Phase : byte
    {
        Attaching,
        Open,
        Closing,
    }

    /// <summary>Whether reading is paused until handlers have caught up.</summary>
    public bool IsHeld => _credit.IsWaiting;

    private TimeSpan Now => _node.Time.GetElapsedTime(0);

    /// <summary>Attaches to the connection and serves the client; the task completes when the WebSocket has ended.</summary>
    public async Task RunAsync(RequestInfo request)
    {
        _node.Gateway.Attach(this, _client.Uid, _client.ClientId, _client.Entity, request);
        try
        {
            await _attachAnswered.Task.ConfigureAwait(false);
            if (!await ReadUntilClosingAsync().ConfigureAwait(false))
            {
                await _reader.DrainAsync().ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            _readingFailed = true;
            if (_writer.Fail(failure))
            {
                Abort();
            }

            if (failure is not (WebSocketException or IOException or OperationCanceledException or ObjectDisposedException))
            {
                throw;
            }
        }
        finally
        {
            // The close frame may still be on its way out; the sweep bounds this wait.
            await _writer.Ended.ConfigureAwait(false);
            _node.Gateway.Remove(this);
            lock (_lock)
            {
                _ended = true;
            }
        }
    }

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
            _messages.Connection = connection;
            _keepAlive.Start(Now);
            _phase = Phase.Open;
        }

        var frame = FrameBuffer.Rent();
        _client.WriteHandshake(frame, handshake!);
        _ = _writer.SendAsync(frame);
        _node.Logger.WebSocketOpened(_client.Uid);
        _attachAnswered.TrySetResult();
    }

    public override void Refused(PortClose close)
    {
        _node.Logger.WebSocketRefused(_client.Uid, close.Reason);
        End(close, report: false);
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

    public override void Close(PortClose close) => End(close, report: false);

    public override void Leave() => End(PortClose.HostStops, report: true);

    public override void Abort()
    {
        // Not after the request has ended: the server reuses its objects for another request.
        lock (_lock)
        {
            if (!_ended)
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
                _node.Metrics.ConnectionsRefused.Add(1, new KeyValuePair<string, object?>("reason", "attach time-out"));
                _client.LogOf(_node.ClientLog).AttachTimedOut(_client.Uid, _settings.AttachTimeout);
                End(PortClose.TryLater("the user's node is not ready"), report: false);
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

    /// <summary>
    /// Reports the close after every <see cref="PortWritten"/>, so that the connection does not send again what was written.
    /// </summary>
    void IWebSocketWriterOwner.WriterEnded(Exception? failure)
    {
        lock (_lock)
        {
            _reportClosed |= _phase == Phase.Open;
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

        ReleaseReader();
        if (_reportClosed)
        {
            _connection.Tell(new PortClosed(Number, _misbehaved), ActorRefs.NoSender);
        }
    }

    /// <inheritdoc/>
    public void RefuseIncoming(string reason, string text)
    {
        _node.Metrics.IncomingRefused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        Reject(PortClose.TryLater(text), misbehaved: false);
    }

    /// <inheritdoc/>
    public void Reject(PortClose close, bool misbehaved = true)
    {
        _client.LogOf(_node.ClientLog, close.Code.ToString(CultureInfo.InvariantCulture)).WebSocketRejected(_client.Uid, close.Code, close.Reason);
        End(close, report: true, misbehaved);
    }

    /// <summary>Reads and handles messages; returns whether the client's close frame was received.</summary>
    private async Task<bool> ReadUntilClosingAsync()
    {
        while (_phase == Phase.Open)
        {
            await _credit.WaitAsync().ConfigureAwait(false);
            var incoming = await _reader.ReadAsync().ConfigureAwait(false);
            if (incoming.Type == WebSocketMessageType.Close)
            {
                End(AnswerToClose(), report: true);
                return true;
            }

            if (_phase == Phase.Open)
            {
                await _messages.HandleAsync(incoming).ConfigureAwait(false);
            }
        }

        return false;
    }

    /// <summary>
    /// Returns the client's own code and reason, as Sente does. A close frame without a code is answered with 1000: .NET can't send one without a
    /// code, and the 1005 that it reports for it must not be sent.
    /// </summary>
    private PortClose AnswerToClose() => _socket.CloseStatus is { } status and not WebSocketCloseStatus.Empty
        ? new PortClose((ushort)status, _socket.CloseStatusDescription ?? "")
        : new PortClose((ushort)WebSocketCloseStatus.NormalClosure, "");

    private void SweepOpen(TimeSpan now)
    {
        // Tickets expire by the wall clock; the comparison with MaxValue spares most connections a call of it.
        if (_expires < DateTimeOffset.MaxValue && _node.Time.GetUtcNow() >= _expires)
        {
            _node.Logger.AuthenticationExpired(_client.Uid);
            End(PortClose.AuthenticationExpired, report: true);
            return;
        }

        _credit.Sweep(now);
        if (_reader.IsOverdue(now, _settings.MessageTimeout))
        {
            RefuseIncoming("time-out", Invariant($"a message was not complete within {_settings.MessageTimeout.TotalSeconds} s"));
            return;
        }

        if (IsHeld)
        {
            // The client may have answered the ping, but nothing is read until handlers have caught up.
            _keepAlive.Active();
        }

        switch (_keepAlive.Sweep(now))
        {
            case KeepAliveStep.Ping:
                _writer.Ping(_client.Packer.PingMessage());
                break;
            case KeepAliveStep.Close:
                End(PortClose.PingTimeout, report: true);
                break;
        }
    }

    /// <summary>
    /// Ends the WebSocket because other messages need its unfinished message's part of the node's budget. The buffer is freed only with the socket, so
    /// this does not wait for the client's close frame.
    /// </summary>
    private void Evict()
    {
        _hasGivenWay = true;
        RefuseIncoming("no room", "this node holds too many unfinished messages, and this one was the slowest");
    }

    /// <summary>Starts to close; only the first call counts. Frames that the connection has written before are still sent.</summary>
    /// <param name="close">The code and reason of the close frame.</param>
    /// <param name="report">Whether the connection gets a <see cref="PortClosed"/>; not when it asked for the close.</param>
    /// <param name="misbehaved">Whether the client exceeded a bound.</param>
    private void End(PortClose close, bool report, bool misbehaved = false)
    {
        lock (_lock)
        {
            if (_phase == Phase.Closing)
            {
                return;
            }

            _reportClosed = report && _phase == Phase.Open;
            _misbehaved = misbehaved;
            _phase = Phase.Closing;
        }

        _node.Metrics.ConnectionsClosed.Add(1, new KeyValuePair<string, object?>("code", (int)close.Code));
        _node.Logger.WebSocketClosing(_client.Uid, close.Code);
        _writer.Close((WebSocketCloseStatus)close.Code, close.Reason.Length == 0 ? null : close.Reason);
        ReleaseReader();
    }

    /// <summary>Lets the reading task continue to the client's close frame.</summary>
    private void ReleaseReader()
    {
        _credit.Release();
        _attachAnswered.TrySetResult();
    }
}
