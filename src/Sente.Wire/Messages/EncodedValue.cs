using System.Diagnostics.CodeAnalysis;

namespace Sente.Wire;

/// <summary>
/// A value packed once and sent to everyone: a snapshot that shows no later change of what it was made from, and the bytes
/// of each packer, made at first need and kept. Immutable, thread-safe.
/// </summary>
public sealed class EncodedValue
{
    // The newest of a list.
    private Packing? _packings;

    private EncodedValue(ReadOnlyMemory<byte> snapshot) => Snapshot = snapshot;

    /// <summary>
    /// The value in the form in which it travels between nodes: EDN bytes, with a private tag for what EDN lacks. A snapshot
    /// that says something EDN can't begins with a space.
    /// </summary>
    public ReadOnlyMemory<byte> Snapshot { get; }

    /// <summary>What bounds count: the snapshot's bytes.</summary>
    public int Size => Snapshot.Length;

    /// <summary>The value, to be read back.</summary>
    public EventData Data => new(Snapshot, Packer.Snapshot);

    /// <summary>Takes a snapshot of a value.</summary>
    /// <param name="value">A value of the app's own types, or a plain one.</param>
    /// <exception cref="SenteDataException">Something in it can't be said; the message names type and path.</exception>
    public static EncodedValue From(object? value)
    {
        if (value is EncodedValue encoded)
        {
            return encoded;
        }

        var writer = (EdnWriter)Packer.Snapshot.RentWriter();
        try
        {
            PlainConverter.Instance.Write(writer, value);
            return new EncodedValue(writer.ToSnapshot());
        }
        finally
        {
            Packer.Snapshot.Return(writer);
        }
    }

    /// <summary>Takes a snapshot of the value that <paramref name="reader"/> stands on.</summary>
    internal static EncodedValue Copy(TokenReader reader)
    {
        var writer = (EdnWriter)Packer.Snapshot.RentWriter();
        try
        {
            Transcoder.Copy(reader, writer, trusted: false);
            return new EncodedValue(writer.ToSnapshot());
        }
        finally
        {
            Packer.Snapshot.Return(writer);
        }
    }

    /// <summary>Takes over the snapshot of another node, as it is.</summary>
    /// <param name="snapshot">What <see cref="Snapshot"/> gave there. It is trusted, and nobody may change it.</param>
    public static EncodedValue FromSnapshot(ReadOnlyMemory<byte> snapshot) => new(snapshot);

    /// <summary>The value's bytes in a packer's format, if it can say the value.</summary>
    /// <param name="packer">The packer of a connection.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="error">Else what it can't say, and where.</param>
    /// <returns>Whether it can.</returns>
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

    /// <summary>The value as EDN, for people.</summary>
    public override string ToString() => Data.ToString();

    private bool IsSpecial => Snapshot.Span[0] == EdnWriter.SpecialMark;

    private Packing? Find(Packer packer)
    {
        var packing = Volatile.Read(ref _packings);
        while (packing is not null && packing.Packer != packer)
        {
            packing = packing.Next;
        }

        return packing;
    }

    // Two threads may pack at the same time; both results say the same, and one is kept.
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
        var reader = Packer.Snapshot.RentReader();
        var writer = packer.RentWriter();
        try
        {
            Data.Begin(reader);
            Transcoder.Copy(reader, writer, trusted: true);
            return new Packing(packer, writer.Written.ToArray(), null);
        }
        catch (SenteDataException e)
        {
            return new Packing(packer, default, e.Message);
        }
        finally
        {
            Packer.Snapshot.Return(reader);
            packer.Return(writer);
        }
    }

    private sealed class Packing(Packer packer, ReadOnlyMemory<byte> bytes, string? error)
    {
        public Packer Packer { get; } = packer;

        public ReadOnlyMemory<byte> Bytes { get; } = bytes;

        public string? Error { get; } = error;

        public Packing? Next { get; set; }
    }
}
