using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Scans the syntax of JSON text (RFC 8259): separators, strings, numbers, nesting. Derived classes define formats by giving these a
/// meaning.
/// </summary>
internal abstract class JsonScanner : TokenReader
{
    private const long LargestShortInteger = 999_999_999_999_999_999;

    private static readonly SearchValues<byte> EndsString = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private Level[] _levels = new Level[16];
    private int _depth;
    private int _maxDepth;
    private int _offset;

    /// <inheritdoc/>
    public sealed override int TokenStart => TokenAt - _offset;

    /// <inheritdoc/>
    public sealed override int Position => At - _offset;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Text => Current.HasEscapes ? Encoding.UTF8.GetBytes(GetString()) : Raw;

    /// <inheritdoc/>
    public sealed override bool HasEscapes => Current.HasEscapes;

    /// <summary>The input, up to <see cref="End"/>.</summary>
    protected byte[] Input { get; private set; } = [];

    /// <summary>Where the input ends.</summary>
    protected int End { get; private set; }

    /// <summary>Where scanning continues.</summary>
    protected int At { get; set; }

    /// <summary>Where the current token begins.</summary>
    protected int TokenAt { get; set; }

    /// <summary>The text of the current string or number.</summary>
    protected JsonText Current { get; set; }

    /// <summary>The current text as it is written in the input.</summary>
    protected ReadOnlySpan<byte> Raw => Current.Span;

    /// <summary>The innermost open collection.</summary>
    protected ref Level Innermost => ref _levels[_depth];

    /// <summary>Whether nothing is open.</summary>
    protected bool IsTop => _depth == 0;

    /// <inheritdoc/>
    public sealed override void Start(ReadOnlyMemory<byte> input, int maxDepth, int start = 0)
    {
        if (!Utf8.IsValid(input.Span))
        {
            throw new SenteDataException("JSON is UTF-8 text; these bytes are not.");
        }

        var segment = MemoryMarshal.TryGetArray(input, out var array) ? array : new ArraySegment<byte>(input.ToArray());
        Input = segment.Array ?? [];
        _offset = At = TokenAt = segment.Offset;
        End = segment.Offset + segment.Count;
        _maxDepth = LargestMaxDepth;
        Begin();
        Replay(_offset + start);
        Begin();
        At = TokenAt = _offset + start;
        _maxDepth = maxDepth;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        Input = [];
        Current = default;
    }

    /// <inheritdoc/>
    public override string GetString() => Current.HasEscapes
        ? Unescape(Encoding.UTF8.GetString(Raw))
        : Encoding.UTF8.GetString(Raw);

    /// <inheritdoc/>
    public override BigInteger GetBigInteger() => Raw.Length <= NumberText.MaxDigits
        ? BigInteger.Parse(Encoding.ASCII.GetString(Raw), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        : throw new SenteDataException(Invariant($"An integer of {Raw.Length} digits is too long: at most {NumberText.MaxDigits} are accepted."));

    /// <inheritdoc/>
    public override double GetDouble() => NumberText.ParseDouble(Raw);

    /// <summary>Reads up to <paramref name="start"/>, for the keys that the value refers back to.</summary>
    protected virtual void Replay(int start)
    {
    }

    /// <summary>Moves to the next item or the end of the innermost collection. Returns its first byte; 0 at the end of the value.</summary>
    protected byte Next()
    {
        var b = SkipSpace();
        ref var level = ref _levels[_depth];
        if (_depth == 0)
        {
            var isFirst = !level.HasItems && b != 0;
            level.HasItems = true;
            return isFirst ? b : (byte)0;
        }

        if (b == level.Close)
        {
            return level.AtValue ? throw Error("a map's last key has no value") : b;
        }

        if (level.HasItems)
        {
            if (b != (level.IsObject && level.AtValue ? ':' : ','))
            {
                throw Error(b == 0 ? "the input ends inside a collection" : $"'{(char)b}' is out of place");
            }

            At++;
            b = SkipSpace();
            if (b is (byte)']' or (byte)'}')
            {
                throw Error("a value must follow a comma or colon");
            }
        }

        level.HasItems = true;
        if (level.Kind == TokenKind.Map)
        {
            level.AtValue = !level.AtValue;
            if (level.IsObject && level.AtValue && b != '"')
            {
                throw Error("an object's key is not a string");
            }
        }

        return b;
    }

    /// <summary>Moves past white space, which programs rarely write. Returns the next byte; 0 at the end of the input.</summary>
    protected byte SkipSpace() => At < End && Input[At] > ' ' ? Input[At] : SkipSpaces();

    private byte SkipSpaces()
    {
        while (At < End)
        {
            var b = Input[At];
            if (b is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return b;
            }

            At++;
        }

        return 0;
    }

    /// <summary>Takes a byte that must be next.</summary>
    protected void Take(byte expected)
    {
        var b = SkipSpace();
        if (b != expected)
        {
            throw Error(b == 0 ? "the input ends inside a collection" : $"'{(char)expected}' should come instead of '{(char)b}'");
        }

        At++;
    }

    /// <summary>Opens a collection.</summary>
    protected void Open(Level level)
    {
        if (_depth >= _maxDepth)
        {
            throw SenteDataException.TooDeep(_maxDepth);
        }

        if (++_depth == _levels.Length)
        {
            Array.Resize(ref _levels, _depth * 2);
        }

        _levels[_depth] = level;
    }

    /// <summary>Leaves the innermost collection.</summary>
    protected void Leave() => _depth--;

    /// <summary>Takes a string, from its opening quote to its closing one.</summary>
    protected void TakeString()
    {
        var start = At + 1;
        var at = start;
        var hasEscapes = false;
        while (true)
        {
            var next = at < End ? Input.AsSpan(at, End - at).IndexOfAny(EndsString) : -1;
            if (next < 0)
            {
                throw Error("a string is not closed");
            }

            at += next;
            if (Input[at] == '"')
            {
                break;
            }

            if (Input[at] != '\\')
            {
                throw Error("a string contains a control character");
            }

            hasEscapes = true;
            at += 2;
        }

        Current = new JsonText(Input, start, at - start, hasEscapes);
        At = at + 1;
    }

    /// <summary>Takes <c>null</c>, <c>true</c> or <c>false</c>.</summary>
    protected TokenKind TakeWord()
    {
        var rest = Input.AsSpan(At, End - At);
        if (rest.StartsWith("null"u8))
        {
            At += 4;
            return TokenKind.Nil;
        }

        Boolean = rest.StartsWith("true"u8);
        if (!Boolean && !rest.StartsWith("false"u8))
        {
            throw Error($"'{(char)rest[0]}' does not begin a value");
        }

        At += Boolean ? 4 : 5;
        return TokenKind.Boolean;
    }

    /// <summary>Takes a number: an integer if it has neither fraction nor exponent.</summary>
    protected TokenKind TakeNumber()
    {
        var start = At;
        var text = Input.AsSpan(start, End - start);
        var digits = text[0] == '-' ? 1 : 0;
        var at = digits;
        long value = 0;
        for (; at < text.Length && text[at] - (uint)'0' <= 9; at++)
        {
            value = value <= LargestShortInteger / 10 ? (value * 10) + (text[at] - '0') : long.MaxValue;
        }

        At = start + at;
        if (at == digits || (text[digits] == '0' && at > digits + 1))
        {
            throw Error("a number has no digits, or a zero before them");
        }

        var isInteger = !TakeFraction() & !TakeExponent();
        Current = new JsonText(Input, start, At - start, false);
        if (!isInteger)
        {
            return TokenKind.Double;
        }

        if (value <= LargestShortInteger)
        {
            Integer = Input[start] == '-' ? -value : value;
        }
        else if (Utf8Parser.TryParse(Raw, out value, out var length) && length == Raw.Length)
        {
            Integer = value;
        }
        else
        {
            return TokenKind.BigInteger;
        }

        return TokenKind.Integer;
    }

    private bool TakeFraction()
    {
        if (At == End || Input[At] != '.')
        {
            return false;
        }

        At++;
        TakeDigits();
        return true;
    }

    private bool TakeExponent()
    {
        if (At == End || Input[At] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        At++;
        if (At < End && Input[At] is (byte)'+' or (byte)'-')
        {
            At++;
        }

        TakeDigits();
        return true;
    }

    private void TakeDigits()
    {
        var rest = Input.AsSpan(At, End - At);
        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        At += length < 0 ? rest.Length : length;
        if (length == 0 || rest.IsEmpty)
        {
            throw Error("digits must follow a number's point or exponent");
        }
    }

    public static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var known = "\"\\/bfnrt".IndexOf(raw[++i], StringComparison.Ordinal);
            if (known >= 0)
            {
                text.Append("\"\\/\b\f\n\r\t"[known]);
            }
            else if (raw[i] == 'u' && i + 4 < raw.Length
                && ushort.TryParse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                (_, i) = (text.Append((char)code), i + 4);
            }
            else
            {
                throw new SenteDataException($"\\{raw[i]} does not begin an escape in a string.");
            }
        }

        return text.ToString();
    }

    protected SenteDataException Error(string message) => new(Invariant($"This is not JSON: {message}, at byte {At - _offset}."));

    private void Begin()
    {
        Kind = TokenKind.None;
        _depth = 0;
        _levels[0] = default;
    }

    /// <summary>An open collection.</summary>
    protected struct Level
    {
        public TokenKind Kind;
        public byte Close;

        /// <summary>The byte that must follow <see cref="Close"/> if the collection is wrapped in another; else 0.</summary>
        public byte OuterClose;
        public bool IsObject;

        /// <summary>In a map: whether its keys are written like items, so that strings among them are not cached as keys.</summary>
        public bool IsComposite;
        public bool HasItems;

        /// <summary>In a map: whether a key has been read, but not its value.</summary>
        public bool AtValue;
    }
}

/// <summary>A text of JSON: a range of the input, or of an array with its resolved escapes.</summary>
internal readonly record struct JsonText(byte[] Bytes, int Start, int Length, bool HasEscapes)
{
    public ReadOnlySpan<byte> Span => Bytes.AsSpan(Start, Length);
}
