namespace Sente.Wire;

/// <summary>
/// Reads what a client sends:
/// <code>
///   [[:ns/id ?data] ?callback]           an event; with a callback, a request
///   [anything-else ?callback]            a bad event
///   [nil nil {:ack 42}]                  an extension alone
/// </code>
/// </summary>
internal static class ClientMessageReader
{
    /// <summary>
    /// Reads a client's message: finds the event's id, the bytes of its data and the callback, and checks form, depth and size.
    /// The data stays packed.
    /// </summary>
    /// <param name="packer">The packer of the connection.</param>
    /// <param name="message">The bytes of the frame or body. The result refers to them: they must not change as long as it is in use.</param>
    /// <param name="limits">The bounds of the message.</param>
    /// <exception cref="MalformedMessageException">The message is not acceptable. No bytes cause any other exception.</exception>
    public static ClientMessage ReadClientMessage(this Packer packer, ReadOnlyMemory<byte> message, WireLimits limits)
    {
        ArgumentNullException.ThrowIfNull(packer);
        ArgumentNullException.ThrowIfNull(limits);
        message = packer.UnwrapMessage(message, limits.MaxMessageBytes);
        packer = packer.ValuePacker;
        if (!packer.IsBinary && message.Span is [(byte)'+' or (byte)'-', (byte)'[', ..])
        {
            throw new MalformedMessageException(MalformedKind.Malformed, "The client's Sente is older than 1.21: its messages begin with + or -. Update the client.");
        }

        using var rented = packer.RentReader();
        try
        {
            rented.Reader.Start(message, limits.MaxDepth, start: 0, limits.MaxMessageBytes);
            return new Parser(packer, rented.Reader, message, limits).Read();
        }
        catch (SenteDataException e)
        {
            var kind = e.IsTooDeep ? MalformedKind.TooDeep : e.IsTooBig ? MalformedKind.TooBig : MalformedKind.Malformed;
            throw new MalformedMessageException(kind, e.Message, e);
        }
    }

    private readonly ref struct Parser(Packer packer, TokenReader reader, ReadOnlyMemory<byte> message, WireLimits limits)
    {
        public ClientMessage Read()
        {
            if (reader.Read() is not (TokenKind.Vector or TokenKind.List))
            {
                throw SenteDataException.Expected("a pair, [event ?callback]", reader.Describe());
            }

            if (reader.Read() == TokenKind.End)
            {
                throw SenteDataException.Expected("an event", "an empty pair");
            }

            var result = ReadEvent();
            if (reader.Read() == TokenKind.End)
            {
                return result;
            }

            result = result with { Callback = ReadCallback() };
            if (reader.Read() == TokenKind.End)
            {
                return result;
            }

            result = ReadExtension(result);
            while (reader.Read() != TokenKind.End)
            {
                reader.Skip();
            }

            // Without an extension, nil in the event's place is a bad event like any other.
            return result.IsBadEvent && result.Data.IsNil ? result with { IsBadEvent = false, EventId = null } : result;
        }

        // The reader is at the first token of what should be an event, and afterwards at its last.
        private ClientMessage ReadEvent()
        {
            var start = reader.TokenStart;
            if (reader.Kind != TokenKind.Vector)
            {
                reader.Skip();
                return BadEvent(start);
            }

            string? id = null;
            EventData data = default;
            var count = 0;
            while (true)
            {
                var refersBack = reader.RefersBack;
                if (reader.Read() == TokenKind.End)
                {
                    break;
                }

                var itemStart = reader.TokenStart;
                if (count == 0)
                {
                    id = ReadId();
                }

                reader.Skip();
                if (count == 1)
                {
                    data = refersBack
                        ? new EventData(message[..reader.Position], packer, itemStart, limits.MaxMessageBytes)
                        : new EventData(message[itemStart..reader.Position], packer, 0, limits.MaxMessageBytes);
                }

                count++;
            }

            return id is not null && count <= 2 ? new ClientMessage { EventId = id, Data = data } : BadEvent(start);
        }

        private string? ReadId()
        {
            // Ids that came before allocate no string.
            var keyword = reader.Kind switch
            {
                TokenKind.Keyword => reader.GetKeyword(),
                TokenKind.String when !packer.HasKeywords => KeywordCache.TryGet(reader.Text),
                _ => null,
            };
            return keyword is { IsNamespaced: true } ? keyword.Text : null;
        }

        // Only the start of the pair precedes the event, so nothing in it refers back.
        private ClientMessage BadEvent(int start) => new()
        {
            EventId = EventId.BadEvent,
            IsBadEvent = true,
            Data = new EventData(message[start..reader.Position], packer, 0, limits.MaxMessageBytes),
        };

        private CallbackId? ReadCallback()
        {
            if (reader.Kind == TokenKind.Nil || (reader.Kind == TokenKind.Boolean && !reader.Boolean))
            {
                return null;
            }

            if (reader.RefersBack)
            {
                // The reply repeats the callback in another message, where references back would lead elsewhere: write them out.
                using var rented = packer.RentWriter();
                Transcoder.Copy(reader, rented.Writer, trusted: false);
                return CheckedCallback(rented.Writer.Written);
            }

            var start = reader.TokenStart;
            reader.Skip();
            return CheckedCallback(message.Span[start..reader.Position]);
        }

        private CallbackId CheckedCallback(ReadOnlySpan<byte> id) => id.Length <= limits.MaxCallbackIdBytes
            ? new CallbackId(id, packer)
            : throw new SenteDataException(Invariant($"The callback has {id.Length} bytes; at most {limits.MaxCallbackIdBytes} are accepted."));

        // Unknown keys are ignored: a later version may send more.
        private ClientMessage ReadExtension(ClientMessage result)
        {
            if (reader.Kind != TokenKind.Map)
            {
                throw SenteDataException.Expected("a map as a message's third element", reader.Describe());
            }

            while (reader.Read() != TokenKind.End)
            {
                // In JSON, which has no keywords, the keys are strings.
                var isName = reader.Kind is TokenKind.Keyword or TokenKind.String;
                var isAck = isName && reader.Text.SequenceEqual("ack"u8);
                reader.Skip();
                reader.Read();
                if (isAck)
                {
                    result = result with { Ack = ReadAck() };
                }
                else
                {
                    reader.Skip();
                }
            }

            return result;
        }

        private long ReadAck() => reader.Kind == TokenKind.Integer && reader.Integer >= 0
            ? reader.Integer
            : throw SenteDataException.Expected("an integer of 0 or more as :ack", reader.Describe());
    }
}

/// <summary>A message from a client, <c>[[:ns/id data] ?callback ?extension]</c>. Its data is still packed.</summary>
internal readonly struct ClientMessage
{
    /// <summary>The event's id without its colon; that of a bad event is <c>chsk/bad-event</c>; null if there is no event.</summary>
    public string? EventId { get; init; }

    /// <summary>The event's data; of a bad event, what came in its place.</summary>
    public EventData Data { get; init; }

    /// <summary>Whether something that is not a valid event came in the event's place. It is handled as <c>:chsk/bad-event</c> and never answered on a WebSocket.</summary>
    public bool IsBadEvent { get; init; }

    /// <summary>The callback of a request; null if the client does not wait for a reply.</summary>
    public CallbackId? Callback { get; init; }

    /// <summary><c>:ack</c> of the extension: the client has passed all events up to this number to its app. 0 or more; null if absent.</summary>
    public long? Ack { get; init; }

    /// <summary>Whether the message has an event, valid or bad; if false, it has only an extension.</summary>
    public bool HasEvent => EventId is not null;
}
