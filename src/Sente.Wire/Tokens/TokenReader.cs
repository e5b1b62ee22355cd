using System.Buffers.Text;
using System.Numerics;
using System.Text;

namespace Sente.Wire;

/// <summary>
/// Reads one packed value as a stream of tokens: the reading half of a packer. Everything that reads (plain values, an app's types,
/// transcoding, the protocol's messages) is written once, over this class. Instances are reused, and not thread-safe.
/// <para>
/// <see cref="Read"/> checks form and nesting; a scalar is parsed only when its value is asked for. Every error is a
/// <see cref="SenteDataException"/>.
/// </para>
/// </summary>
public abstract class TokenReader
{
    /// <summary>The largest depth that any limit may allow: reading is recursive, and the stack is finite.</summary>
    internal const int LargestMaxDepth = 512;

    private int _maxBytes = int.MaxValue;

    // How many bytes the input may still expand by.
    private long _roomForReferences = int.MaxValue;

    /// <summary>The kind of the current token.</summary>
    public TokenKind Kind { get; protected set; }

    /// <summary>The value of a <see cref="TokenKind.Boolean"/>.</summary>
    public bool Boolean { get; protected set; }

    /// <summary>The value of a <see cref="TokenKind.Integer"/>.</summary>
    public long Integer { get; protected set; }

    /// <summary>Where the current token begins, in bytes from the start of the input.</summary>
    public abstract int TokenStart { get; }

    /// <summary>Where the current token ends, in bytes from the start of the input.</summary>
    public abstract int Position { get; }

    /// <summary>
    /// The UTF-8 text, escapes resolved, of a string, keyword (no colon), symbol or tag. Valid until the next <see cref="Read"/>.
    /// </summary>
    public abstract ReadOnlySpan<byte> Text { get; }

    /// <summary>
    /// Whether the string is written with escapes. Then <see cref="Text"/> allocates, and lacks lone surrogates, which UTF-8 can't
    /// represent; <see cref="GetString"/> has them.
    /// </summary>
    public virtual bool HasEscapes => false;

    /// <summary>Starts reading new input. There is no current token until the first <see cref="Read"/>.</summary>
    /// <param name="input">A packed value, after the start of its message if it refers back to that. What follows the value is ignored.</param>
    /// <param name="maxDepth">How many collections and tags may be open at the same time.</param>
    /// <param name="start">Where in <paramref name="input"/> the value begins, in bytes.</param>
    /// <exception cref="SenteDataException">The input is not text, in a format that is, or what precedes the value breaks the format's rules.</exception>
    public abstract void Start(ReadOnlyMemory<byte> input, int maxDepth, int start = 0);

    /// <summary>Starts reading new input, and bounds what it may expand to.</summary>
    /// <param name="input">As for the other overload.</param>
    /// <param name="maxDepth">As for the other overload.</param>
    /// <param name="start">As for the other overload.</param>
    /// <param name="maxBytes">How long the input may be with all references written out, in bytes.</param>
    internal void Start(ReadOnlyMemory<byte> input, int maxDepth, int start, int maxBytes)
    {
        _maxBytes = maxBytes;
        _roomForReferences = Math.Max(0, (long)maxBytes - input.Length);
        Start(input, maxDepth, start);
    }

    /// <summary>
    /// Counts bytes that the current token expands to and that are written elsewhere in the input: a cached key, a map's namespace.
    /// Call it once per token, before copying. The limit on a message's size holds for the message with all of these written out;
    /// otherwise a short message could cost any amount of memory.
    /// </summary>
    /// <param name="bytes">The length of the cached key or namespace.</param>
    /// <exception cref="SenteDataException">The input expands to more than its limit.</exception>
    protected void CountReference(int bytes)
    {
        _roomForReferences -= bytes;
        if (_roomForReferences < 0)
        {
            throw SenteDataException.TooBig(_maxBytes);
        }
    }

    /// <summary>
    /// Whether the input that follows may refer back to keys that were read, in a format with a key cache. Only where this is false is
    /// a slice of a message readable without what precedes it.
    /// </summary>
    public virtual bool RefersBack => false;

    /// <summary>Releases the input, before the reader is kept for reuse.</summary>
    public abstract void Reset();

    /// <summary>Moves to the next token. After the value this is <see cref="TokenKind.None"/>.</summary>
    /// <exception cref="SenteDataException">The input breaks the format's rules, ends early or is nested too deep.</exception>
    public abstract TokenKind Read();

    /// <summary>The value of a <see cref="TokenKind.BigInteger"/>.</summary>
    public abstract BigInteger GetBigInteger();

    /// <summary>The value of a <see cref="TokenKind.Double"/>.</summary>
    public abstract double GetDouble();

    /// <summary>The value of a <see cref="TokenKind.Decimal"/>.</summary>
    public abstract BigDecimal GetDecimal();

    /// <summary>The value of a <see cref="TokenKind.Ratio"/>: a <see cref="Ratio"/>, or the integer that it comes to.</summary>
    public abstract object GetRatio();

    /// <summary>The value of a <see cref="TokenKind.Char"/>.</summary>
    public abstract char GetChar();

    /// <summary>The value of a <see cref="TokenKind.Instant"/>, as UTC.</summary>
    public abstract DateTimeOffset GetInstant();

    /// <summary>The value of a <see cref="TokenKind.Uuid"/>.</summary>
    public abstract Guid GetUuid();

    /// <summary>The value of <see cref="TokenKind.Bytes"/>.</summary>
    public abstract byte[] GetBytes();

    /// <summary>The value of a <see cref="TokenKind.String"/>.</summary>
    public virtual string GetString() => Encoding.UTF8.GetString(Text);

    /// <summary>The value of a <see cref="TokenKind.Keyword"/>.</summary>
    public Keyword GetKeyword() => KeywordCache.Get(Text);

    /// <summary>The value of a <see cref="TokenKind.Symbol"/>.</summary>
    public Symbol GetSymbol() => Symbol.Parse(Encoding.UTF8.GetString(Text));

    /// <summary>The name of a <see cref="TokenKind.Tag"/>.</summary>
    public Symbol GetTag()
    {
        var tag = GetSymbol();
        TaggedValue.CheckTag(tag);
        return tag;
    }

    /// <summary>Returns the app's function that converts the plain values of a tag; null to keep them tagged.</summary>
    /// <param name="tag">The tag.</param>
    public virtual Func<object?, object?>? FindHandler(Symbol tag) => null;

    /// <summary>Parses a UUID in the only form that the formats have: <c>f81d4fae-7dec-11d0-a765-00a0c91e6bf6</c>.</summary>
    internal static bool TryParseUuid(ReadOnlySpan<byte> text, out Guid uuid) =>
        // The fast parser refuses some texts that .NET's other one accepts.
        (Utf8Parser.TryParse(text, out uuid, out var length) && length == text.Length)
        || Guid.TryParseExact(Encoding.UTF8.GetString(text), "D", out uuid);

    /// <summary>Moves from the first token of a value to its last one, checking form and depth.</summary>
    public void Skip()
    {
        var open = 0;
        while (true)
        {
            switch (Kind)
            {
                case TokenKind.Vector or TokenKind.List or TokenKind.Set or TokenKind.Map:
                    open++;
                    break;
                case TokenKind.End:
                    open--;
                    break;
                case TokenKind.Tag:
                    Read();
                    continue;
            }

            if (open == 0)
            {
                return;
            }

            Read();
        }
    }

    /// <summary>Describes the current token, for an error.</summary>
    internal string Describe() => Kind switch
    {
        TokenKind.None => "the end of the input",
        TokenKind.Nil => "nil",
        TokenKind.Boolean => Boolean ? "true" : "false",
        TokenKind.Integer => Invariant($"the integer {Integer}"),
        TokenKind.BigInteger => "a big integer",
        TokenKind.Double => "a double",
        TokenKind.Decimal => "a decimal",
        TokenKind.Ratio => "a ratio",
        TokenKind.Char => "a character",
        TokenKind.String => "a string",
        TokenKind.Keyword => "a keyword",
        TokenKind.Symbol => "a symbol",
        TokenKind.Instant => "an instant",
        TokenKind.Uuid => "a UUID",
        TokenKind.Bytes => "bytes",
        TokenKind.Tag => "a tagged value",
        TokenKind.Vector => "a vector",
        TokenKind.List => "a list",
        TokenKind.Set => "a set",
        TokenKind.Map => "a map",
        _ => "the end of a collection",
    };
}
