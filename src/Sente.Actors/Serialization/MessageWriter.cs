using System.Text;
using Akka.Actor;
using Sente.Wire;

namespace Sente.Actors;

/// <summary>Writes a message for another node; each method has its counterpart in <see cref="MessageReader"/>.</summary>
internal sealed class MessageWriter(Stream stream) : BinaryWriter(stream, Encoding.UTF8)
{
    public void WriteBytes(ReadOnlyMemory<byte> bytes)
    {
        Write7BitEncodedInt(bytes.Length);
        Write(bytes.Span);
    }

    public void WriteOptional(string? text)
    {
        Write(text is not null);
        if (text is not null)
        {
            Write(text);
        }
    }

    public void WriteOptional(long? number)
    {
        Write(number is not null);
        if (number is { } value)
        {
            Write(value);
        }
    }

    public void WriteTime(TimeSpan time) => Write(time.Ticks);

    public void WriteOptional(TimeSpan? time) => WriteOptional(time?.Ticks);

    public void WriteList<T>(IReadOnlyList<T> list, Action<T> write)
    {
        Write7BitEncodedInt(list.Count);
        foreach (var item in list)
        {
            write(item);
        }
    }

    public void WriteEncoded(EncodedValue value) => WriteBytes(value.Snapshot);

    public void WriteRef(IActorRef actor) => Write(Akka.Serialization.Serialization.SerializedActorPath(actor));

    public void WriteEvent(Event evt)
    {
        Write(evt.Id);
        Write(evt.Data.Packer.Name);
        Write(evt.Data.Start);
        WriteBytes(evt.Data.Message);
    }

    public void WriteCallback(CallbackId? callback)
    {
        Write(callback is not null);
        if (callback is { } id)
        {
            Write(id.Packer.Name);
            WriteBytes(id.Bytes);
        }
    }
}
