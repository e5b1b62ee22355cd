using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Reads MessagePack with Sente's extension types, and follows its key cache: every key of a map that is a keyword or a string,
/// written out, takes the next number, up to 256 in a message; extension 8 says one again by its number.
/// </summary>
internal sealed partial class MessagePackReader : TokenReader
{
    private const int MostKeys = 256;

    private readonly Key[] _keys = new Key[MostKeys];
    private int _keyCount;

    private byte[] _bytes = [];
    private int _offset;
    private int _end;
    private int _position;
    private int _start;

    private Level[] _levels = new Level[16];
    private int _depth;
    private int _maxDepth;

    // Where the current token's text, bytes or number stand.
    private int _dataStart;
    private int _dataLength;

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
        _maxDepth = WireLimits.LargestMaxDepth;
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
        if (isKey && !_isCached && _keyCount < MostKeys && Kind is (TokenKind.Keyword or TokenKind.String))
        {
            _keys[_keyCount++] = new Key(Kind, _dataStart, _dataLength);
        }

        return Kind;
    }

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
            throw Error("a set's length is not that of its items");
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

    private SenteDataException Error(string message) => new(Invariant($"This is not Sente's MessagePack: {message}, at byte {_start - _offset}."));

    private readonly record struct Key(TokenKind Kind, int Start, int Length);

    private struct Level
    {
        // A map's keys and values are counted one by one.
        public long Left;
        public TokenKind Kind;

        // Of a set: where its extension ends.
        public int End;

        // Of an array of packed numbers: their extension type.
        public sbyte Element;
    }
}
