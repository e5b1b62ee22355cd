using System.Text;
using Sente.Wire;

namespace Sente.AspNetCore.Tests;

/// <summary>A message of the server's as values, so that the order of sets and maps doesn't count.</summary>
internal sealed record ServerMessage(object? First, object? Callback)
{
    /// <summary>The events of a batch; null when it is none.</summary>
    public IReadOnlyList<object?>? Batch => Callback is null && First is ValueVector { Count: > 0 } vector && vector[0] is ValueVector ? vector : null;

    /// <summary>Reads a message: a pair, and nothing more.</summary>
    public static ServerMessage Read(string text)
    {
        var pair = Assert.IsType<ValueVector>(new EventData(Encoding.UTF8.GetBytes(text), Packer.Edn).ToValue());
        Assert.Equal(2, pair.Count);
        return new ServerMessage(pair[0], pair[1]);
    }
}
