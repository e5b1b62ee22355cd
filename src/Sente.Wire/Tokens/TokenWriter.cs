using System.Numerics;

namespace Sente.Wire;

/// <summary>
/// Writes one packed value from a stream of tokens, into its own buffer: the writing half of a packer. Everything that writes is
/// written once, over this class. Instances are reused, and not thread-safe.
/// <para>
/// The caller passes the number of a collection's items, or -1 if it does not know it yet. A format that needs something at the start
/// of a collection that is known only later (its length, or whether a map's keys are composite) inserts it with <see cref="Insert"/>.
/// </para>
/// </summary>
public abstract class TokenWriter
{
    /// <summary>How deep outgoing data may be nested. Data that contains itself exceeds it, and fails.</summary>
    public const int MaxDepth = 128;

    /// <summary>How many bytes a packed value may have: 1 GiB.</summary>
    public const int MaxLength = 1024 * 1024 * 1024;

    // Each thread keeps its writer: one huge event must not keep its buffer alive there.
    private const int MaxKept = 64 * 1024;

    private byte[] _buffer = new byte[512];

    /// <summary>The bytes written so far. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>Whether keys need no check now, because the value will be read back and checked then.</summary>
    internal bool SkipsKeyChecks { get; set; }

    /// <summary>Prepares for a new value.</summary>
    public virtual void Reset()
    {
        Length = 0;
        SkipsKeyChecks = false;
        if (_buffer.Length > MaxKept)
        {
            _buffer = new byte[512];
        }
    }

    /// <summary>Writes nil.</summary>
    public abstract void WriteNil();

    /// <summary>Writes true or false.</summary>
    public abstract void WriteBoolean(bool value);

    /// <summary>Writes an integer.</summary>
    public abstract void WriteInteger(long value);

    /// <summary>Writes an integer of any size.</summary>
    public abstract void WriteBigInteger(BigInteger value);

    /// <summary>Writes a double.</summary>
    public abstract void WriteDouble(double value);

    /// <summary>Writes an exact decimal number.</summary>
    public abstract void WriteDecimal(BigDecimal value);

    /// <summary>Writes an exact fraction.</summary>
    public abstract void WriteRatio(Ratio value);

    /// <summary>Writes a character.</summary>
    public abstract void WriteChar(char value);

    /// <summary>Writes a string.</summary>
    public abstract void WriteString(ReadOnlySpan<char> value);

    /// <summary>Writes a string that is valid UTF-8 already.</summary>
    public abstract void WriteText(ReadOnlySpan<byte> utf8);

    /// <summary>Writes a keyword.</summary>
    public abstract void WriteKeyword(Keyword value);

    /// <summary>Writes a symbol.</summary>
    public abstract void WriteSymbol(Symbol value);

    /// <summary>Writes a point in time, to the millisecond: Clojure's instants and browsers' dates are no finer.</summary>
    public abstract void WriteInstant(DateTimeOffset value);

    /// <summary>Writes a UUID.</summary>
    public abstract void WriteUuid(Guid value);

    /// <summary>Writes bytes.</summary>
    public abstract void WriteBytes(ReadOnlySpan<byte> value);

    /// <summary>Returns the app's function that converts the value of a <see cref="TaggedValue"/> before it is written; null to write it unchanged.</summary>
    /// <param name="tag">The tag.</param>
    public virtual Func<object?, object?>? FindHandler(Symbol tag) => null;

    /// <summary>Writes a tag; the next value is its value.</summary>
    public abstract void WriteTag(Symbol tag);

    /// <summary>Begins a vector.</summary>
    /// <param name="count">The number of items; -1 if it is not known.</param>
    public abstract void StartVector(int count);

    /// <summary>Begins a list.</summary>
    /// <param name="count">The number of items; -1 if it is not known.</param>
    public abstract void StartList(int count);

    /// <summary>Begins a set.</summary>
    /// <param name="count">The number of items; -1 if it is not known.</param>
    public abstract void StartSet(int count);

    /// <summary>Begins a map; keys and values follow alternately.</summary>
    /// <param name="count">The number of entries; -1 if it is not known.</param>
    public abstract void StartMap(int count);

    /// <summary>Ends the innermost collection.</summary>
    public abstract void End();

    /// <summary>Copies a value that the same packer has packed.</summary>
    public abstract void WritePacked(ReadOnlySpan<byte> packed);

    /// <summary>Returns room for at least <paramref name="size"/> bytes. Call <see cref="Advance"/> with the number of bytes used.</summary>
    protected Span<byte> Reserve(int size)
    {
        if (_buffer.Length - Length < size)
        {
            Grow(size);
        }

        return _buffer.AsSpan(Length);
    }

    /// <summary>Counts <paramref name="count"/> reserved bytes as written.</summary>
    protected void Advance(int count) => Length += count;

    /// <summary>Writes one byte.</summary>
    protected void Put(byte value)
    {
        if (Length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[Length++] = value;
    }

    /// <summary>Writes bytes.</summary>
    protected void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>The bytes already written, to change them: a length, for example, is known only at the end.</summary>
    protected Span<byte> Patch => _buffer.AsSpan(0, Length);

    /// <summary>Makes room inside the bytes already written.</summary>
    /// <param name="at">Where, in bytes from the start. The bytes from there on move up.</param>
    /// <param name="count">The number of bytes, which the caller fills.</param>
    protected Span<byte> Insert(int at, int count)
    {
        Reserve(count);
        var end = Length;
        Length += count;
        _buffer.AsSpan(at, end - at).CopyTo(_buffer.AsSpan(at + count));
        return _buffer.AsSpan(at, count);
    }

    // Data that contains a part of itself many times can grow without bound at a small depth.
    private void Grow(int size)
    {
        var needed = (long)Length + size;
        if (needed > MaxLength)
        {
            throw new SenteDataException(Invariant($"A packed value may have at most {MaxLength} bytes; this one needs {needed} or more. Send it in pieces."));
        }

        Array.Resize(ref _buffer, (int)Math.Clamp(2L * _buffer.Length, needed, MaxLength));
    }
}
