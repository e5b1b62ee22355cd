using System.Collections.Frozen;

namespace Sente.Wire;

/// <summary>
/// Reads Transit in JSON, plain and verbose alike, and follows its key cache. What comes in several JSON tokens is one here:
/// <code>
///   ["^ ",k,v ..]  {"k":v ..}  ["~#cmap",[k,v ..]]    a map
///   ["~#set",[..]]  ["~#list",[..]]                   a set, a list
///   ["~#ratio",["~n1","~n3"]]  ["~#u",[hi,lo]]        a ratio, a UUID
///   ["~#'",x]                                         x
///   ["~#my/tag",x]  {"~#my/tag":x}                    a tag, and x under it
/// </code>
/// </summary>
internal sealed partial class TransitReader(FrozenDictionary<string, TransitHandler> handlers) : JsonScanner
{
    private readonly TransitCache _cache = new();

    // A string with a letter that Transit keeps for itself (~x..) is a tagged value: its text comes next.
    private Piece? _underTag;

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
    protected override void Replay(int start)
    {
        _cache.Clear();
        _underTag = null;
        while (SkipSpace() != 0 && At < start && NextItemAt() < start)
        {
            Read();
        }
    }

    // Where the next token begins, behind what separates it from the one before.
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
                // (~zINF may have come before.)
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

    // The scanner stands on the tag's string.
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
            Current = new Piece(Current.Bytes, Current.Start + 2, Current.Length - 2, Current.HasEscapes);
            return EnterWrapper(separator, close);
        }

        Take(separator);
        Take((byte)'[');
        return Enter(new Level { Kind = kind, Close = (byte)']', OuterClose = close, IsComposite = true });
    }

    // A quote says its value as it is, and counts as nesting.
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

    // After a value, the tags that it stands under are closed.
    private TokenKind Scalar(TokenKind kind)
    {
        while (Innermost.Kind == TokenKind.Tag && _underTag is null)
        {
            Take(Innermost.Close);
            Leave();
        }

        return kind;
    }
}
