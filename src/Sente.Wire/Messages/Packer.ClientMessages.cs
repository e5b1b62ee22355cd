namespace Sente.Wire;

// What a client says:
//   [[:ns/id ?data] ?callback]           an event; with a callback, a request
//   [<anything else> ?callback]          a bad event
//   [nil nil {:ack 42}]                  an extension alone
// The data is found and measured, and stays packed.
public abstract partial class Packer
{
    /// <summary>
    /// Reads a client's message: finds the event's id, its data's bytes and the callback, and checks form, depth and size
    /// on the way. Ids that come again cost no string.
    /// </summary>
    /// <param name="message">The frame's or body's bytes. The result refers to them: nobody may change them as long as it lives.</param>
    /// <param name="limits">What is taken.</param>
    /// <exception cref="MalformedMessageException">The message can't be taken. No other error comes out of any bytes.</exception>
    public ClientMessage ReadClientMessage(ReadOnlyMemory<byte> message, WireLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (message.Length > limits.MaxMessageBytes)
            throw new MalformedMessageException(MalformedKind.TooBig, $"The message has {message.Length} bytes; at most {limits.MaxMessageBytes} are taken.");
        message = Unwrap(message, limits);
        if (!IsBinary && message.Span is [(byte)'+' or (byte)'-', (byte)'[', ..])
            throw new MalformedMessageException(MalformedKind.Malformed, "The client's Sente is older than 1.21: its messages begin with + or -. Update the client.");
        var reader = ValuePacker.RentReader();
        try
        {
            reader.Start(message, limits.MaxDepth);
            return ReadPair(reader, message, limits);
        }
        catch (SenteDataException e)
        {
            throw new MalformedMessageException(e.IsTooDeep ? MalformedKind.TooDeep : MalformedKind.Malformed, e.Message, e);
        }
        finally
        {
            ValuePacker.Return(reader);
        }
    }

    private ClientMessage ReadPair(TokenReader reader, ReadOnlyMemory<byte> message, WireLimits limits)
    {
        if (reader.Read() is not (TokenKind.Vector or TokenKind.List))
            throw SenteDataException.Expected("a pair, [event ?callback]", reader.Describe());
        var context = reader.SaveContext();
        if (reader.Read() == TokenKind.End)
            throw SenteDataException.Expected("an event", "an empty pair");
        var result = ReadEvent(reader, message, context);
        if (reader.Read() == TokenKind.End)
            return result;
        result = result with { Callback = ReadCallback(reader, message, limits) };
        if (reader.Read() == TokenKind.End)
            return result;
        ExtensionCodec.Read(reader, out var ack, out var repeatId);
        result = result with { Ack = ack, RepeatId = repeatId };
        while (reader.Read() != TokenKind.End)
            reader.Skip();
        // Without an extension, nil in the event's place is a bad event like any other.
        return result.IsBadEvent && result.Data.IsNil ? result with { IsBadEvent = false, EventId = null } : result;
    }

    // The reader stands on what should be an event, and afterwards on its last token.
    private ClientMessage ReadEvent(TokenReader reader, ReadOnlyMemory<byte> message, object? context)
    {
        var start = reader.TokenStart;
        if (reader.Kind != TokenKind.Vector)
        {
            reader.Skip();
            return BadEvent(message[start..reader.Position], context);
        }

        string? id = null;
        EventData data = default;
        var count = 0;
        while (true)
        {
            var before = reader.SaveContext();
            if (reader.Read() == TokenKind.End)
                break;
            var itemStart = reader.TokenStart;
            if (count == 0 && reader.Kind == TokenKind.Keyword && reader.GetKeyword() is { IsNamespaced: true } keyword)
                id = keyword.Text;
            reader.Skip();
            if (count == 1)
                data = new EventData(message[itemStart..reader.Position], this, before);
            count++;
        }

        return id is not null && count <= 2
            ? new ClientMessage { EventId = id, Data = data }
            : BadEvent(message[start..reader.Position], context);
    }

    private ClientMessage BadEvent(ReadOnlyMemory<byte> given, object? context) =>
        new() { EventId = EventId.BadEvent, IsBadEvent = true, Data = new EventData(given, this, context) };

    private CallbackId? ReadCallback(TokenReader reader, ReadOnlyMemory<byte> message, WireLimits limits)
    {
        if (reader.Kind == TokenKind.Nil || (reader.Kind == TokenKind.Boolean && !reader.Boolean))
            return null;
        var start = reader.TokenStart;
        reader.Skip();
        var length = reader.Position - start;
        return length <= limits.MaxCallbackIdBytes
            ? new CallbackId(message.Span.Slice(start, length), this)
            : throw new SenteDataException($"The callback id has {length} bytes; at most {limits.MaxCallbackIdBytes} are taken.");
    }
}
