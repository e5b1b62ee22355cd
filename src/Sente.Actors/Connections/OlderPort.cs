using Sente.Wire;

namespace Sente.Actors;

/// <summary>
/// A transport that stays open although a newer one of its client-id took over: its events are handled and its requests answered, but it is
/// pushed nothing. Used by the connection actor's thread only.
/// </summary>
/// <param name="port">The transport.</param>
/// <param name="packer">Its packer.</param>
/// <param name="request">The request that opened it.</param>
/// <param name="writing">Whether a write is under way.</param>
internal sealed class OlderPort(Port port, Packer packer, RequestInfo request, bool writing)
{
    private readonly Queue<(CallbackId Callback, EncodedValue Value)> _replies = new(2);
    private bool _writing = writing;

    /// <summary>The transport.</summary>
    public Port Port { get; } = port;

    /// <summary>What handlers may know of the request that opened it.</summary>
    public RequestInfo Request { get; } = request;

    /// <summary>Bytes of the replies that wait.</summary>
    public long ReplyBytes { get; private set; }

    /// <summary>Writes a reply, or has it wait for the write that is under way.</summary>
    /// <param name="callback">The request's callback.</param>
    /// <param name="value">The reply.</param>
    /// <param name="dropped">Told when the client's packer can't encode the reply; the client is sent <c>:chsk/error</c>.</param>
    public void Reply(CallbackId callback, EncodedValue value, Action<string> dropped)
    {
        _replies.Enqueue((callback, value));
        ReplyBytes += value.Size;
        Write(dropped);
    }

    /// <summary>The write that was under way has ended.</summary>
    public void Written(Action<string> dropped)
    {
        _writing = false;
        Write(dropped);
    }

    private void Write(Action<string> dropped)
    {
        while (!_writing && _replies.TryDequeue(out var reply))
        {
            ReplyBytes -= reply.Value.Size;
            _writing = !Port.Write(ConnectionWriter.ReplyFrame(packer, reply.Callback, reply.Value, dropped), isPush: false);
        }
    }
}
