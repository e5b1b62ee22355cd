using System.Buffers;

namespace Sente.Wire;

/// <summary>
/// A data format: turns values into the text or bytes of the wire and back. A format is a <see cref="TokenWriter"/> and a
/// <see cref="TokenReader"/>; values, an app's types and the protocol's messages are written once over those.
/// Both ends of a connection must use the same one. Packers are immutable and thread-safe.
/// </summary>
public abstract partial class Packer
{
    private static int _created;

    [ThreadStatic]
    private static Pooled[]? _pool;

    private readonly int _index = Interlocked.Increment(ref _created) - 1;

    /// <summary>EDN, Sente's default: text.</summary>
    public static Packer Edn { get; } = new EdnPacker();

    /// <summary>
    /// The form in which values travel between nodes: EDN, with a private tag for what EDN lacks. Not for clients.
    /// </summary>
    public static Packer Snapshot { get; } = new SnapshotPacker();

    /// <summary>The packer that comes with the library under a name: what another node meant by it.</summary>
    /// <param name="name">A <see cref="Name"/>.</param>
    /// <returns>The packer; null if none has the name.</returns>
    public static Packer? Find(string name) => name == Edn.Name ? Edn : name == Snapshot.Name ? Snapshot : null;

    /// <summary>The packer's name, as in the query parameter <c>sente-packer</c>: <c>edn</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it makes binary frames and bodies; else text in UTF-8.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>
    /// The packer that packs single values: itself, unless this one only wraps whole messages (as gzip does).
    /// </summary>
    public virtual Packer ValuePacker => this;

    /// <summary>A new writer. Reused by the thread that asked.</summary>
    protected abstract TokenWriter CreateWriter();

    /// <summary>A new reader. Reused by the thread that asked.</summary>
    protected abstract TokenReader CreateReader();

    /// <summary>Puts a whole packed message into its frame: as it is, unless this packer wraps messages.</summary>
    /// <param name="packed">The message, packed by <see cref="ValuePacker"/>.</param>
    /// <param name="to">Where it goes.</param>
    protected virtual void Wrap(ReadOnlySpan<byte> packed, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(packed);
    }

    /// <summary>Takes a whole packed message out of its frame: the opposite of <see cref="Wrap"/>.</summary>
    /// <param name="frame">The frame's or body's bytes.</param>
    /// <param name="limits">How long the message may be; to be kept to while it is unwrapped.</param>
    /// <exception cref="MalformedMessageException">The frame is none of this packer's, or its message is too long.</exception>
    protected virtual ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> frame, WireLimits limits) => frame;

    /// <summary>A writer for one value; give it back when done. Values may be written inside each other's writing.</summary>
    internal TokenWriter RentWriter()
    {
        var writer = Slot.Writer ?? CreateWriter();
        Slot.Writer = null;
        writer.Reset();
        return writer;
    }

    internal TokenReader RentReader()
    {
        var reader = Slot.Reader ?? CreateReader();
        Slot.Reader = null;
        return reader;
    }

    internal void Return(TokenWriter writer) => Slot.Writer = writer;

    internal void Return(TokenReader reader)
    {
        reader.Reset();
        Slot.Reader = reader;
    }

    private ref Pooled Slot
    {
        get
        {
            var pool = _pool;
            if (pool is null || _index >= pool.Length)
                pool = GrowPool(pool);
            return ref pool[_index];
        }
    }

    private Pooled[] GrowPool(Pooled[]? pool)
    {
        Array.Resize(ref pool, _index + 4);
        return _pool = pool;
    }

    private struct Pooled
    {
        public TokenWriter? Writer;
        public TokenReader? Reader;
    }
}
