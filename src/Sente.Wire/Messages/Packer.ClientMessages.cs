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
        {
            throw new MalformedMessageException(MalformedKind.TooBig, Invariant($"The message has {message.Length} bytes; at most {limits.MaxMessageBytes} are taken."));
        }

        message = Unwrap(message, limits);
        if (!ValuePacker.IsBinary && message.Span is [(byte)'+' or (byte)'-', (byte)'[', ..])
        {
            throw new MalformedMessageException(MalformedKind.Malformed, "The client's Sente is older than 1.21: its messages begin with + or -. Update the client.");
        }

        var reader = ValuePacker.RentReader();
        try
        {
            reader.Start(message, limits.MaxDepth, 0, limits.MaxMessageBytes);
            return ReadPair(reader, message, limits);
        }
        catch (SenteDataException e)
        {
            var kind = e.IsTooDeep ? MalformedKind.TooDeep : e.IsTooBig ? MalformedKind.TooBig : MalformedKind.Malformed;
            throw new MalformedMessageException(kind, e.Message, e);
        }
        finally
        {
            ValuePacker.Return(reader);
        }
    }

    private ClientMessage ReadPair(TokenReader reader, ReadOnlyMemory<byte> message, WireLimits limits)
    {
        if (reader.Read() is not (TokenKind.Vector or TokenKind.List))
        {
            throw SenteDataException.Expected("a pair, [event ?callback]", reader.Describe());
        }

        if (reader.Read() == TokenKind.End)
        {
            throw SenteDataException.Expected("an event", "an empty pair");
        }

        var result = ReadEvent(reader, message, limits);
        if (reader.Read() == TokenKind.End)
        {
            return result;
        }

        result = result with { Callback = ReadCallback(reader, message, limits) };
        if (reader.Read() == TokenKind.End)
        {
            return result;
        }

        ExtensionCodec.Read(reader, out var ack, out var repeatId);
        result = result with { Ack = ack, RepeatId = repeatId };
        while (reader.Read() != TokenKind.End)
        {
            reader.Skip();
        }

        // Without an extension, nil in the event's place is a bad event like any other.
        return result.IsBadEvent && result.Data.IsNil ? result with { IsBadEvent = false, EventId = null } : result;
    }

    // The reader stands on what should be an event, and afterwards on its last token.
    private ClientMessage ReadEvent(TokenReader reader, ReadOnlyMemory<byte> message, WireLimits limits)
    {
        var start = reader.TokenStart;
        if (reader.Kind != TokenKind.Vector)
        {
            reader.Skip();
            return BadEvent(message[start..reader.Position], limits);
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
                id = ReadId(reader);
            }

            reader.Skip();
            if (count == 1)
            {
                data = refersBack
                    ? new EventData(message[..reader.Position], this, itemStart, limits.MaxMessageBytes)
                    : new EventData(message[itemStart..reader.Position], this, 0, limits.MaxMessageBytes);
            }

            count++;
        }

        return id is not null && count <= 2
            ? new ClientMessage { EventId = id, Data = data }
            : BadEvent(message[start..reader.Position], limits);
    }

    private string? ReadId(TokenReader reader)
    {
        var keyword = reader.Kind switch
        {
            TokenKind.Keyword => reader.GetKeyword(),
            TokenKind.String when !ValuePacker.HasKeywords => KeywordCache.TryGet(reader.Text),
            _ => null,
        };
        return keyword is { IsNamespaced: true } ? keyword.Text : null;
    }

    // Nothing precedes the event but the pair's opening, so it refers back to nothing.
    private ClientMessage BadEvent(ReadOnlyMemory<byte> given, WireLimits limits) =>
        new() { EventId = EventId.BadEvent, IsBadEvent = true, Data = new EventData(given, this, 0, limits.MaxMessageBytes) };

    private CallbackId? ReadCallback(TokenReader reader, ReadOnlyMemory<byte> message, WireLimits limits)
    {
        if (reader.Kind == TokenKind.Nil || (reader.Kind == TokenKind.Boolean && !reader.Boolean))
        {
            return null;
        }

        if (reader.RefersBack)
        {
            return CopyCallback(reader, limits);
        }

        var start = reader.TokenStart;
        reader.Skip();
        return Checked(message.Span[start..reader.Position], limits);
    }

    // The id is echoed in another message, where a reference back would mean something else (or nothing).
    private CallbackId CopyCallback(TokenReader reader, WireLimits limits)
    {
        var writer = ValuePacker.RentWriter();
        try
        {
            Transcoder.Copy(reader, writer, trusted: false);
            return Checked(writer.Written, limits);
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }

    private CallbackId Checked(ReadOnlySpan<byte> id, WireLimits limits) => id.Length <= limits.MaxCallbackIdBytes
        ? new CallbackId(id, this)
        : throw new SenteDataException(Invariant($"The callback id has {id.Length} bytes; at most {limits.MaxCallbackIdBytes} are taken."));
}
