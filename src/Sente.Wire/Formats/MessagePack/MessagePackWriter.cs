using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Writes MessagePack as Sente's own packer does: integers in their shortest form, but never as uint64, which browsers refuse;
/// timestamps always with twelve bytes. A count precedes the items: if it is not known, the shortest header is reserved, and a longer one
/// is inserted at the end.
/// </summary>
internal sealed class MessagePackWriter : TokenWriter
{
    private const int MinHeader = 1;
    private const int MaxFixedCount = 15;

    private readonly Level[] _levels = new Level[MaxDepth + 1];
    private int _depth;

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        _depth = 0;
    }

    /// <inheritdoc/>
    public override void WriteNil()
    {
        BeginItem();
        Put(MessagePackCode.Nil);
    }

    /// <inheritdoc/>
    public override void WriteBoolean(bool value)
    {
        BeginItem();
        Put(value ? MessagePackCode.True : MessagePackCode.False);
    }

    /// <inheritdoc/>
    public override void WriteInteger(long value)
    {
        BeginItem();
        PutInteger(value);
    }

    /// <inheritdoc/>
    public override void WriteBigInteger(BigInteger value) => WriteInteger(ToLong(value));

    /// <inheritdoc/>
    public override void WriteDouble(double value)
    {
        BeginItem();
        var to = Reserve(9);
        to[0] = MessagePackCode.Double;
        BinaryPrimitives.WriteDoubleBigEndian(to[1..], value);
        Advance(9);
    }

    /// <inheritdoc/>
    public override void WriteDecimal(BigDecimal value)
    {
        // Checked as for a snapshot, so that the result does not depend on whether the value was a snapshot before.
        NumberText.Of(value);
        var nearest = value.ToDouble();
        if (!double.IsFinite(nearest))
        {
            throw Refused("a decimal beyond what a double holds: send it as a string");
        }

        WriteDouble(nearest);
    }

    /// <inheritdoc/>
    public override void WriteRatio(Ratio value)
    {
        var (numerator, denominator) = (ToLong(value.Numerator), ToLong(value.Denominator));
        BeginItem();
        var header = Length;
        PutInteger(numerator);
        PutInteger(denominator);
        var length = Length - header;
        FillExtension(Insert(header, ExtensionHeader(length)), MessagePackCode.Ratio, length);
    }

    /// <inheritdoc/>
    public override void WriteChar(char value)
    {
        if (char.IsSurrogate(value))
        {
            throw Refused(Invariant($"half of a surrogate pair, U+{(int)value:X4}"));
        }

        BeginItem();
        Span<byte> utf8 = stackalloc byte[4];
        PutExtension(MessagePackCode.Char, utf8[..new Rune(value).EncodeToUtf8(utf8)]);
    }

    /// <inheritdoc/>
    public override void WriteString(ReadOnlySpan<char> value)
    {
        BeginItem();
        // The header's length depends on the string's in UTF-8; for ASCII, that is known before encoding.
        var guess = StringHeader(value.Length);
        var to = Reserve(guess + (value.Length * 3));
        if (Utf8.FromUtf16(value, to[guess..], out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw Refused("a string with a lone surrogate");
        }

        var header = StringHeader(length);
        if (header > guess)
        {
            to.Slice(guess, length).CopyTo(Reserve(header + length)[header..]);
        }

        FillString(Reserve(header + length), length);
        Advance(header + length);
    }

    /// <inheritdoc/>
    public override void WriteText(ReadOnlySpan<byte> utf8)
    {
        BeginItem();
        var header = StringHeader(utf8.Length);
        var to = Reserve(header + utf8.Length);
        FillString(to, utf8.Length);
        utf8.CopyTo(to[header..]);
        Advance(header + utf8.Length);
    }

    /// <inheritdoc/>
    public override void WriteKeyword(Keyword value)
    {
        BeginItem();
        PutExtension(MessagePackCode.Keyword, value.Utf8);
    }

    /// <inheritdoc/>
    public override void WriteSymbol(Symbol value)
    {
        BeginItem();
        PutExtension(MessagePackCode.Symbol, Encoding.UTF8.GetBytes(value.Text));
    }

    /// <inheritdoc/>
    public override void WriteInstant(DateTimeOffset value)
    {
        BeginItem();
        var milliseconds = value.ToUnixTimeMilliseconds();
        var seconds = Math.DivRem(milliseconds, 1000, out var rest);
        if (rest < 0)
        {
            seconds--;
            rest += 1000;
        }

        Span<byte> payload = stackalloc byte[MessagePackCode.TimestampLength];
        BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)rest * 1_000_000);
        BinaryPrimitives.WriteInt64BigEndian(payload[4..], seconds);
        PutExtension(MessagePackCode.Timestamp, payload);
    }

    /// <inheritdoc/>
    public override void WriteUuid(Guid value)
    {
        BeginItem();
        Span<byte> text = stackalloc byte[36];
        Utf8Formatter.TryFormat(value, text, out _);
        PutExtension(MessagePackCode.Uuid, text);
    }

    /// <inheritdoc/>
    public override void WriteBytes(ReadOnlySpan<byte> value)
    {
        BeginItem();
        PutHeader(value.Length, MessagePackCode.Bytes8, MessagePackCode.Bytes16, MessagePackCode.Bytes32);
        Put(value);
    }

    /// <inheritdoc/>
    public override void WriteTag(Symbol tag) => throw Refused($"a tagged value, #{SenteDataException.Excerpt(tag)}");

    /// <inheritdoc/>
    public override void WritePacked(ReadOnlySpan<byte> packed)
    {
        BeginItem();
        Put(packed);
    }

    /// <inheritdoc/>
    public override void StartVector(int count) => Open(TokenKind.Vector, count);

    /// <inheritdoc/>
    public override void StartList(int count) => Open(TokenKind.Vector, count);

    /// <inheritdoc/>
    public override void StartSet(int count) => Open(TokenKind.Set, count);

    /// <inheritdoc/>
    public override void StartMap(int count) => Open(TokenKind.Map, count);

    /// <inheritdoc/>
    public override void End()
    {
        ref var level = ref _levels[_depth--];
        var count = level.Kind == TokenKind.Map ? level.Items / 2 : level.Items;
        if (level.Count < 0)
        {
            var missing = CountHeader(count) - MinHeader;
            if (missing > 0)
            {
                Insert(level.Start, missing);
            }

            FillCount(Patch[level.Start..], level.Kind, count);
        }
        else if (count != level.Count)
        {
            throw new SenteDataException(Invariant($"A collection reported {level.Count} items and has {count}: it was changed while it was written."));
        }

        if (level.Kind == TokenKind.Set)
        {
            var length = Length - level.Start;
            FillExtension(Insert(level.Start, ExtensionHeader(length)), MessagePackCode.Set, length);
        }
    }

    private static SenteDataException Refused(string what) => new($"Not representable in MessagePack: {what}.");

    private static long ToLong(BigInteger value) => value >= long.MinValue && value <= long.MaxValue
        ? (long)value
        : throw Refused($"the integer {SenteDataException.Excerpt(value)}, which does not fit 64 bits: send it as a string");

    private void PutInteger(long value)
    {
        var to = Reserve(9);
        Advance(value switch
        {
            >= -32 and <= 127 => Fill8(to, (byte)value),
            >= 0 and <= byte.MaxValue => Fill8(to, MessagePackCode.UInt8, (byte)value),
            >= 0 and <= ushort.MaxValue => Fill16(to, MessagePackCode.UInt16, (ushort)value),
            >= 0 and <= uint.MaxValue => Fill32(to, MessagePackCode.UInt32, (uint)value),
            >= sbyte.MinValue and < 0 => Fill8(to, MessagePackCode.Int8, (byte)value),
            >= short.MinValue and < 0 => Fill16(to, MessagePackCode.Int16, (ushort)value),
            >= int.MinValue and < 0 => Fill32(to, MessagePackCode.Int32, (uint)value),
            _ => Fill64(to, MessagePackCode.Int64, value),
        });
    }

    private void PutHeader(int length, byte code8, byte code16, byte code32)
    {
        var to = Reserve(5);
        Advance(length switch
        {
            <= byte.MaxValue => Fill8(to, code8, (byte)length),
            <= ushort.MaxValue => Fill16(to, code16, (ushort)length),
            _ => Fill32(to, code32, (uint)length),
        });
    }

    private void PutExtension(sbyte type, ReadOnlySpan<byte> payload)
    {
        var header = ExtensionHeader(payload.Length);
        var to = Reserve(header + payload.Length);
        FillExtension(to, type, payload.Length);
        payload.CopyTo(to[header..]);
        Advance(header + payload.Length);
    }

    private static int StringHeader(int length) => length switch
    {
        < 32 => 1,
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        _ => 5,
    };

    private static void FillString(Span<byte> to, int length) => _ = length switch
    {
        < 32 => Fill8(to, (byte)(MessagePackCode.FixString | length)),
        <= byte.MaxValue => Fill8(to, MessagePackCode.String8, (byte)length),
        <= ushort.MaxValue => Fill16(to, MessagePackCode.String16, (ushort)length),
        _ => Fill32(to, MessagePackCode.String32, (uint)length),
    };

    private static int ExtensionHeader(int length) => length switch
    {
        1 or 2 or 4 or 8 or 16 => 2,
        <= byte.MaxValue => 3,
        <= ushort.MaxValue => 4,
        _ => 6,
    };

    private static void FillExtension(Span<byte> to, sbyte type, int length)
    {
        var header = ExtensionHeader(length);
        _ = header switch
        {
            2 => Fill8(to, (byte)(MessagePackCode.FixExtension1 + BitOperations.Log2((uint)length))),
            3 => Fill8(to, MessagePackCode.Extension8, (byte)length),
            4 => Fill16(to, MessagePackCode.Extension16, (ushort)length),
            _ => Fill32(to, MessagePackCode.Extension32, (uint)length),
        };
        to[header - 1] = (byte)type;
    }

    private static int Fill8(Span<byte> to, byte code)
    {
        to[0] = code;
        return 1;
    }

    private static int Fill8(Span<byte> to, byte code, byte value)
    {
        to[1] = value;
        to[0] = code;
        return 2;
    }

    private static int Fill16(Span<byte> to, byte code, ushort value)
    {
        to[0] = code;
        BinaryPrimitives.WriteUInt16BigEndian(to[1..], value);
        return 3;
    }

    private static int Fill32(Span<byte> to, byte code, uint value)
    {
        to[0] = code;
        BinaryPrimitives.WriteUInt32BigEndian(to[1..], value);
        return 5;
    }

    private static int Fill64(Span<byte> to, byte code, long value)
    {
        to[0] = code;
        BinaryPrimitives.WriteInt64BigEndian(to[1..], value);
        return 9;
    }

    private void Open(TokenKind kind, int count)
    {
        BeginItem();
        if (_depth >= MaxDepth)
        {
            throw SenteDataException.TooDeep(MaxDepth);
        }

        _levels[++_depth] = new Level { Kind = kind, Count = count, Start = Length };
        var to = Reserve(5);
        if (count >= 0)
        {
            FillCount(to, kind, count);
        }

        Advance(count < 0 ? MinHeader : CountHeader(count));
    }

    private void BeginItem() => _levels[_depth].Items++;

    private static int CountHeader(int count) => count switch
    {
        <= MaxFixedCount => 1,
        <= ushort.MaxValue => 3,
        _ => 5,
    };

    private static void FillCount(Span<byte> to, TokenKind kind, int count)
    {
        var isMap = kind == TokenKind.Map;
        _ = count switch
        {
            <= MaxFixedCount => Fill8(to, (byte)((isMap ? MessagePackCode.FixMap : MessagePackCode.FixArray) | count)),
            <= ushort.MaxValue => Fill16(to, isMap ? MessagePackCode.Map16 : MessagePackCode.Array16, (ushort)count),
            _ => Fill32(to, isMap ? MessagePackCode.Map32 : MessagePackCode.Array32, (uint)count),
        };
    }

    private struct Level
    {
        public TokenKind Kind;
        public int Count;
        public int Items;
        public int Start;
    }
}
