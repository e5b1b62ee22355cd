using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// The syntax of JSON text (RFC 8259), for the formats that are made of it: separators, strings, numbers, nesting.
/// What strings mean is theirs to say.
/// </summary>
internal abstract partial class JsonScanner : TokenReader
{
    // A number is parsed in time quadratic in its length: as in EDN, this bounds what a peer can ask for.
    private const int MostDigits = 4096;

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

    /// <summary>The input; what counts of it ends before <see cref="End"/>.</summary>
    protected byte[] Input { get; private set; } = [];

    /// <summary>Where the input ends.</summary>
    protected int End { get; private set; }

    /// <summary>Where the scanner stands.</summary>
    protected int At { get; set; }

    /// <summary>Where the current token begins.</summary>
    protected int TokenAt { get; set; }

    /// <summary>The text of the current string or number.</summary>
    protected Piece Current { get; set; }

    /// <summary>The current text as it stands in the input.</summary>
    protected ReadOnlySpan<byte> Raw => Current.Bytes.AsSpan(Current.Start, Current.Length);

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
        _maxDepth = WireLimits.LargestMaxDepth;
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
    public override BigInteger GetBigInteger() => Raw.Length <= MostDigits
        ? BigInteger.Parse(Encoding.ASCII.GetString(Raw), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        : throw new SenteDataException(Invariant($"An integer of {Raw.Length} digits is too long: at most {MostDigits} are taken."));

    /// <inheritdoc/>
    public override double GetDouble() => EdnNumber.ParseFinite(Raw);

    /// <summary>Reads up to <paramref name="start"/>, for what later text refers back to.</summary>
    protected virtual void Replay(int start)
    {
    }

    /// <summary>Goes to the first byte of what comes next: an item, the end of the innermost collection, or 0 for nothing.</summary>
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

    /// <summary>The first byte after white space, of which programs write none; 0 at the end of the input.</summary>
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

    /// <summary>Takes a byte that must come next.</summary>
    protected void Take(byte expected)
    {
        var b = SkipSpace();
        if (b != expected)
        {
            throw Error(b == 0 ? "the input ends inside a collection" : $"'{(char)expected}' should stand for '{(char)b}'");
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

    protected SenteDataException Error(string message) => new(Invariant($"This is not JSON: {message}, at byte {At - _offset}."));

    private void Begin()
    {
        Kind = TokenKind.None;
        _depth = 0;
        _levels[0] = default;
    }

    /// <summary>A text: a range of the input, or of what was made of it.</summary>
    protected readonly record struct Piece(byte[] Bytes, int Start, int Length, bool HasEscapes);

    /// <summary>An open collection.</summary>
    protected struct Level
    {
        public TokenKind Kind;
        public byte Close;

        /// <summary>What must follow <see cref="Close"/>, where the collection is wrapped in another; else 0.</summary>
        public byte OuterClose;
        public bool IsObject;

        /// <summary>In a map: whether its keys are items like any other, strings not keys to a cache.</summary>
        public bool IsComposite;
        public bool HasItems;

        /// <summary>In a map: whether a key has come, and its value not yet.</summary>
        public bool AtValue;
    }
}
