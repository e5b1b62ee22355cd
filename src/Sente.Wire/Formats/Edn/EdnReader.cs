using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Reads EDN as Clojure's readers do; where EDN's specification leaves things open, as tools.reader does. The first characters of
/// each token:
/// <code>
///   [ ( { #{ #:ns{    start of a collection    : \ "      keyword, character, string
///   ] ) }             end of a collection      0-9 + -    numbers, symbols
///   ^meta             read and dropped         #inst #uuid ##Inf   scalars
///   #_form ;line ,    ignored                  #tag       a tag; its value follows
/// </code>
/// </summary>
/// <param name="snapshot">Whether the input is a snapshot, whose private tag for bytes is read as bytes.</param>
internal sealed class EdnReader(bool snapshot) : TokenReader
{
    // All integers of 18 digits fit a long.
    private const long MaxShortInteger = 999_999_999_999_999_999;
    private const int MaxPlainDouble = 32;

    private const int MaxQuote = 40;

    // Each thread keeps its reader: one huge namespace must not keep its buffer alive there.
    private const int MaxScratchKept = 4096;

    private byte[] _bytes = [];
    private int _offset;
    private int _end;
    private int _position;
    private int _start;

    private Level[] _levels = new Level[16];
    private int _depth;
    private int _maxDepth;

    // Tags nest too: those before the next value, and those of all open collections.
    private int _pendingTags;
    private int _openTags;

    // The current token's text: a range of the input, or of _scratch if a map's namespace was put before it.
    private byte[] _textBytes = [];
    private int _textStart;
    private int _textLength;
    private bool _hasEscapes;

    // The namespace that belongs before the text. It is put there only when the text is asked for, because most keys are only
    // skipped. _scratch begins with the namespace that was used last, so it is copied once per map, not once per key.
    private int _namespaceStart;
    private int _namespaceLength;
    private byte[] _scratch = [];
    private int _scratchNamespace = -1;

    /// <inheritdoc/>
    public override int TokenStart => _start - _offset;

    /// <inheritdoc/>
    public override int Position => _position - _offset;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Text =>
        _hasEscapes ? Encoding.UTF8.GetBytes(GetString()) : Raw;

    /// <inheritdoc/>
    public override bool HasEscapes => _hasEscapes;

    private ReadOnlySpan<byte> Raw
    {
        get
        {
            if (_namespaceLength > 0)
            {
                Qualify();
            }

            return _textBytes.AsSpan(_textStart, _textLength);
        }
    }

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
        if (_scratch.Length > MaxScratchKept)
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

    /// <inheritdoc/>
    public override string GetString() => _hasEscapes ? EdnText.Unescape(Encoding.UTF8.GetString(Raw)) : Encoding.UTF8.GetString(Raw);

    /// <inheritdoc/>
    public override BigInteger GetBigInteger() => EdnNumber.ParseInteger(Raw);

    /// <inheritdoc/>
    public override double GetDouble() => EdnNumber.ParseDouble(Raw);

    /// <inheritdoc/>
    public override BigDecimal GetDecimal() => EdnNumber.ParseDecimal(Raw);

    /// <inheritdoc/>
    public override object GetRatio() => EdnNumber.ParseRatio(Raw);

    /// <inheritdoc/>
    public override DateTimeOffset GetInstant() => EdnInstant.TryParse(GetString(), out var instant)
        ? instant
        : throw new SenteDataException($"\"{QuoteText()}\" is not a date and time such as 2024-01-02T03:04:05.006-00:00.");

    /// <inheritdoc/>
    public override Guid GetUuid() => TryParseUuid(Text, out var uuid)
        ? uuid
        : throw new SenteDataException($"\"{QuoteText()}\" is not a UUID such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6.");

    /// <inheritdoc/>
    public override byte[] GetBytes() => Convert.FromBase64String(GetString());

    /// <inheritdoc/>
    public override char GetChar() => EdnText.TryParseChar(Encoding.UTF8.GetString(Raw), out var character)
        ? character
        : throw new SenteDataException($"\\{QuoteText()} is not a character.");

    // A map's keys and values alternate. An item begins with its first tag, or else with its value.
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

    // The tags before a scalar end with it; those before a collection end in Close.
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

    // The ignored form gets a level of its own, so that it does not count as a key or value of the map around it, and so that
    // #_#_#_.. counts as nesting: this method is recursive.
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

    private TokenKind ReadString()
    {
        var start = _position + 1;
        var at = start;
        _hasEscapes = false;
        while (true)
        {
            var next = at < _end ? _bytes.AsSpan(at, _end - at).IndexOfAny((byte)'"', (byte)'\\') : -1;
            if (next < 0)
            {
                throw Error("a string is not closed");
            }

            at += next;
            if (_bytes[at] == '"')
            {
                break;
            }

            _hasEscapes = true;
            at += 2;
        }

        SetText(start, at);
        _position = at + 1;
        return Scalar(TokenKind.String);
    }

    private TokenKind ReadKeyword()
    {
        var start = _position + 1;
        var end = EndOfToken(start);
        if (end == start)
        {
            throw Error("a colon stands alone");
        }

        SetName(start, end);
        return Scalar(TokenKind.Keyword);
    }

    private TokenKind ReadSymbol()
    {
        var end = EndOfToken(_position);
        if (end == _position)
        {
            throw Error($"'{(char)_bytes[_position]}' is out of place");
        }

        var text = _bytes.AsSpan(_position, end - _position);
        if (text.SequenceEqual("nil"u8) || text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8))
        {
            Boolean = text[0] == 't';
            _position = end;
            return Scalar(text[0] == 'n' ? TokenKind.Nil : TokenKind.Boolean);
        }

        SetName(_position, end);
        return Scalar(TokenKind.Symbol);
    }

    private TokenKind ReadChar()
    {
        var start = _position + 1;
        if (start >= _end)
        {
            throw Error("the input ends after a backslash");
        }

        // Any first byte belongs to the character: `\(` and `\,` are characters, and end there.
        var end = EdnSyntax.EndsToken(_bytes[start]) ? start + 1 : EndOfToken(start + 1);
        SetText(start, end);
        _position = end;
        return Scalar(TokenKind.Char);
    }

    private TokenKind ReadNumber()
    {
        var start = _position;
        var text = _bytes.AsSpan(start, _end - start);
        var digits = text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var at = digits;
        long value = 0;
        while (at < text.Length && EdnSyntax.IsDigit(text[at]) && value <= MaxShortInteger / 10)
        {
            value = (value * 10) + (text[at++] - '0');
        }

        if (EndsNumber(text, at) && (text[digits] != '0' || at == digits + 1))
        {
            Integer = text[0] == '-' ? -value : value;
            _position = start + at;
            return Scalar(TokenKind.Integer);
        }

        return IsPlainDouble(text, ref at) ? Number(TokenKind.Double, start, at) : ReadOtherNumber(text, start, at);
    }

    private TokenKind ReadOtherNumber(ReadOnlySpan<byte> text, int start, int at)
    {
        while (!EndsNumber(text, at))
        {
            at++;
        }

        var kind = EdnNumber.Classify(text[..at], out var value);
        if (kind == TokenKind.None)
        {
            SetText(start, start + at);
            throw Error($"{QuoteText()} is not a number");
        }

        Integer = value;
        return Number(kind, start, at);
    }

    private TokenKind Number(TokenKind kind, int start, int length)
    {
        SetText(start, start + length);
        _position = start + length;
        return Scalar(kind);
    }

    // The form of most doubles: digits, a point, digits.
    private static bool IsPlainDouble(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= MaxPlainDouble || at == text.Length || text[at] != '.')
        {
            return false;
        }

        var end = at + 1;
        while (end < text.Length && EdnSyntax.IsDigit(text[end]))
        {
            end++;
        }

        if (end > MaxPlainDouble || !EndsNumber(text, end))
        {
            return false;
        }

        at = end;
        return true;
    }

    private TokenKind ReadDispatch()
    {
        var next = _position + 1 < _end ? _bytes[_position + 1] : (byte)' ';
        switch (next)
        {
            case (byte)'{':
                return Open(TokenKind.Set, 2);
            case (byte)':':
                return ReadNamespacedMap();
            case (byte)'#':
                return ReadSymbolic();
            case (byte)'"':
                throw Error("a regular expression (#\"..\") is not an EDN value");
        }

        var start = _position + 1;
        var end = EndOfToken(start);
        if (end == start || !(char.IsAsciiLetter((char)next) || next >= 0x80))
        {
            throw Error("a tag's name must follow '#'");
        }

        SetText(start, end);
        _position = end;
        var name = _bytes.AsSpan(start, end - start);
        if (name.SequenceEqual("inst"u8))
        {
            return ReadTaggedString(TokenKind.Instant);
        }

        if (name.SequenceEqual("uuid"u8))
        {
            return ReadTaggedString(TokenKind.Uuid);
        }

        if (snapshot && name.SequenceEqual(EdnWriter.BytesTag))
        {
            return ReadTaggedString(TokenKind.Bytes);
        }

        _pendingTags++;
        if (++_openTags + _depth > _maxDepth)
        {
            throw SenteDataException.TooDeep(_maxDepth);
        }

        return TokenKind.Tag;
    }

    private TokenKind ReadTaggedString(TokenKind kind)
    {
        var start = _start;
        SkipIgnored();
        if (_position >= _end || _bytes[_position] != '"')
        {
            throw Error("#inst and #uuid must be followed by a string");
        }

        ReadString();
        _start = start;
        return kind;
    }

    private TokenKind ReadSymbolic()
    {
        var start = _position + 2;
        var end = EndOfToken(start);
        var name = _bytes.AsSpan(start, end - start);
        if (!name.SequenceEqual("Inf"u8) && !name.SequenceEqual("-Inf"u8) && !name.SequenceEqual("NaN"u8))
        {
            throw Error("only Inf, -Inf and NaN can follow '##'");
        }

        SetText(start, end);
        _position = end;
        return Scalar(TokenKind.Double);
    }

    private TokenKind ReadNamespacedMap()
    {
        var start = _position + 2;
        var end = EndOfToken(start);
        var at = end;
        while (at < _end && EdnSyntax.IsSpace(_bytes[at]))
        {
            at++;
        }

        if (end == start || at >= _end || _bytes[at] != '{')
        {
            throw Error("a namespace and a map must follow '#:'");
        }

        _position = at;
        Open(TokenKind.Map, 1);
        ref var level = ref _levels[_depth];
        level.NamespaceStart = start;
        level.NamespaceLength = end - start;
        return TokenKind.Map;
    }

    private int EndOfToken(int at)
    {
        while (at < _end && !EdnSyntax.EndsToken(_bytes[at]))
        {
            at++;
        }

        return at;
    }

    // A '#' ends a number, while other tokens may contain it.
    private static bool EndsNumber(ReadOnlySpan<byte> text, int at) => at == text.Length || EdnSyntax.EndsToken(text[at]) || text[at] == '#';

    private void SetText(int start, int end)
    {
        _textBytes = _bytes;
        _textStart = start;
        _textLength = end - start;
        _namespaceLength = 0;
    }

    private void SetName(int start, int end)
    {
        _hasEscapes = false;
        _position = end;
        SetText(start, end);
        ref var level = ref _levels[_depth];
        if (level.NamespaceLength > 0 && level.AtValue && _pendingTags == 0)
        {
            PutNamespace(level.NamespaceStart, level.NamespaceLength);
        }
    }

    // In #:foo{..}, the key :a means :foo/a, :b/c itself, and :_/d means :d.
    private void PutNamespace(int start, int length)
    {
        var name = _bytes.AsSpan(_textStart, _textLength);
        var slash = name.IndexOf((byte)'/');
        if (slash == 1 && name[0] == '_')
        {
            _textStart += 2;
            _textLength -= 2;
        }
        else if (slash < 0 || name.Length == 1)
        {
            CountReference(length + 1);
            _namespaceStart = start;
            _namespaceLength = length;
        }
    }

    // Joins namespace and name in _scratch.
    private void Qualify()
    {
        var (start, length) = (_namespaceStart, _namespaceLength);
        var name = _bytes.AsSpan(_textStart, _textLength);
        var needed = length + 1 + name.Length;
        if (_scratch.Length < needed)
        {
            _scratch = new byte[Math.Max(needed, 2 * _scratch.Length)];
            _scratchNamespace = -1;
        }

        if (_scratchNamespace != start)
        {
            _bytes.AsSpan(start, length).CopyTo(_scratch);
            _scratch[length] = (byte)'/';
            _scratchNamespace = start;
        }

        name.CopyTo(_scratch.AsSpan(length + 1));
        _textBytes = _scratch;
        _textStart = 0;
        _textLength = needed;
        _namespaceLength = 0;
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

    private string QuoteText()
    {
        var text = Encoding.UTF8.GetString(_textBytes, _textStart, Math.Min(_textLength, MaxQuote));
        return _textLength > MaxQuote ? text + "…" : text;
    }

    /// <summary>An open collection, or an ignored form.</summary>
    private struct Level
    {
        public TokenKind Kind;
        public bool AtValue;
        public int Tags;
        public int NamespaceStart;
        public int NamespaceLength;
    }
}
