namespace Sente.Wire;

/// <summary>Takes snapshots of values and reads them back.</summary>
internal static class Snapshots
{
    /// <summary>Takes a snapshot of a value of the app's own types, or of a plain one.</summary>
    /// <exception cref="SenteDataException">Something in it is not data; the message names its type and path.</exception>
    public static byte[] Take(object? value)
    {
        using var rented = SnapshotPacker.Instance.RentWriter();
        PlainConverter.Instance.Write(rented.Writer, value);
        return ((EdnWriter)rented.Writer).ToSnapshot();
    }

    /// <summary>Takes a snapshot of the value at whose first token <paramref name="reader"/> is.</summary>
    /// <exception cref="SenteDataException">The value breaks a rule of its format.</exception>
    public static byte[] Copy(TokenReader reader)
    {
        using var rented = SnapshotPacker.Instance.RentWriter();
        Transcoder.Copy(reader, rented.Writer, trusted: false);
        return ((EdnWriter)rented.Writer).ToSnapshot();
    }

    /// <summary>Reads a snapshot.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> snapshot)
    {
        using var rented = SnapshotPacker.Instance.RentReader();
        var reader = rented.Reader;
        reader.Start(snapshot, TokenReader.LargestMaxDepth, start: 0, maxBytes: int.MaxValue);
        reader.Read();
        return Converters.For<T>().Read(reader);
    }

    /// <summary>Turns a value of the app's own types into a plain one, by way of a snapshot.</summary>
    public static object? ToPlain<T>(T value) => Read<object?>(Take(value));
}
