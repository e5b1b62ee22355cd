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

    /// <summary>MessagePack with Sente's extension types: binary.</summary>
    public static Packer MessagePack { get; } = new MessagePackPacker();

    /// <summary>Transit in JSON: text.</summary>
    public static Packer Transit { get; } = new TransitPacker();

    /// <summary>Transit in its verbose JSON: text, for people to read.</summary>
    public static Packer TransitVerbose { get; } = new TransitPacker(verbose: true);

    /// <summary>Plain JSON, for apps without Clojure: text.</summary>
    public static Packer Json { get; } = new JsonPacker();

    /// <summary>
    /// The form in which values travel between nodes: EDN, with a private tag for what EDN lacks. Not for clients.
    /// </summary>
    public static Packer Snapshot { get; } = new SnapshotPacker();

    /// <summary>
    /// The packers that come with the library, for clients: <c>edn</c>, <c>transit</c>, <c>transit-verbose</c>, <c>msgpack</c>,
    /// <c>json</c>, and each of them in gzip: <c>gzip-edn</c>, and so on.
    /// </summary>
    public static IReadOnlyList<Packer> BuiltIn { get; } = MakeBuiltIn();

    /// <summary>The packer that comes with the library under a name: what another node meant by it.</summary>
    /// <param name="name">A <see cref="Name"/>.</param>
    /// <returns>The packer; null if none has the name.</returns>
    public static Packer? Find(string name) => name == Snapshot.Name ? Snapshot : BuiltIn.FirstOrDefault(packer => packer.Name == name);

    /// <summary>A packer whose longer messages are compressed: binary, whatever is in it.</summary>
    /// <param name="inner">What packs the values: one that wraps nothing itself.</param>
    /// <exception cref="ArgumentException"><paramref name="inner"/> is a wrapper too.</exception>
    public static Packer Gzip(Packer inner) => new GzipPacker(inner);

    /// <summary>The packer's name, as in the query parameter <c>sente-packer</c>: <c>edn</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it makes binary frames and bodies; else text in UTF-8.</summary>
    public abstract bool IsBinary { get; }

    /// <summary>Whether the format has keywords; where it hasn't, events' ids are strings.</summary>
    public virtual bool HasKeywords => true;

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

    /// <summary>Packs one value as a whole message: a pair, or for people's tools any value.</summary>
    /// <param name="value">A value of the app's own types, or a plain one.</param>
    /// <exception cref="SenteDataException">This packer can't say something in it; the message names type and path.</exception>
    public byte[] Pack<T>(T value)
    {
        var writer = ValuePacker.RentWriter();
        try
        {
            Converters.For<T>().Write(writer, value);
            if (ValuePacker == this)
            {
                return writer.Written.ToArray();
            }

            var to = new ArrayBufferWriter<byte>();
            Wrap(writer.Written, to);
            return to.WrittenSpan.ToArray();
        }
        finally
        {
            ValuePacker.Return(writer);
        }
    }

    /// <summary>A whole packed message, to be read: the opposite of <see cref="Pack{T}"/>.</summary>
    /// <param name="message">The message. Nobody may change it.</param>
    /// <param name="limits">How long it may be.</param>
    /// <exception cref="MalformedMessageException">It is none of this packer's, or too long. Other errors show when it is read.</exception>
    public EventData Open(ReadOnlyMemory<byte> message, WireLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return message.Length <= limits.MaxMessageBytes
            ? new EventData(Unwrap(message, limits), this, maxBytes: limits.MaxMessageBytes)
            : throw new MalformedMessageException(MalformedKind.TooBig, Invariant($"The message has {message.Length} bytes; at most {limits.MaxMessageBytes} are taken."));
    }

    /// <inheritdoc cref="CreateWriter"/>
    internal TokenWriter NewWriter() => CreateWriter();

    /// <inheritdoc cref="CreateReader"/>
    internal TokenReader NewReader() => CreateReader();

    /// <summary>A writer for one value; give it back when done. Values may be written inside each other's writing.</summary>
    internal TokenWriter RentWriter()
    {
        ref var slot = ref Slot;
        if (slot.Writer is { } kept)
        {
            slot.Writer = null;
            return kept;
        }

        var writer = CreateWriter();
        writer.Reset();
        return writer;
    }

    internal TokenReader RentReader()
    {
        ref var slot = ref Slot;
        var reader = slot.Reader ?? CreateReader();
        slot.Reader = null;
        return reader;
    }

    // Reset here and not when it is rented: a thread that doesn't pack again must not keep the buffer of a huge value.
    internal void Return(TokenWriter writer)
    {
        writer.Reset();
        Slot.Writer = writer;
    }

    internal void Return(TokenReader reader)
    {
        reader.Reset();
        Slot.Reader = reader;
    }

    private static Packer[] MakeBuiltIn()
    {
        Packer[] plain = [Edn, Transit, TransitVerbose, MessagePack, Json];
        return [.. plain, .. plain.Select(Gzip)];
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

    private struct Pooled
    {
        public TokenWriter? Writer;
        public TokenReader? Reader;
    }
}
