using Sente.Wire;

namespace Sente;

/// <summary>
/// An event, <c>[:my-app/notification {:msg "hi"}]</c>: a namespaced id and data. It is a snapshot and immutable: later changes of
/// the original data do not affect it, and it is packed once, whatever number of clients it goes to.
/// </summary>
[ConvertedBy(typeof(EventConverter))]
public sealed class Event
{
    private EncodedValue? _encoded;

    /// <summary>Creates an event and takes a snapshot of its data.</summary>
    /// <param name="id">The id, a namespaced keyword without its colon: <c>my-app/notification</c>. The namespace <c>chsk</c> is Sente's own.</param>
    /// <param name="data">A record, an anonymous object, a class or struct, a collection or any plain value; null for none.</param>
    /// <exception cref="SenteDataException">The id is not an event id, or something in the data is not data; the message names its type and path.</exception>
    public Event(string id, object? data = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        var keyword = EventId.Parse(id);
        if (EventId.IsReserved(id))
        {
            throw new SenteDataException($"The event id :{SenteDataException.Excerpt(id)} is one of Sente's own: use another namespace than chsk.");
        }

        Id = keyword.Text;
        _encoded = Encode(keyword, data, out var value);
        Data = value;
    }

    private Event(string id, EventData data)
    {
        Id = id;
        Data = data;
    }

    /// <summary>The id without its colon: <c>my-app/notification</c>.</summary>
    public string Id { get; }

    /// <summary>The data: read it as a type with <see cref="EventData.As{T}()"/>, or as a plain value with <see cref="EventData.ToValue"/>.</summary>
    public EventData Data { get; }

    /// <summary>The whole event as it is sent: <c>[:id data]</c>, or <c>[:id]</c> without data. A client's event is packed anew at first use.</summary>
    /// <exception cref="SenteDataException">The data is a client's and breaks a rule of its format.</exception>
    internal EncodedValue Encoded => _encoded ??= Encode(EventId.Parse(Id), Data, out _);

    /// <summary>Creates an event from data that is packed already, as a client's is: nothing is decoded, and any id is allowed.</summary>
    /// <param name="id">The id without its colon.</param>
    /// <param name="data">The data.</param>
    internal static Event FromWire(string id, EventData data)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new Event(id, data);
    }

    /// <summary>Returns the event as EDN, for people.</summary>
    public override string ToString() => Data.IsNil ? $"[:{Id}]" : $"[:{Id} {Data}]";

    private static EncodedValue Encode(Keyword id, object? data, out EventData value)
    {
        using var rented = Packers.Snapshot.RentWriter();
        var writer = (EdnWriter)rented.Writer;
        writer.StartVector(2);
        writer.WriteKeyword(id);
        var start = writer.Length + 1;
        if (data is not null && data is not EventData { IsNil: true })
        {
            PlainConverter.Instance.Write(writer, data);
        }

        var end = writer.Length;
        writer.End();
        var encoded = EncodedValue.FromSnapshot(writer.ToSnapshot());
        var mark = encoded.Size - writer.Length;
        value = end < start ? default : new EventData(encoded.Snapshot[(start + mark)..(end + mark)], Packers.Snapshot);
        return encoded;
    }
}

/// <summary>Writes an event inside other data, and reads it there, as the vector <c>[id data]</c>.</summary>
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
