using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sente.Wire;

/// <summary>
/// Reads Transit in JSON, plain and verbose, with its key cache. These groups of JSON tokens are read as one value:
/// <code>
///   ["^ ",k,v ..]  {"k":v ..}  ["~#cmap",[k,v ..]]    a map
///   ["~#set",[..]]  ["~#list",[..]]                   a set, a list
///   ["~#ratio",["~n1","~n3"]]  ["~#u",[hi,lo]]        a ratio, a UUID
///   ["~#'",x]                                         x
///   ["~#my/tag",x]  {"~#my/tag":x}                    a tag and its value x
/// </code>
/// </summary>
internal sealed class TransitReader(FrozenDictionary<string, TransitHandler> handlers) : JsonScanner
{
    private readonly TransitCache _cache = new();

    // After a string with a letter that Transit reserves (~x..), which is a tagged value: the text that is the value.
    private JsonText? _underTag;

    private Guid? _uuid;
    private JsonText _denominator;

    // The kind of the current string: the character after its tilde; 0 for plain strings and for numbers.
    private byte _letter;

    /// <inheritdoc/>
    public override bool RefersBack => _cache.Count > 0;

    /// <inheritdoc/>
    public override Func<object?, object?>? FindHandler(Symbol tag) =>
        handlers.TryGetValue(tag.Text, out var handler) ? handler.Read : null;

    /// <inheritdoc/>
    public override TokenKind Read()
    {
        if (_underTag is { } text)
        {
            return Kind = ReadUnderTag(text);
        }

        var b = Next();
        TokenAt = At;
        return Kind = ReadItem(b);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        _cache.Release();
        _underTag = null;
        _denominator = default;
    }

    /// <inheritdoc/>
    public override BigInteger GetBigInteger() => IsInteger(Raw) ? base.GetBigInteger() : throw Bad("a big integer");

    /// <inheritdoc/>
    public override double GetDouble()
    {
        if (_letter == 0)
        {
            return base.GetDouble();
        }

        if (_letter == 'z')
        {
            return Raw.SequenceEqual("NaN"u8) ? double.NaN
                : Raw.SequenceEqual("INF"u8) ? double.PositiveInfinity
                : Raw.SequenceEqual("-INF"u8) ? double.NegativeInfinity
                : throw Bad("a number");
        }

        return double.TryParse(Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Bad("a double");
    }

    /// <inheritdoc/>
    public override BigDecimal GetDecimal()
    {
        var text = Encoding.UTF8.GetBytes(GetString() + "M");
        return EdnNumber.Classify(text, out _) == TokenKind.Decimal ? EdnNumber.ParseDecimal(text) : throw Bad("a decimal");
    }

    /// <inheritdoc/>
    public override object GetRatio()
    {
        var numerator = GetBigInteger();
        Current = _denominator;
        return Ratio.Divide(numerator, GetBigInteger());
    }

    /// <inheritdoc/>
    public override char GetChar() => GetString() is { Length: 1 } text ? text[0] : throw Bad("a character");

    /// <inheritdoc/>
    public override DateTimeOffset GetInstant()
    {
        if (_letter == 't')
        {
            return EdnInstant.TryParse(GetString(), out var instant) ? instant : throw Bad("an instant");
        }

        var isNumber = Utf8Parser.TryParse(Raw, out long milliseconds, out var length) && length == Raw.Length;
        return isNumber && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw Bad("an instant of the years 1 to 9999");
    }

    /// <inheritdoc/>
    public override Guid GetUuid() => _uuid ?? (TryParseUuid(Text, out var uuid) ? uuid : throw Bad("a UUID"));

    /// <inheritdoc/>
    public override byte[] GetBytes()
    {
        var text = GetString();
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : throw Bad("base64");
    }

    /// <inheritdoc/>
    protected override void Replay(int start)
    {
        _cache.Clear();
        _underTag = null;
        while (SkipSpace() != 0 && At < start && NextItemAt() < start)
        {
            Read();
        }
    }

    // Where the next token begins, after its separator.
    private int NextItemAt()
    {
        var at = At;
        if (Input[at] is (byte)',' or (byte)':')
        {
            At++;
            SkipSpace();
        }

        (var next, At) = (At, at);
        return next;
    }

    private TokenKind ReadItem(byte b)
    {
        switch (b)
        {
            case 0:
                return TokenKind.None;
            case (byte)'"':
                var isKey = Innermost is { Kind: TokenKind.Map, AtValue: true, IsComposite: false };
                TakeString();
                return Scalar(ReadString(isKey));
            case (byte)'[':
                return ReadArray();
            case (byte)'{':
                return ReadObject();
            case (byte)']' or (byte)'}':
                return Close(b);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                // Left from an earlier string, such as ~zINF.
                _letter = 0;
                return Scalar(TakeNumber());
            default:
                return Scalar(TakeWord());
        }
    }

    private TokenKind ReadArray()
    {
        At++;
        var first = SkipSpace();
        var rest = Input.AsSpan(At, End - At);
        if (rest.StartsWith("\"^ \""u8))
        {
            At += 4;
            return Enter(new Level { Kind = TokenKind.Map, Close = (byte)']', HasItems = true });
        }

        if (first == '"' && (rest.StartsWith("\"~#"u8) || (rest.StartsWith("\"^"u8) && IsCachedTag(rest[1..]))))
        {
            return ReadTagged((byte)',', (byte)']');
        }

        return Enter(new Level { Kind = TokenKind.Vector, Close = (byte)']' });
    }

    private TokenKind ReadObject()
    {
        At++;
        if (SkipSpace() == '"' && Input.AsSpan(At, End - At).StartsWith("\"~#"u8))
        {
            return ReadTagged((byte)':', (byte)'}');
        }

        return Enter(new Level { Kind = TokenKind.Map, Close = (byte)'}', IsObject = true });
    }

    private bool IsCachedTag(ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOf((byte)'"');
        return length > 0 && _cache.Find(rest[..length], out var piece)
            && piece.Bytes.AsSpan(piece.Start, piece.Length).StartsWith("~#"u8);
    }

    // The next string is the tag.
    private TokenKind ReadTagged(byte separator, byte close)
    {
        TakeString();
        Resolve(isKey: false);
        var tag = Raw[2..];
        switch (tag)
        {
            case [(byte)'\'']:
                return ReadQuoted(separator, close);
            case [(byte)'u']:
                return ReadTaggedUuid(separator, close);
            case [var letter] when IsScalar(letter):
                return ReadTaggedScalar(letter, separator, close);
        }

        if (tag.SequenceEqual("ratio"u8))
        {
            return ReadRatio(separator, close);
        }

        var kind = tag.SequenceEqual("set"u8) ? TokenKind.Set
            : tag.SequenceEqual("list"u8) ? TokenKind.List
            : tag.SequenceEqual("cmap"u8) ? TokenKind.Map
            : TokenKind.Tag;
        if (kind == TokenKind.Tag)
        {
            Current = new JsonText(Current.Bytes, Current.Start + 2, Current.Length - 2, Current.HasEscapes);
            return EnterWrapper(separator, close);
        }

        Take(separator);
        Take((byte)'[');
        return Enter(new Level { Kind = kind, Close = (byte)']', OuterClose = close, IsComposite = true });
    }

    // A quote has the value of its content, and counts as nesting.
    private TokenKind ReadQuoted(byte separator, byte close)
    {
        var start = TokenAt;
        EnterWrapper(separator, close);
        var kind = ReadItem(Next());
        TokenAt = start;
        return kind;
    }

    private TokenKind EnterWrapper(byte separator, byte close)
    {
        Open(new Level { Kind = TokenKind.Tag, Close = close, HasItems = true, IsObject = separator == ':', AtValue = separator == ':' });
        return TokenKind.Tag;
    }

    private TokenKind Enter(Level level)
    {
        Open(level);
        return level.Kind;
    }

    private TokenKind Close(byte b)
    {
        ref var level = ref Innermost;
        if (IsTop || b != level.Close)
        {
            throw Error($"'{(char)b}' closes nothing");
        }

        if (level.Kind == TokenKind.Tag)
        {
            throw Error("a tag must be followed by a value");
        }

        At++;
        var outer = level.OuterClose;
        if (outer != 0)
        {
            Take(outer);
        }

        Leave();
        return Scalar(TokenKind.End);
    }

    // Closes the tags of a value that has been read.
    private TokenKind Scalar(TokenKind kind)
    {
        while (Innermost.Kind == TokenKind.Tag && _underTag is null)
        {
            Take(Innermost.Close);
            Leave();
        }

        return kind;
    }

    // The kind of the string that was just taken. Afterwards Current is its text.
    private TokenKind ReadString(bool isKey)
    {
        Resolve(isKey);
        var raw = Raw;
        _letter = 0;
        if (raw.Length < 2 || raw[0] != TransitSyntax.Escape)
        {
            return TokenKind.String;
        }

        var letter = raw[1];
        if (letter is TransitSyntax.Escape or TransitSyntax.Cached or TransitSyntax.Reserved)
        {
            Current = Without(1);
            return TokenKind.String;
        }

        if (letter == TransitSyntax.Tag)
        {
            throw Error("a tag is out of place");
        }

        Current = Without(2);
        return IsScalar(letter) ? SetScalar(letter) : Keep(letter);
    }

    // Replaces a cache code by its string, or adds the string to the cache.
    private void Resolve(bool isKey)
    {
        if (Current.HasEscapes)
        {
            Current = Plain(Current);
        }

        if (Raw is [TransitSyntax.Cached, ..] && !Raw.SequenceEqual("^ "u8))
        {
            Current = _cache.Find(Raw, out var text) ? text : throw Error($"the key cache has no entry {SenteDataException.Excerpt(GetString())}");
            CountReference(text.Length);
        }
        else
        {
            _cache.Add(Current, isKey);
        }
    }

    // Resolves the escapes of a string only if they hide one of its first two characters, which determine its kind.
    private static JsonText Plain(JsonText text)
    {
        var raw = text.Bytes.AsSpan(text.Start, text.Length);
        var first = raw[0] == '\\' ? 0 : raw[0] == TransitSyntax.Escape && raw.Length > 1 && raw[1] == '\\' ? 1 : -1;
        if (first < 0 || raw[first + 1] != 'u')
        {
            return text;
        }

        var plain = Unescape(Encoding.UTF8.GetString(raw));
        if (plain[0] is not ('~' or '^' or '`'))
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(plain);
        return new JsonText(bytes, 0, bytes.Length, false);
    }

    private JsonText Without(int prefix) => new(Current.Bytes, Current.Start + prefix, Current.Length - prefix, Current.HasEscapes);

    private static bool IsScalar(byte letter) => ":$indfc?_umtbrz"u8.Contains(letter);

    private TokenKind SetScalar(byte letter)
    {
        _letter = letter;
        _uuid = null;
        switch (letter)
        {
            case (byte)':':
                return TokenKind.Keyword;
            case (byte)'$':
                return TokenKind.Symbol;
            case (byte)'i' or (byte)'n':
                return letter == 'i' && Utf8Parser.TryParse(Raw, out long value, out var length) && length == Raw.Length ? SetInteger(value) : NotLong(letter);
            case (byte)'d' or (byte)'z':
                return TokenKind.Double;
            case (byte)'f':
                return TokenKind.Decimal;
            case (byte)'c':
                return TokenKind.Char;
            case (byte)'?':
                Boolean = Raw is [(byte)'t'] || (Raw is [(byte)'f'] ? false : throw Bad("a boolean"));
                return TokenKind.Boolean;
            case (byte)'_':
                return TokenKind.Nil;
            case (byte)'u':
                return TokenKind.Uuid;
            case (byte)'m' or (byte)'t':
                return TokenKind.Instant;
            case (byte)'b':
                return TokenKind.Bytes;
            default:
                return TokenKind.String;
        }
    }

    // A browser writes the key 1.5 as ~i1.5.
    private TokenKind NotLong(byte letter) => letter == 'i' && !IsInteger(Raw) ? TokenKind.Double : TokenKind.BigInteger;

    private TokenKind SetInteger(long value)
    {
        Integer = value;
        return TokenKind.Integer;
    }

    private TokenKind Keep(byte letter)
    {
        _underTag = Current;
        Current = new JsonText(Current.Bytes, Current.Start - 1, 1, false);
        return char.IsAsciiLetter((char)letter) ? TokenKind.Tag : throw Error($"no string begins with ~{(char)letter}");
    }

    private TokenKind ReadUnderTag(JsonText text)
    {
        Current = text;
        _underTag = null;
        return Scalar(TokenKind.String);
    }

    // ["~#m",0]: a tag of one letter before the text that ~m would have.
    private TokenKind ReadTaggedScalar(byte letter, byte separator, byte close)
    {
        Take(separator);
        TakeStringOrNumber();
        var kind = SetScalar(letter);
        Take(close);
        return Scalar(kind);
    }

    private TokenKind ReadTaggedUuid(byte separator, byte close)
    {
        Take(separator);
        if (SkipSpace() == '"')
        {
            TakeString();
            SetScalar((byte)'u');
        }
        else
        {
            Take((byte)'[');
            var high = TakeLong();
            Take((byte)',');
            var low = TakeLong();
            Take((byte)']');
            _uuid = new Guid((int)(high >> 32), (short)(high >> 16), (short)high, (byte)(low >> 56), (byte)(low >> 48), (byte)(low >> 40), (byte)(low >> 32), (byte)(low >> 24), (byte)(low >> 16), (byte)(low >> 8), (byte)low);
        }

        Take(close);
        return Scalar(TokenKind.Uuid);
    }

    private TokenKind ReadRatio(byte separator, byte close)
    {
        Take(separator);
        Take((byte)'[');
        TakeInteger();
        var numerator = Current;
        Take((byte)',');
        TakeInteger();
        _denominator = Current;
        Current = numerator;
        Take((byte)']');
        Take(close);
        return Scalar(TokenKind.Ratio);
    }

    private long TakeLong()
    {
        TakeInteger();
        return Utf8Parser.TryParse(Raw, out long value, out var length) && length == Raw.Length ? value : throw Bad("a half of a UUID");
    }

    // 1, "~i1" or "~n1".
    private void TakeInteger()
    {
        TakeStringOrNumber();
        if (Raw is [TransitSyntax.Escape, (byte)'i' or (byte)'n', ..])
        {
            Current = Without(2);
        }
    }

    private void TakeStringOrNumber()
    {
        if (SkipSpace() == '"')
        {
            TakeString();
        }
        else if (At < End && Input[At] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            TakeNumber();
        }
        else
        {
            throw Error("this tag must be followed by a string or number");
        }
    }

    private static bool IsInteger(ReadOnlySpan<byte> text)
    {
        var digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        return !digits.IsEmpty && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private SenteDataException Bad(string expected) => SenteDataException.Expected(expected, $"\"{SenteDataException.Excerpt(GetString())}\"");
}
