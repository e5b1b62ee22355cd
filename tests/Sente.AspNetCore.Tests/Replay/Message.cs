using System.Text;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>A message of the server or a client as values, so that the order of sets and maps doesn't matter.</summary>
internal sealed record Message(object? First, object? Callback)
{
    /// <summary>Returns the events of a batch; null for another message.</summary>
    public IReadOnlyList<object?>? Batch => Callback is null && First is ValueVector { Count: > 0 } vector && vector[0] is ValueVector ? vector : null;

    /// <summary>Returns the id of an event without its colon; null for another value.</summary>
    public string? EventId => First is ValueVector { Count: > 0 } vector ? vector[0] as string ?? (vector[0] as Keyword)?.Text : null;

    /// <summary>Reads a message in EDN.</summary>
    public static Message Read(string edn) => Read(Encoding.UTF8.GetBytes(edn), Packers.Edn);

    /// <summary>Reads a message: a pair, and nothing more.</summary>
    public static Message Read(ReadOnlyMemory<byte> packed, Packer packer)
    {
        var pair = Assert.IsType<ValueVector>(packer.Open(packed, WireLimits.Default).ToValue());
        Assert.Equal(2, pair.Count);
        return new Message(pair[0], pair[1]);
    }

    /// <summary>Converts a message from one packer to another.</summary>
    public static byte[] Transcode(ReadOnlyMemory<byte> packed, Packer from, Packer to) => to.Pack(from.Open(packed, WireLimits.Default));
}
