namespace Sente.Wire;

/// <summary>Our own value types, asked for by name: <c>As&lt;ValueMap&gt;()</c>.</summary>
internal sealed class PlainCastConverter<T> : Converter<T>
    where T : class
{
    protected override void WriteValue(TokenWriter writer, T value) => PlainConverter.Instance.Write(writer, value);

    protected override T ReadValue(TokenReader reader)
    {
        var came = reader.Describe();
        return PlainConverter.Instance.Read(reader) as T ?? throw SenteDataException.Expected(TypeName.Of(typeof(T)), came);
    }
}

/// <summary>Data that came over the wire, passed on inside other data.</summary>
internal sealed class EventDataConverter : Converter<EventData>
{
    protected override void WriteValue(TokenWriter writer, EventData value)
    {
        var packer = value.Packer;
        var reader = packer.RentReader();
        try
        {
            value.Begin(reader);
            Transcoder.Copy(reader, writer, trusted: packer is SnapshotPacker || writer.SkipsKeyChecks);
        }
        finally
        {
            packer.Return(reader);
        }
    }

    protected override EventData ReadValue(TokenReader reader) => EncodedValue.Copy(reader).Data;
}

/// <summary>A snapshot inside other data.</summary>
internal sealed class EncodedValueConverter : Converter<EncodedValue>
{
    protected override void WriteValue(TokenWriter writer, EncodedValue value)
    {
        if (writer is EdnWriter { IsSnapshot: true })
        {
            writer.WritePacked(value.Snapshot.Span);
        }
        else
        {
            Converters.For<EventData>().Write(writer, value.Data);
        }
    }

    protected override EncodedValue ReadValue(TokenReader reader) => EncodedValue.Copy(reader);
}

/// <summary>An event inside other data, as the vector that it is.</summary>
internal sealed class EventConverter : Converter<Event>
{
    protected override void WriteValue(TokenWriter writer, Event value) => Converters.For<EncodedValue>().Write(writer, value.Encoded);

    protected override Event ReadValue(TokenReader reader)
    {
        if (reader.Kind != TokenKind.Vector)
        {
            throw Unexpected(reader, "an event, [id data]");
        }

        if (reader.Read() != TokenKind.Keyword)
        {
            throw Unexpected(reader, "an event's id");
        }

        var id = reader.GetKeyword();
        EventId.Parse(id.Text);
        var data = default(EventData);
        if (reader.Read() != TokenKind.End)
        {
            data = EncodedValue.Copy(reader).Data;
            if (reader.Read() != TokenKind.End)
            {
                throw Unexpected(reader, "an event's end: it is [id data]");
            }
        }

        return Event.FromWire(id.Text, data);
    }
}

/// <summary>A type that can be no data.</summary>
internal sealed class RefusedConverter<T>(string advice) : Converter<T>
{
    protected override void WriteValue(TokenWriter writer, T value) => throw Refused();

    protected override T ReadValue(TokenReader reader) => throw Refused();

    private SenteDataException Refused() => new($"{TypeName.Of(typeof(T))} is no data: {advice}.") { IsAboutType = true };
}
