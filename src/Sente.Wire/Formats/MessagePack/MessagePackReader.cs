using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Reads MessagePack with Sente's extension types and key cache: every key of a map that is a written-out keyword or string gets the
/// next number, up to 256 in a message; extension 8 refers to a key by its number.
/// </summary>
internal sealed class MessagePackReader : TokenReader
{
    private const int MaxKeys = 256;
    private const long NanosecondsPerTick = 100;

    private readonly Key[] _keys = new Key[MaxKeys];
    private int _keyCount;

    private byte[] _bytes = [];
    private int _offset;
    private int _end;
    private int _position;
    private int _start;

    private Level[] _levels = new Level[16];
    private int _depth;
    private int _maxDepth;

    // The range of the current token's text, bytes or number.
    private int _dataStart;
    private int _dataLength;

    private double _double;
    private ulong _unsigned;
    private bool _isCached;

    /// <inheritdoc/>
    public override int TokenStart => _start - _offset;

    /// <inheritdoc/>
    public override int Position => _position - _offset;

    /// <inheritdoc/>
    public override bool RefersBack => _keyCount > 0;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Text => Data;

    private ReadOnlySpan<byte> Data => _bytes.AsSpan(_dataStart, _dataLength);

    /// <inheritdoc/>
    public override void Start(ReadOnlyMemory<byte> input, int maxDepth, int start = 0)
    {
        var segment = MemoryMarshal.TryGetArray(input, out var array) ? array : new ArraySegment<byte>(input.ToArray());
        _bytes = segment.Array ?? [];
        _offset = _position = _start = segment.Offset;
        _end = segment.Offset + segment.Count;
        _maxDepth = LargestMaxDepth;
        _keyCount = 0;
        Begin();
        while (_position < _offset + start)
        {
            Read();
        }

        Begin();
        _maxDepth = maxDepth;
    }

    /// <inheritdoc/>
    public override void Reset() => _bytes = [];

    /// <inheritdoc/>
    public override TokenKind Read()
    {
        _start = _position;
        ref var level = ref _levels[_depth];
        if (level.Left == 0)
        {
            return Kind = _depth == 0 ? TokenKind.None : Close();
        }

        if (_depth == 0 && _position >= _end)
        {
            return Kind = TokenKind.None;
        }

        level.Left--;
        if (level.Element != 0)
        {
            return Kind = ReadElement(level.Element);
        }

        var isKey = level.Kind == TokenKind.Map && (level.Left & 1) == 1;
        Kind = ReadValue(Take(1)[0]);
        if (isKey && !_isCached && _keyCount < MaxKeys && Kind is (TokenKind.Keyword or TokenKind.String))
        {
            _keys[_keyCount++] = new Key(Kind, _dataStart, _dataLength);
        }

        return Kind;
    }

    /// <inheritdoc/>
    public override BigInteger GetBigInteger() => _unsigned;

    /// <inheritdoc/>
    public override double GetDouble() => _double;

    /// <inheritdoc/>
    public override BigDecimal GetDecimal() => throw Error("MessagePack has no decimals");

    /// <inheritdoc/>
    public override object GetRatio()
    {
        var data = Data;
        var numerator = TakeInteger(ref data);
        var denominator = TakeInteger(ref data);
        if (denominator.IsZero || !data.IsEmpty)
        {
            throw Error("a ratio is not two integers, of which the second is not 0");
        }

        return Ratio.Divide(numerator, denominator);
    }

    /// <inheritdoc/>
    public override char GetChar() => Encoding.UTF8.GetString(Data) is { Length: 1 } text
        ? text[0]
        : throw Error("the text of a character is not one character");

    /// <inheritdoc/>
    public override DateTimeOffset GetInstant()
    {
        var data = Data;
        var (nanoseconds, seconds) = data.Length switch
        {
            MessagePackCode.TimestampLength => (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadInt64BigEndian(data[4..])),
            8 => Split(BinaryPrimitives.ReadUInt64BigEndian(data)),
            _ => (0u, BinaryPrimitives.ReadUInt32BigEndian(data)),
        };
        if (nanoseconds > 999_999_999
            || seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            throw Error("a timestamp is outside the years 1 to 9999");
        }

        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / NanosecondsPerTick);
    }

    /// <inheritdoc/>
    public override Guid GetUuid() => TryParseUuid(Data, out var uuid)
        ? uuid
        : throw Error("the text of a UUID is not a UUID");

    /// <inheritdoc/>
    public override byte[] GetBytes() => Data.ToArray();

    private void Begin()
    {
        Kind = TokenKind.None;
        _depth = 0;
        _levels[0] = new Level { Left = 1 };
    }

    private TokenKind Close()
    {
        if (_levels[_depth].End is var end and > 0 && _position != end)
        {
            throw Error("a set's items have another length than the set");
        }

        _depth--;
        return TokenKind.End;
    }

    private TokenKind Open(TokenKind kind, long items, int end = 0, sbyte element = 0)
    {
        if (_depth >= _maxDepth)
        {
            throw SenteDataException.TooDeep(_maxDepth);
        }

        if (++_depth == _levels.Length)
        {
            Array.Resize(ref _levels, _depth * 2);
        }

        _levels[_depth] = new Level { Kind = kind, Left = items, End = end, Element = element };
        return kind;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _end - _position)
        {
            throw Error("the input ends inside a value");
        }

        _dataStart = _position;
        _dataLength = (int)count;
        _position += _dataLength;
        return Data;
    }

    private TokenKind TakeText(TokenKind kind, long length)
    {
        if (!Utf8.IsValid(Take(length)))
        {
            throw Error("a text is not UTF-8");
        }

        return kind;
    }

    private uint TakeLength(int size) => size switch
    {
        1 => Take(1)[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        _ => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
    };

    private TokenKind ReadValue(byte code)
    {
        _isCached = false;
        switch (code)
        {
            case < MessagePackCode.FixMap:
                return SetInteger(code);
            case < MessagePackCode.FixArray:
                return Open(TokenKind.Map, 2 * (code & 0x0f));
            case < MessagePackCode.FixString:
                return Open(TokenKind.Vector, code & 0x0f);
            case < MessagePackCode.Nil:
                return TakeText(TokenKind.String, code & 0x1f);
            case MessagePackCode.Nil:
                return TokenKind.Nil;
            case MessagePackCode.False or MessagePackCode.True:
                Boolean = code == MessagePackCode.True;
                return TokenKind.Boolean;
            case MessagePackCode.Bytes8 or MessagePackCode.Bytes16 or MessagePackCode.Bytes32:
                Take(TakeLength(1 << (code - MessagePackCode.Bytes8)));
                return TokenKind.Bytes;
            case MessagePackCode.Extension8 or MessagePackCode.Extension16 or MessagePackCode.Extension32:
                return ReadExtension(TakeLength(1 << (code - MessagePackCode.Extension8)));
            case MessagePackCode.Float:
                return SetDouble(BinaryPrimitives.ReadSingleBigEndian(Take(4)));
            case MessagePackCode.Double:
                return SetDouble(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
            case MessagePackCode.UInt64:
                _unsigned = BinaryPrimitives.ReadUInt64BigEndian(Take(8));
                return _unsigned <= long.MaxValue ? SetInteger((long)_unsigned) : TokenKind.BigInteger;
            case >= MessagePackCode.UInt8 and <= MessagePackCode.UInt32:
                return SetInteger(TakeLength(1 << (code - MessagePackCode.UInt8)));
            case >= MessagePackCode.Int8 and <= MessagePackCode.Int64:
                return SetInteger(Signed(Take(1 << (code - MessagePackCode.Int8))));
            case >= MessagePackCode.FixExtension1 and <= MessagePackCode.FixExtension16:
                return ReadExtension(1u << (code - MessagePackCode.FixExtension1));
            case MessagePackCode.String8 or MessagePackCode.String16 or MessagePackCode.String32:
                return TakeText(TokenKind.String, TakeLength(1 << (code - MessagePackCode.String8)));
            case MessagePackCode.Array16 or MessagePackCode.Array32:
                return Open(TokenKind.Vector, TakeLength(2 << (code - MessagePackCode.Array16)));
            case MessagePackCode.Map16 or MessagePackCode.Map32:
                return Open(TokenKind.Map, 2L * TakeLength(2 << (code - MessagePackCode.Map16)));
            case >= 0xe0:
                return SetInteger((sbyte)code);
            default:
                throw Error(Invariant($"the byte {code:x2} does not begin a value"));
        }
    }

    private TokenKind ReadExtension(uint length)
    {
        var type = (sbyte)Take(1)[0];
        switch (type)
        {
            case MessagePackCode.Keyword:
                return TakeText(TokenKind.Keyword, length);
            case MessagePackCode.Symbol:
                return TakeText(TokenKind.Symbol, length);
            case MessagePackCode.Char:
                return TakeText(TokenKind.Char, length);
            case MessagePackCode.Uuid:
                return TakeText(TokenKind.Uuid, length);
            case MessagePackCode.Ratio:
                Take(length);
                return TokenKind.Ratio;
            case MessagePackCode.Timestamp when length is 4 or 8 or MessagePackCode.TimestampLength:
                Take(length);
                return TokenKind.Instant;
            case MessagePackCode.Set:
                return OpenSet(length);
            case MessagePackCode.Int32Array or MessagePackCode.FloatArray or MessagePackCode.DoubleArray:
                return OpenNumbers(type, length);
            case MessagePackCode.CachedKey when length == 1:
                return ReadCachedKey(Take(1)[0]);
            default:
                throw Error(Invariant($"extension type {type} with {length} bytes is unknown"));
        }
    }

    private TokenKind ReadCachedKey(byte index)
    {
        if (index >= _keyCount)
        {
            throw Error(Invariant($"the key cache has no entry {index}: it has {_keyCount}"));
        }

        var key = _keys[index];
        CountReference(key.Length);
        (_dataStart, _dataLength, _isCached) = (key.Start, key.Length, true);
        return key.Kind;
    }

    // A set is an array in an extension.
    private TokenKind OpenSet(uint length)
    {
        if (length > _end - _position)
        {
            throw Error("the input ends inside a set");
        }

        var end = _position + (int)length;
        var code = length == 0 ? (byte)0 : Take(1)[0];
        long count = code switch
        {
            >= MessagePackCode.FixArray and < MessagePackCode.FixString => code & 0x0f,
            MessagePackCode.Array16 => TakeLength(2),
            MessagePackCode.Array32 => TakeLength(4),
            _ => throw Error("a set is not an array in extension 4"),
        };
        return Open(TokenKind.Set, count, end);
    }

    private TokenKind OpenNumbers(sbyte type, uint length)
    {
        var size = SizeOf(type);
        if (length % size != 0 || length > _end - _position)
        {
            throw Error("the length of an array of packed numbers is not a multiple of theirs");
        }

        return Open(TokenKind.Vector, length / size, element: type);
    }

    private TokenKind ReadElement(sbyte type)
    {
        var data = Take(SizeOf(type));
        return type switch
        {
            MessagePackCode.Int32Array => SetInteger(BinaryPrimitives.ReadInt32BigEndian(data)),
            MessagePackCode.FloatArray => SetDouble(BinaryPrimitives.ReadSingleBigEndian(data)),
            _ => SetDouble(BinaryPrimitives.ReadDoubleBigEndian(data)),
        };
    }

    private static int SizeOf(sbyte type) => type == MessagePackCode.DoubleArray ? 8 : 4;

    private TokenKind SetInteger(long value)
    {
        Integer = value;
        return TokenKind.Integer;
    }

    private TokenKind SetDouble(double value)
    {
        _double = value;
        return TokenKind.Double;
    }

    private static long Signed(ReadOnlySpan<byte> data) => data.Length switch
    {
        1 => (sbyte)data[0],
        2 => BinaryPrimitives.ReadInt16BigEndian(data),
        4 => BinaryPrimitives.ReadInt32BigEndian(data),
        _ => BinaryPrimitives.ReadInt64BigEndian(data),
    };

    private BigInteger TakeInteger(ref ReadOnlySpan<byte> data)
    {
        var code = data.IsEmpty ? MessagePackCode.Nil : data[0];
        var size = code switch
        {
            < MessagePackCode.FixMap or >= 0xe0 => 0,
            >= MessagePackCode.UInt8 and <= MessagePackCode.UInt64 => 1 << (code - MessagePackCode.UInt8),
            >= MessagePackCode.Int8 and <= MessagePackCode.Int64 => 1 << (code - MessagePackCode.Int8),
            _ => int.MaxValue,
        };
        if (size >= data.Length)
        {
            throw Error("a ratio is not two integers");
        }

        var number = data.Slice(1, size);
        data = data[(1 + size)..];
        return size == 0 ? (sbyte)code : new BigInteger(number, isUnsigned: code < MessagePackCode.Int8, isBigEndian: true);
    }

    // Eight bytes of timestamp: 30 bits of nanoseconds, 34 of seconds.
    private static (uint Nanoseconds, long Seconds) Split(ulong packed) => ((uint)(packed >> 34), (long)(packed & 0x3_ffff_ffff));

    private SenteDataException Error(string message) => new(Invariant($"This is not Sente's MessagePack: {message}, at byte {_start - _offset}."));

    private readonly record struct Key(TokenKind Kind, int Start, int Length);

    private struct Level
    {
        // How many values are still to be read; a map's keys and values count separately.
        public long Left;
        public TokenKind Kind;

        // In a set: where its extension ends.
        public int End;

        // In an array of packed numbers: their extension type.
        public sbyte Element;
    }
}
