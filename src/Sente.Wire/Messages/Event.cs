using Sente.Wire;

namespace Sente;

/// <summary>
/// An event, <c>[:my-app/notification {:msg "hi"}]</c>: a namespaced id and data. It is a snapshot, taken at once and
/// immutable: what the app changes later doesn't show, and it is packed once however many clients it goes to.
/// </summary>
public sealed class Event
{
    private EncodedValue? _encoded;

    /// <summary>Makes an event, taking a snapshot of its data.</summary>
    /// <param name="id">The id, a namespaced keyword without its colon: <c>my-app/notification</c>. The namespace <c>chsk</c> is Sente's own.</param>
    /// <param name="data">
    /// A record, an anonymous object, a class or struct, a collection, any plain value, or null for none.
    /// </param>
    /// <exception cref="SenteDataException">The id is no event id, or something in the data can't be said; the message names its type and path.</exception>
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

    /// <summary>The data, to be read back: as a type by <see cref="EventData.As{T}()"/>, or plain by <see cref="EventData.ToValue"/>.</summary>
    public EventData Data { get; }

    /// <summary>The whole event as it goes out: <c>[:id data]</c>, or <c>[:id]</c> without data. One that came in is packed anew at first need.</summary>
    /// <exception cref="SenteDataException">It came in with data that breaks a rule of its format.</exception>
    public EncodedValue Encoded => _encoded ??= Encode(EventId.Parse(Id), Data, out _);

    /// <summary>An event whose data is already packed, as it comes in: nothing is decoded, and any id is allowed.</summary>
    /// <param name="id">The id without its colon.</param>
    /// <param name="data">Its data.</param>
    public static Event FromWire(string id, EventData data)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new Event(id, data);
    }

    /// <summary>The event as EDN, for people.</summary>
    public override string ToString() => Data.IsNil ? $"[:{Id}]" : $"[:{Id} {Data}]";

    private static EncodedValue Encode(Keyword id, object? data, out EventData value)
    {
        var writer = (EdnWriter)Packer.Snapshot.RentWriter();
        try
        {
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
            value = end < start ? default : new EventData(encoded.Snapshot[(start + mark)..(end + mark)], Packer.Snapshot);
            return encoded;
        }
        finally
        {
            Packer.Snapshot.Return(writer);
        }
    }
}
