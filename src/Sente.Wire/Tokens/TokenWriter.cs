using System.Numerics;

namespace Sente.Wire;

/// <summary>
/// Writes one packed value from a stream of tokens, into a buffer of its own: the other half of a packer, which everything
/// that writes is written against once. Instances are reused, and not thread-safe.
/// <para>
/// Whoever writes says how many items a collection has, or -1 if that isn't known yet. A format that wants at a collection's
/// start what shows only later (its length, or whether a map's keys are composite) makes room for it with <see cref="Insert"/>.
/// </para>
/// </summary>
public abstract class TokenWriter
{
    /// <summary>How deep outgoing data may be nested; data that refers back to itself is found by passing it.</summary>
    public const int MaxDepth = 128;

    /// <summary>How many bytes a value may take when it is written: 1 GiB.</summary>
    public const int MaxLength = 1024 * 1024 * 1024;

    // A writer is kept per thread: one huge event must not pin its buffer there for good.
    private const int LargestKept = 64 * 1024;

    private byte[] _buffer = new byte[512];

    /// <summary>The bytes written so far. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the written value will be read back and its keys checked then, so that they needn't be checked now.</summary>
    internal bool SkipsKeyChecks { get; set; }

    /// <summary>Makes ready for a new value.</summary>
    public virtual void Reset()
    {
        Length = 0;
        SkipsKeyChecks = false;
        if (_buffer.Length > LargestKept)
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

    /// <summary>Writes a point in time, to the millisecond: Clojure's instants and browsers' dates know no more.</summary>
    public abstract void WriteInstant(DateTimeOffset value);

    /// <summary>Writes a UUID.</summary>
    public abstract void WriteUuid(Guid value);

    /// <summary>Writes a run of bytes.</summary>
    public abstract void WriteBytes(ReadOnlySpan<byte> value);

    /// <summary>What an app sends under a tag of its own, made of the plain value that a <see cref="TaggedValue"/> holds; null for that itself.</summary>
    /// <param name="tag">The tag.</param>
    public virtual Func<object?, object?>? FindHandler(Symbol tag) => null;

    /// <summary>Writes a tag; the next value is the one under it.</summary>
    public abstract void WriteTag(Symbol tag);

    /// <summary>Begins a vector.</summary>
    /// <param name="count">How many items follow, or -1.</param>
    public abstract void StartVector(int count);

    /// <summary>Begins a list.</summary>
    /// <param name="count">How many items follow, or -1.</param>
    public abstract void StartList(int count);

    /// <summary>Begins a set.</summary>
    /// <param name="count">How many items follow, or -1.</param>
    public abstract void StartSet(int count);

    /// <summary>Begins a map; keys and values follow by turns.</summary>
    /// <param name="count">How many entries follow, or -1.</param>
    public abstract void StartMap(int count);

    /// <summary>Ends the innermost collection.</summary>
    public abstract void End();

    /// <summary>Writes a value that this packer has already packed, as it is.</summary>
    public abstract void WritePacked(ReadOnlySpan<byte> packed);

    /// <summary>Room for at least <paramref name="size"/> bytes; what is used of it must be reported to <see cref="Advance"/>.</summary>
    protected Span<byte> Reserve(int size)
    {
        if (_buffer.Length - Length < size)
        {
            Grow(size);
        }

        return _buffer.AsSpan(Length);
    }

    /// <summary>Takes <paramref name="count"/> reserved bytes as written.</summary>
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

    /// <summary>The bytes already written, to patch them (a length that is known only at the end).</summary>
    protected Span<byte> Patch => _buffer.AsSpan(0, Length);

    /// <summary>Makes room in what is written already: what stands from <paramref name="at"/> on moves up.</summary>
    /// <param name="at">Where, in bytes from the start.</param>
    /// <param name="count">How many bytes; to be filled by the caller.</param>
    protected Span<byte> Insert(int at, int count)
    {
        Reserve(count);
        var end = Length;
        Length += count;
        _buffer.AsSpan(at, end - at).CopyTo(_buffer.AsSpan(at + count));
        return _buffer.AsSpan(at, count);
    }

    // Data that contains itself several times over can grow without bound at a small depth.
    private void Grow(int size)
    {
        var needed = (long)Length + size;
        if (needed > MaxLength)
        {
            throw new SenteDataException(Invariant($"A value takes at most {MaxLength} bytes when it is written; this one needs {needed} or more. Send it in pieces."));
        }

        Array.Resize(ref _buffer, (int)Math.Clamp(2L * _buffer.Length, needed, MaxLength));
    }
}
