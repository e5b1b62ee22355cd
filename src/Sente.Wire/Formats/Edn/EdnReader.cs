using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Reads EDN as Clojure's readers do (tools.reader is the norm where the EDN page leaves things open). One token a call:
/// <code>
///   [ ( { #{ #:ns{    collections              : \ "      keyword, character, string
///   ] ) }             their end                0-9 + -    numbers, symbols
///   ^meta             read and dropped         #inst #uuid ##Inf   scalars
///   #_form ;line ,    ignored                  #tag       a tag; the value under it follows
/// </code>
/// </summary>
internal sealed partial class EdnReader(bool snapshot) : TokenReader
{
    private byte[] _bytes = [];
    private int _offset;
    private int _end;
    private int _position;
    private int _start;

    private Level[] _levels = new Level[16];
    private int _depth;
    private int _maxDepth;

    // Tags nest too: those in front of a value still to come, and those of every open collection.
    private int _pendingTags;
    private int _openTags;

    /// <inheritdoc/>
    public override int TokenStart => _start - _offset;

    /// <inheritdoc/>
    public override int Position => _position - _offset;

    /// <inheritdoc/>
    public override void Start(ReadOnlyMemory<byte> input, int maxDepth, int start = 0)
    {
        if (!Utf8.IsValid(input.Span))
        {
            throw new SenteDataException("EDN is UTF-8 text; these bytes are not.");
        }

        var segment = MemoryMarshal.TryGetArray(input, out var array) ? array : new ArraySegment<byte>(input.ToArray());
        _bytes = segment.Array ?? [];
        _offset = segment.Offset;
        _position = _start = _offset + start;
        _end = segment.Offset + segment.Count;
        _maxDepth = maxDepth;
        _depth = _pendingTags = _openTags = 0;
        _levels[0] = default;
        _scratchNamespace = -1;
        Kind = TokenKind.None;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _bytes = _textBytes = [];
        _textStart = _textLength = _namespaceLength = 0;
        if (_scratch.Length > LargestScratchKept)
        {
            _scratch = [];
        }
    }

    /// <inheritdoc/>
    public override TokenKind Read()
    {
        SkipIgnored();
        if (_position >= _end)
        {
            return Kind = AtEnd();
        }

        _start = _position;
        var b = _bytes[_position];
        if (b is (byte)']' or (byte)')' or (byte)'}')
        {
            return Kind = Close(b);
        }

        if (_pendingTags == 0)
        {
            BeginItem();
        }

        return Kind = b switch
        {
            (byte)'"' => ReadString(),
            (byte)':' => ReadKeyword(),
            (byte)'[' => Open(TokenKind.Vector, 1),
            (byte)'(' => Open(TokenKind.List, 1),
            (byte)'{' => Open(TokenKind.Map, 1),
            (byte)'#' => ReadDispatch(),
            (byte)'\\' => ReadChar(),
            >= (byte)'0' and <= (byte)'9' => ReadNumber(),
            (byte)'+' or (byte)'-' when _position + 1 < _end && EdnSyntax.IsDigit(_bytes[_position + 1]) => ReadNumber(),
            _ => ReadSymbol(),
        };
    }

    // A map's keys and values come by turns; whatever begins an item (its first tag, or itself) takes the turn.
    private void BeginItem()
    {
        ref var level = ref _levels[_depth];
        level.AtValue = !level.AtValue;
    }

    private TokenKind Open(TokenKind kind, int length)
    {
        _position += length;
        if (_depth + _openTags >= _maxDepth)
        {
            throw SenteDataException.TooDeep(_maxDepth);
        }

        if (++_depth == _levels.Length)
        {
            Array.Resize(ref _levels, _depth * 2);
        }

        _levels[_depth] = new Level { Kind = kind, Tags = _pendingTags };
        _pendingTags = 0;
        return kind;
    }

    private TokenKind Close(byte b)
    {
        ref var level = ref _levels[_depth];
        var expected = level.Kind switch
        {
            TokenKind.Vector => (byte)']',
            TokenKind.List => (byte)')',
            TokenKind.Map or TokenKind.Set => (byte)'}',
            _ => (byte)0,
        };
        if (b != expected)
        {
            throw Error(_depth == 0 ? $"'{(char)b}' closes nothing" : $"'{(char)b}' cannot close {Name(level.Kind)}");
        }

        if (_pendingTags > 0)
        {
            throw Error("a tag must be followed by a value");
        }

        if (level.Kind == TokenKind.Map && level.AtValue)
        {
            throw Error("a map's last key has no value");
        }

        _position++;
        _openTags -= level.Tags;
        _depth--;
        return TokenKind.End;
    }

    private TokenKind AtEnd()
    {
        _start = _position;
        if (_depth > 0)
        {
            throw Error($"the input ends inside {Name(_levels[_depth].Kind)}");
        }

        if (_pendingTags > 0)
        {
            throw Error("a tag must be followed by a value");
        }

        return TokenKind.None;
    }

    // After a scalar, the tags in front of it are closed; after a collection, Close does it.
    private TokenKind Scalar(TokenKind kind)
    {
        _openTags -= _pendingTags;
        _pendingTags = 0;
        return kind;
    }

    private void SkipIgnored()
    {
        var mustFollow = false;
        while (_position < _end)
        {
            var b = _bytes[_position];
            if (EdnSyntax.IsSpace(b))
            {
                _position++;
            }
            else if (b == ';')
            {
                var line = _bytes.AsSpan(_position, _end - _position).IndexOfAny((byte)'\n', (byte)'\r');
                _position = line < 0 ? _end : _position + line;
            }
            else if (b == '#' && _position + 1 < _end && _bytes[_position + 1] == '_')
            {
                _position += 2;
                SkipForm();
            }
            else if (b == '^')
            {
                _position++;
                SkipForm();
                mustFollow = true;
            }
            else
            {
                break;
            }
        }

        if (mustFollow && (_position >= _end || _bytes[_position] is (byte)']' or (byte)')' or (byte)'}'))
        {
            throw Error("metadata must be followed by a value");
        }
    }

    // A level of its own around the ignored form keeps it from taking a turn in the map that it stands in, and lets
    // #_#_#_.. count as nesting, which it is for this reader.
    private void SkipForm()
    {
        var tags = _pendingTags;
        _pendingTags = 0;
        Open(TokenKind.None, 0);
        Read();
        Skip();
        _depth--;
        _pendingTags = tags;
    }

    private SenteDataException Error(string message) => new(Invariant($"This is not EDN: {message}, at byte {_position - _offset}."));

    private static string Name(TokenKind kind) => kind switch
    {
        TokenKind.Vector => "a vector",
        TokenKind.List => "a list",
        TokenKind.Map => "a map",
        TokenKind.Set => "a set",
        _ => "an ignored form",
    };

    private struct Level
    {
        public TokenKind Kind;
        public bool AtValue;
        public int Tags;
        public int NamespaceStart;
        public int NamespaceLength;
    }
}
