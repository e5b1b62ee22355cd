using System.Buffers;

namespace Sente.Wire;

/// <summary>
/// A data format: turns values into the text or bytes of the wire and back. A format consists of a <see cref="TokenWriter"/> and
/// a <see cref="TokenReader"/>; plain values, an app's own types and the protocol's messages are written once over those.
/// Both ends of a connection must use the same packer. Packers are immutable and thread-safe.
/// </summary>
/// <remarks>The packers of this library are in <see cref="Packers"/>. An app adds a format with a class derived from this one.</remarks>
public abstract class Packer
{
    private static int _created;

    [ThreadStatic]
    private static Pooled[]? _pool;

    private readonly int _index = Interlocked.Increment(ref _created) - 1;

    /// <summary>The packer's name, as in the query parameter <c>sente-packer</c>: <c>edn</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether messages are binary frames and bodies; if false, they are text in UTF-8.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>Whether the format has keywords; in a format without them, event ids are strings.</summary>
    public virtual bool HasKeywords => true;

    /// <summary>The packer of single values: this one, unless it only wraps whole messages, as gzip does.</summary>
    public virtual Packer ValuePacker => this;

    /// <summary>Creates a writer, which is reused on the thread that asked for it.</summary>
    protected abstract TokenWriter CreateWriter();

    /// <summary>Creates a reader, which is reused on the thread that asked for it.</summary>
    protected abstract TokenReader CreateReader();

    /// <summary>Turns a whole packed message into a frame: copies it, unless this packer wraps messages.</summary>
    /// <param name="packed">The message, packed by <see cref="ValuePacker"/>.</param>
    /// <param name="to">Receives the frame.</param>
    protected virtual void Wrap(ReadOnlySpan<byte> packed, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(packed);
    }

    /// <summary>Takes a whole packed message out of its frame: the opposite of <see cref="Wrap"/>.</summary>
    /// <param name="frame">The bytes of the frame or body.</param>
    /// <param name="maxBytes">The length that the message may have, in bytes. Check it while unwrapping: a short frame may expand.</param>
    /// <exception cref="MalformedMessageException">The frame is not one of this packer's, or its message is longer than <paramref name="maxBytes"/>.</exception>
    protected virtual ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> frame, int maxBytes) => frame;

    /// <inheritdoc cref="CreateWriter"/>
    internal TokenWriter NewWriter() => CreateWriter();

    /// <inheritdoc cref="CreateReader"/>
    internal TokenReader NewReader() => CreateReader();

    /// <inheritdoc cref="Wrap"/>
    internal void WrapMessage(ReadOnlySpan<byte> packed, IBufferWriter<byte> to) => Wrap(packed, to);

    /// <summary>Checks the frame's length and takes the message out of it.</summary>
    /// <exception cref="MalformedMessageException">The frame is not one of this packer's, or it or its message is longer than <paramref name="maxBytes"/>.</exception>
    internal ReadOnlyMemory<byte> UnwrapMessage(ReadOnlyMemory<byte> frame, int maxBytes) => frame.Length <= maxBytes
        ? Unwrap(frame, maxBytes)
        : throw new MalformedMessageException(MalformedKind.TooBig, Invariant($"The message has {frame.Length} bytes; at most {maxBytes} are accepted."));

    /// <summary>Rents a writer for one value. Rentals nest: a value may be written while another one is.</summary>
    internal RentedWriter RentWriter()
    {
        ref var slot = ref Slot;
        if (slot.Writer is { } kept)
        {
            slot.Writer = null;
            return new RentedWriter(this, kept);
        }

        var writer = CreateWriter();
        writer.Reset();
        return new RentedWriter(this, writer);
    }

    /// <summary>Rents a reader for one value. Rentals nest.</summary>
    internal RentedReader RentReader()
    {
        ref var slot = ref Slot;
        var reader = slot.Reader ?? CreateReader();
        slot.Reader = null;
        return new RentedReader(this, reader);
    }

    // Reset on return, not on rental: a thread that never packs again must not keep the buffer of a huge value.
    private void Return(TokenWriter writer)
    {
        writer.Reset();
        Slot.Writer = writer;
    }

    private void Return(TokenReader reader)
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
            {
                pool = GrowPool(pool);
            }

            return ref pool[_index];
        }
    }

    private Pooled[] GrowPool(Pooled[]? pool)
    {
        Array.Resize(ref pool, _index + 4);
        return _pool = pool;
    }

    /// <summary>A writer that goes back to the thread's pool when disposed.</summary>
    internal readonly ref struct RentedWriter(Packer packer, TokenWriter writer)
    {
        public TokenWriter Writer { get; } = writer;

        public void Dispose() => packer.Return(Writer);
    }

    /// <summary>A reader that goes back to the thread's pool when disposed.</summary>
    internal readonly ref struct RentedReader(Packer packer, TokenReader reader)
    {
        public TokenReader Reader { get; } = reader;

        public void Dispose() => packer.Return(Reader);
    }

    private struct Pooled
    {
        public TokenWriter? Writer;
        public TokenReader? Reader;
    }
}
