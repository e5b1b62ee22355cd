namespace Sente.Wire;

// The tokens one by one: where each ends, and of which kind it is.
internal sealed partial class EdnReader
{
    private const long LargestShortInteger = 999_999_999_999_999_999;
    private const int LongestPlainDouble = 32;

    // A reader is kept per thread: one huge namespace must not pin its room there for good.
    private const int LargestScratchKept = 4096;

    // The current token's text: a range of the input, or of Scratch where a map's namespace was put in front.
    private byte[] _textBytes = [];
    private int _textStart;
    private int _textLength;
    private bool _hasEscapes;

    // A namespace that belongs in front of the text, and is put there when the text is first asked for: at the edge most keys are
    // only skipped. Scratch begins with the namespace that was used last, so that it is copied once for a whole map.
    private int _namespaceStart;
    private int _namespaceLength;
    private byte[] _scratch = [];
    private int _scratchNamespace = -1;

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

        // The first byte is the character's whatever it is: `\(` and `\,` are characters, and end right there.
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
        while (at < text.Length && EdnSyntax.IsDigit(text[at]) && value <= LargestShortInteger / 10)
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
            throw Error($"{Quote(start, start + at)} is no number");
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

    // What most doubles look like: a point behind the digits, and only digits behind it.
    private static bool IsPlainDouble(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= LongestPlainDouble || at == text.Length || text[at] != '.')
        {
            return false;
        }

        var end = at + 1;
        while (end < text.Length && EdnSyntax.IsDigit(text[end]))
        {
            end++;
        }

        if (end > LongestPlainDouble || !EndsNumber(text, end))
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
                throw Error("a regular expression (#\"..\") is no EDN value");
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

    // A number also ends before '#', which other tokens may contain.
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

    // In #:foo{..}, the key :a stands for :foo/a, :b/c for itself and :_/d for :d.
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

    // Puts the name behind its namespace.
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
}
