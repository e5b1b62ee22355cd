using System.Collections.Frozen;
using System.Numerics;

namespace Sente.Wire;

/// <summary>
/// Writes Transit in JSON, without its key cache. A map begins as <c>["^ ",k,v ..]</c>; when a key turns out to be composite, this is
/// rewritten to <c>["~#cmap",[k,v ..]]</c>. The keys written so far read the same in both forms.
/// </summary>
internal class TransitWriter(FrozenDictionary<string, TransitHandler> handlers) : JsonTextWriter
{
    /// <summary>The bytes that close two levels that were opened together.</summary>
    protected virtual ushort DoubleClosing => ']' | (']' << 8);

    /// <inheritdoc/>
    public override Func<object?, object?>? FindHandler(Symbol tag) =>
        handlers.TryGetValue(tag.Text, out var handler) ? handler.Write : null;

    /// <inheritdoc/>
    public override void WriteNil() => PutWord(AtKey ? "\"~_\""u8 : "null"u8);

    /// <inheritdoc/>
    public override void WriteBoolean(bool value) => PutWord(AtKey
        ? value ? "\"~?t\""u8 : "\"~?f\""u8
        : value ? "true"u8 : "false"u8);

    /// <inheritdoc/>
    public override void WriteInteger(long value)
    {
        var isText = AtKey || !SafeInteger.Is(value);
        Separate();
        if (isText)
        {
            Put("\"~i"u8);
        }

        PutInteger(value);
        if (isText)
        {
            Put((byte)'"');
        }

        EndValue();
    }

    /// <inheritdoc/>
    public override void WriteBigInteger(BigInteger value) =>
        PutQuoted("~n"u8, NumberText.Of(value));

    /// <inheritdoc/>
    public override void WriteDouble(double value)
    {
        if (!double.IsFinite(value))
        {
            PutQuoted("~z"u8, double.IsNaN(value) ? "NaN" : value > 0 ? "INF" : "-INF");
            return;
        }

        var isText = AtKey;
        Separate();
        if (isText)
        {
            Put("\"~d"u8);
        }

        PutDouble(value);
        if (isText)
        {
            Put((byte)'"');
        }

        EndValue();
    }

    /// <inheritdoc/>
    public override void WriteDecimal(BigDecimal value) => PutQuoted("~f"u8, NumberText.Of(value));

    /// <inheritdoc/>
    public override void WriteRatio(Ratio value)
    {
        // Checked as a whole, as a snapshot does.
        NumberText.Of(value);
        WriteOwnTag("~#ratio"u8);
        Open(Place.FirstItem, "["u8, ']');
        PutQuoted("~n"u8, NumberText.Of(value.Numerator));
        PutQuoted("~n"u8, NumberText.Of(value.Denominator));
        End();
    }

    /// <inheritdoc/>
    public override void WriteChar(char value)
    {
        if (char.IsSurrogate(value))
        {
            throw new SenteDataException(Invariant($"The character U+{(int)value:X4} is half of a surrogate pair, which is not a character in Transit."));
        }

        PutQuoted("~c"u8, [value]);
    }

    /// <inheritdoc/>
    public override void WriteString(ReadOnlySpan<char> value) => PutQuoted(value is ['~' or '^' or '`', ..] ? "~"u8 : [], value);

    /// <inheritdoc/>
    public override void WriteText(ReadOnlySpan<byte> utf8)
    {
        Separate();
        PutString(utf8 is [TransitSyntax.Escape or TransitSyntax.Cached or TransitSyntax.Reserved, ..] ? "~"u8 : [], utf8);
        EndValue();
    }

    /// <inheritdoc/>
    public override void WriteKeyword(Keyword value)
    {
        Separate();
        PutKeyword("~:"u8, value);
        EndValue();
    }

    /// <inheritdoc/>
    public override void WriteSymbol(Symbol value) => PutQuoted("~$"u8, value.Text);

    /// <inheritdoc/>
    public override void WriteInstant(DateTimeOffset value)
    {
        Separate();
        PutInstant(value);
        EndValue();
    }

    /// <inheritdoc/>
    public override void WriteUuid(Guid value)
    {
        Separate();
        Put("\"~u"u8);
        PutUuid(value);
        Put((byte)'"');
        EndValue();
    }

    /// <inheritdoc/>
    public override void WriteBytes(ReadOnlySpan<byte> value)
    {
        Separate();
        Put("\"~b"u8);
        PutBase64(value);
        Put((byte)'"');
        EndValue();
    }

    /// <inheritdoc/>
    public override void WriteTag(Symbol tag)
    {
        if (TransitSyntax.IsOwnTag(tag.Text))
        {
            throw new SenteDataException($"The tag {SenteDataException.Excerpt(tag)} is Transit's own: write the value itself.");
        }

        MakeComposite();
        OpenTag("~#"u8, tag.Text);
    }

    /// <inheritdoc/>
    public override void StartVector(int count)
    {
        MakeComposite();
        Open(Place.FirstItem, "["u8, ']');
    }

    /// <inheritdoc/>
    public override void StartList(int count) => OpenWrapped("[\"~#list\",["u8);

    /// <inheritdoc/>
    public override void StartSet(int count) => OpenWrapped("[\"~#set\",["u8);

    /// <inheritdoc/>
    public override void StartMap(int count)
    {
        MakeComposite();
        Open(Place.FirstKey, "[\"^ \""u8, ']');
        Innermost.IsArray = Innermost.HasMark = true;
    }

    /// <summary>Opens a collection in a wrapper that closes with it.</summary>
    protected void OpenWrapped(ReadOnlySpan<byte> opening)
    {
        MakeComposite();
        Open(Place.FirstItem, opening, DoubleClosing);
    }

    /// <summary>Writes the wrapper of a tag, up to its value.</summary>
    protected virtual void OpenTag(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> tag)
    {
        Open(Place.Tagged, "["u8, ']');
        PutString(prefix, tag);
        Put((byte)',');
    }

    /// <summary>Writes an instant in quotes.</summary>
    protected virtual void PutInstant(DateTimeOffset value)
    {
        Put("\"~m"u8);
        PutInteger(value.ToUnixTimeMilliseconds());
        Put((byte)'"');
    }

    /// <summary>Prepares for a composite value: if it is a map's key, the map gets the form for composite keys.</summary>
    protected void MakeComposite()
    {
        if (AtKey && Innermost.Closing <= byte.MaxValue)
        {
            ToComposite(ref Innermost);
        }
    }

    /// <summary>Rewrites the beginning of a map to the form for composite keys.</summary>
    protected virtual void ToComposite(ref Level level)
    {
        var isFirst = level.Place == Place.FirstKey;
        // The tag replaces the mark of the array form and the comma after it.
        var mark = "[\"^ \","u8.Length - (isFirst ? 1 : 0);
        Replace(level.Start, mark, "[\"~#cmap\",["u8);
        level.HasMark = false;
        level.Closing = DoubleClosing;
    }

    /// <summary>Replaces written bytes by more bytes.</summary>
    protected void Replace(int at, int length, ReadOnlySpan<byte> with)
    {
        Insert(at, with.Length - length);
        with.CopyTo(Patch[at..]);
    }

    private void WriteOwnTag(ReadOnlySpan<byte> tag)
    {
        MakeComposite();
        OpenTag(tag, []);
    }

    private void PutWord(ReadOnlySpan<byte> word)
    {
        Separate();
        Put(word);
        EndValue();
    }

    private void PutQuoted(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> text)
    {
        Separate();
        PutString(prefix, text);
        EndValue();
    }
}
