using System.Diagnostics.CodeAnalysis;

namespace Sente.Wire;

/// <summary>
/// A value that is packed once, whatever number of connections it goes to: a snapshot, which later changes of the original do not
/// affect, and the bytes of each packer, made at first use and kept. Immutable and thread-safe.
/// </summary>
[ConvertedBy(typeof(EncodedValueConverter))]
internal sealed class EncodedValue
{
    // The head of a linked list.
    private Packing? _packings;

    private EncodedValue(ReadOnlyMemory<byte> snapshot) => Snapshot = snapshot;

    /// <summary>
    /// The value as it crosses between nodes: EDN, with a private tag for what EDN lacks. A snapshot that uses this tag, or holds
    /// something else that clients can't read as EDN, begins with a space.
    /// </summary>
    public ReadOnlyMemory<byte> Snapshot { get; }

    /// <summary>The snapshot's length in bytes, which the bounds of outboxes count.</summary>
    public int Size => Snapshot.Length;

    /// <summary>The value, to be read back.</summary>
    public EventData Data => new(Snapshot, Packers.Snapshot);

    private bool IsSpecial => Snapshot.Span[0] == EdnWriter.SpecialMark;

    /// <summary>Takes a snapshot of a value.</summary>
    /// <param name="value">A value of the app's own types, or a plain one.</param>
    /// <exception cref="SenteDataException">Something in the value is not data; the message names its type and path.</exception>
    public static EncodedValue From(object? value) => value as EncodedValue ?? new EncodedValue(Snapshots.Take(value));

    /// <summary>Uses a snapshot that another node has taken.</summary>
    /// <param name="snapshot">The other node's <see cref="Snapshot"/>. It is trusted, and must not change.</param>
    public static EncodedValue FromSnapshot(ReadOnlyMemory<byte> snapshot) => new(snapshot);

    /// <summary>Takes a snapshot of the value at whose first token <paramref name="reader"/> is.</summary>
    public static EncodedValue Copy(TokenReader reader) => new(Snapshots.Copy(reader));

    /// <summary>Returns the value's bytes in a packer's format, if it is representable there.</summary>
    /// <param name="packer">The packer of a connection.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="error">If it is not: what is not representable, and where.</param>
    /// <returns>Whether the value is representable.</returns>
    public bool TryGetBytes(Packer packer, out ReadOnlyMemory<byte> bytes, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(packer);
        packer = packer.ValuePacker;
        error = null;
        if (packer is SnapshotPacker || (packer is EdnPacker && !IsSpecial))
        {
            bytes = Snapshot;
            return true;
        }

        var packing = Find(packer) ?? Keep(Pack(packer));
        bytes = packing.Bytes;
        error = packing.Error;
        return error is null;
    }

    /// <summary>Returns the value as EDN, for people.</summary>
    public override string ToString() => Data.ToString();

    private Packing? Find(Packer packer)
    {
        var packing = Volatile.Read(ref _packings);
        while (packing is not null && packing.Packer != packer)
        {
            packing = packing.Next;
        }

        return packing;
    }

    // Two threads may pack at the same time. Their results are equal, and one of them is kept.
    private Packing Keep(Packing packing)
    {
        while (true)
        {
            packing.Next = Volatile.Read(ref _packings);
            if (Find(packing.Packer) is { } other)
            {
                return other;
            }

            if (Interlocked.CompareExchange(ref _packings, packing, packing.Next) == packing.Next)
            {
                return packing;
            }
        }
    }

    private Packing Pack(Packer packer)
    {
        using var reader = Packers.Snapshot.RentReader();
        using var writer = packer.RentWriter();
        try
        {
            Data.Begin(reader.Reader);
            Transcoder.Copy(reader.Reader, writer.Writer, trusted: true);
            return new Packing(packer, writer.Writer.Written.ToArray(), null);
        }
        catch (SenteDataException e)
        {
            return new Packing(packer, default, e.Message);
        }
    }

    /// <summary>The value in one packer's format, or the reason why it is not representable there.</summary>
    private sealed class Packing(Packer packer, ReadOnlyMemory<byte> bytes, string? error)
    {
        public Packer Packer { get; } = packer;

        public ReadOnlyMemory<byte> Bytes { get; } = bytes;

        public string? Error { get; } = error;

        public Packing? Next { get; set; }
    }
}

/// <summary>Writes an encoded value inside other data; a snapshot inside a snapshot is copied as it is.</summary>
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
