using System.Buffers.Text;
using System.Numerics;
using System.Text;

namespace Sente.Wire;

/// <summary>
/// Reads one packed value as a stream of tokens: the half of a packer that everything which reads (plain values, an app's
/// types, transcoding, the protocol's messages) is written against once. Instances are reused, and not thread-safe.
/// <para>
/// <see cref="Read"/> checks form and nesting; what a scalar says is looked at when it is asked for. Every error is a
/// <see cref="SenteDataException"/>.
/// </para>
/// </summary>
public abstract class TokenReader
{
    /// <summary>The largest depth that any limit may allow: reading is recursive, and the stack is finite.</summary>
    internal const int LargestMaxDepth = 512;

    private int _maxBytes = int.MaxValue;

    // How many more bytes the input may stand for than it has.
    private long _roomForReferences = int.MaxValue;

    /// <summary>The token that the reader stands on.</summary>
    public TokenKind Kind { get; protected set; }

    /// <summary>The value of a <see cref="TokenKind.Boolean"/>.</summary>
    public bool Boolean { get; protected set; }

    /// <summary>The value of a <see cref="TokenKind.Integer"/>.</summary>
    public long Integer { get; protected set; }

    /// <summary>Where the current token begins, in bytes from the start of the input.</summary>
    public abstract int TokenStart { get; }

    /// <summary>Where the input goes on after the current token, in bytes from its start.</summary>
    public abstract int Position { get; }

    /// <summary>
    /// The UTF-8 text, escapes resolved, of a string, keyword (no colon), symbol or tag. Valid until the next <see cref="Read"/>.
    /// </summary>
    public abstract ReadOnlySpan<byte> Text { get; }

    /// <summary>
    /// Whether <see cref="Text"/> costs an allocation and may lack half a character, which UTF-8 can't say but
    /// <see cref="GetString"/> can: the string is written with escapes.
    /// </summary>
    public virtual bool HasEscapes => false;

    /// <summary>Starts on new input, before its first token.</summary>
    /// <param name="input">A packed value, with the beginning of its message before it if it refers back to that; what follows it is ignored.</param>
    /// <param name="maxDepth">How many collections and tags may be open at once in the value.</param>
    /// <param name="start">Where in <paramref name="input"/> the value begins.</param>
    /// <exception cref="SenteDataException">The input is no text of the format's, or its beginning breaks the format's rules.</exception>
    public abstract void Start(ReadOnlyMemory<byte> input, int maxDepth, int start = 0);

    /// <summary>Starts on new input, and bounds what it may stand for.</summary>
    /// <param name="input">As for the other overload.</param>
    /// <param name="maxDepth">As for the other overload.</param>
    /// <param name="start">As for the other overload.</param>
    /// <param name="maxBytes">How long the input may be with everything written out that it only refers to.</param>
    internal void Start(ReadOnlyMemory<byte> input, int maxDepth, int start, int maxBytes)
    {
        _maxBytes = maxBytes;
        _roomForReferences = Math.Max(0, (long)maxBytes - input.Length);
        Start(input, maxDepth, start);
    }

    /// <summary>
    /// Counts bytes that the current token stands for and that are written elsewhere in the input: a cached key, a map's
    /// namespace. To be called once per token, before anything is copied. The limit on a message's size holds for the message
    /// with all of them written out, or a short message could cost any amount of memory.
    /// </summary>
    /// <param name="bytes">The length of what is referred to.</param>
    /// <exception cref="SenteDataException">The input stands for more than is taken.</exception>
    protected void CountReference(int bytes)
    {
        _roomForReferences -= bytes;
        if (_roomForReferences < 0)
        {
            throw SenteDataException.TooBig(_maxBytes);
        }
    }

    /// <summary>
    /// Whether what comes next may refer back to what was read: to the keys that a format with a key cache has seen so far.
    /// A slice of a message reads by itself only where this is false.
    /// </summary>
    public virtual bool RefersBack => false;

    /// <summary>Lets go of the input, before the reader is put back for reuse.</summary>
    public abstract void Reset();

    /// <summary>Goes to the next token. After the whole value it is <see cref="TokenKind.None"/>.</summary>
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

    /// <summary>What an app makes of the plain values under a tag of its own; null to keep them tagged.</summary>
    /// <param name="tag">The tag.</param>
    public virtual Func<object?, object?>? FindHandler(Symbol tag) => null;

    /// <summary>Parses a UUID in the only form that the formats have: <c>f81d4fae-7dec-11d0-a765-00a0c91e6bf6</c>.</summary>
    internal static bool TryParseUuid(ReadOnlySpan<byte> text, out Guid uuid) =>
        // The fast parser refuses some texts that .NET's other one accepts.
        (Utf8Parser.TryParse(text, out uuid, out var length) && length == text.Length)
        || Guid.TryParseExact(Encoding.UTF8.GetString(text), "D", out uuid);

    /// <summary>Goes to the last token of the value whose first token the reader stands on, checking form and depth on the way.</summary>
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

    /// <summary>What the reader stands on, in words for an error.</summary>
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
