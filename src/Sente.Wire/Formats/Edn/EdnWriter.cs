using System.Numerics;
using System.Text;

namespace Sente.Wire;

/// <summary>
/// Writes EDN that browsers read back the same, laid out as Clojure prints it. What they would misread or refuse, and with it the
/// whole message, is an error: integers beyond 2^53 - 1, years before 100, bytes, and tags that are not in <paramref name="tags"/>.
/// </summary>
/// <param name="tags">The tags that the app has registered on both sides; null for a snapshot, which can hold every value.</param>
internal sealed class EdnWriter(IReadOnlySet<Symbol>? tags) : TextTokenWriter
{
    /// <summary>The first byte of a snapshot that holds something EDN can't. Readers skip it as white space.</summary>
    public const byte SpecialMark = (byte)' ';

    private const int FirstSafeYear = 100;

    private readonly Level[] _levels = new Level[MaxDepth + 1];
    private int _depth;

    // Tags nest too: those before the next value, and those of all open collections.
    private int _pendingTags;
    private int _openTags;

    private enum Place : byte
    {
        Top,
        FirstItem,
        Item,
        FirstKey,
        Key,
        Value,
    }

    /// <summary>The private tag of bytes in a snapshot.</summary>
    public static ReadOnlySpan<byte> BytesTag => "sente/bytes"u8;

    /// <summary>Whether this writes snapshots; if false, EDN for browsers.</summary>
    public bool IsSnapshot => tags is null;

    /// <summary>Whether the snapshot holds something that EDN can't.</summary>
    public bool IsSpecial { get; private set; }

    /// <summary>Copies the finished value as a snapshot, with <see cref="SpecialMark"/> if it is special.</summary>
    public byte[] ToSnapshot()
    {
        if (!IsSpecial)
        {
            return Written.ToArray();
        }

        var marked = new byte[Length + 1];
        marked[0] = SpecialMark;
        Written.CopyTo(marked.AsSpan(1));
        return marked;
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        IsSpecial = false;
        _depth = _pendingTags = _openTags = 0;
        _levels[0] = default;
    }

    /// <inheritdoc/>
    public override void WriteNil()
    {
        Separate();
        Put("nil"u8);
    }

    /// <inheritdoc/>
    public override void WriteBoolean(bool value)
    {
        Separate();
        Put(value ? "true"u8 : "false"u8);
    }

    /// <inheritdoc/>
    public override void WriteInteger(long value)
    {
        if (!SafeInteger.Is(value) && IsRefused())
        {
            throw Unsafe(value);
        }

        Separate();
        PutInteger(value);
    }

    /// <inheritdoc/>
    public override void WriteBigInteger(BigInteger value)
    {
        if (!SafeInteger.Is(value) && IsRefused())
        {
            throw Unsafe(value);
        }

        var text = NumberText.Of(value);
        Separate();
        PutText(text);
        Put((byte)'N');
    }

    /// <inheritdoc/>
    public override void WriteDouble(double value)
    {
        Separate();
        if (double.IsFinite(value))
        {
            PutDouble(value);
        }
        else
        {
            Put(double.IsNaN(value) ? "##NaN"u8 : value > 0 ? "##Inf"u8 : "##-Inf"u8);
        }
    }

    /// <inheritdoc/>
    public override void WriteDecimal(BigDecimal value)
    {
        var text = NumberText.Of(value);
        Separate();
        PutText(text);
        Put((byte)'M');
    }

    /// <inheritdoc/>
    public override void WriteRatio(Ratio value)
    {
        var text = NumberText.Of(value);
        Separate();
        PutText(text);
    }

    /// <inheritdoc/>
    public override void WriteChar(char value)
    {
        if (char.IsSurrogate(value))
        {
            throw new SenteDataException(Invariant($"The character U+{(int)value:X4} is half of a surrogate pair, which is not a character in EDN."));
        }

        Separate();
        Put((byte)'\\');
        PutText(ValuePrinter.NameOf(value));
    }

    /// <inheritdoc/>
    public override void WriteString(ReadOnlySpan<char> value)
    {
        Separate();
        PutString([], value);
    }

    /// <inheritdoc/>
    public override void WriteText(ReadOnlySpan<byte> utf8)
    {
        Separate();
        PutString([], utf8);
    }

    /// <inheritdoc/>
    public override void WriteKeyword(Keyword value)
    {
        Separate();
        var utf8 = value.Utf8;
        var to = Reserve(utf8.Length + 1);
        to[0] = (byte)':';
        utf8.CopyTo(to[1..]);
        Advance(utf8.Length + 1);
    }

    /// <inheritdoc/>
    public override void WriteSymbol(Symbol value)
    {
        Separate();
        PutText(value.Text);
    }

    /// <inheritdoc/>
    public override void WriteInstant(DateTimeOffset value)
    {
        if (value.UtcDateTime.Year < FirstSafeYear && IsRefused())
        {
            throw Refused(Invariant($"{value:yyyy-MM-dd} is before the year {FirstSafeYear}, and browsers misread it"));
        }

        Separate();
        Put("#inst \""u8);
        Advance(EdnInstant.Format(value, Reserve(32)));
        Put((byte)'"');
    }

    /// <inheritdoc/>
    public override void WriteUuid(Guid value)
    {
        Separate();
        Put("#uuid \""u8);
        PutUuid(value);
        Put((byte)'"');
    }

    /// <inheritdoc/>
    public override void WriteBytes(ReadOnlySpan<byte> value)
    {
        if (IsRefused())
        {
            throw Refused("EDN has no bytes: send them as a string (base64), or let this client use a binary packer");
        }

        Separate();
        Put((byte)'#');
        Put(BytesTag);
        Put(" \""u8);
        PutBase64(value);
        Put((byte)'"');
    }

    /// <inheritdoc/>
    public override void WriteTag(Symbol tag)
    {
        if (IsReserved(tag.Text))
        {
            throw new SenteDataException($"The tag #{SenteDataException.Excerpt(tag)} is taken: write the value itself.");
        }

        if ((tags is null || !tags.Contains(tag)) && IsRefused())
        {
            throw Refused($"browsers refuse the tag #{SenteDataException.Excerpt(tag)} unless their app has registered it");
        }

        OpenTag();
        Put((byte)'#');
        PutText(tag.Text);
    }

    /// <inheritdoc/>
    public override void WritePacked(ReadOnlySpan<byte> packed)
    {
        Separate();
        if (packed[0] == SpecialMark)
        {
            IsSpecial = true;
            packed = packed[1..];
        }

        Put(packed);
    }

    /// <inheritdoc/>
    public override void StartVector(int count) => Open("["u8, (byte)']', Place.FirstItem);

    /// <inheritdoc/>
    public override void StartList(int count) => Open("("u8, (byte)')', Place.FirstItem);

    /// <inheritdoc/>
    public override void StartSet(int count) => Open("#{"u8, (byte)'}', Place.FirstItem);

    /// <inheritdoc/>
    public override void StartMap(int count) => Open("{"u8, (byte)'}', Place.FirstKey);

    /// <inheritdoc/>
    public override void End()
    {
        ref var level = ref _levels[_depth--];
        _openTags -= level.Tags;
        Put(level.Close);
    }

    private static bool IsReserved(string tag) => tag is "inst" or "uuid" || BytesTag.SequenceEqual(Encoding.UTF8.GetBytes(tag));

    private static SenteDataException Unsafe<T>(T value) => Refused(
        $"{SenteDataException.Excerpt(value)} is beyond 2^53 - 1, and browsers would round it: send it as a string, or let this client use a packer that can encode it");

    private static SenteDataException Refused(string why) => new($"Not representable in EDN: {why}.");

    // A snapshot holds every value, but must know whether it can be sent as EDN.
    private bool IsRefused()
    {
        IsSpecial |= tags is null;
        return tags is not null;
    }

    private void Open(ReadOnlySpan<byte> opening, byte close, Place place)
    {
        var openTags = _pendingTags;
        Separate();
        if (_depth + _openTags + openTags >= MaxDepth)
        {
            throw SenteDataException.TooDeep(MaxDepth);
        }

        _openTags += openTags;
        _levels[++_depth] = new Level { Place = place, Close = close, Tags = openTags };
        Put(opening);
    }

    private void OpenTag()
    {
        var pending = _pendingTags + 1;
        Separate();
        if (_depth + _openTags + pending > MaxDepth)
        {
            throw SenteDataException.TooDeep(MaxDepth);
        }

        _openTags += pending;
        _pendingTags = pending;
    }

    // Called where a value begins. Laid out as pr-str does: [1 2] {:a 1, :b 2} #tag value.
    private void Separate()
    {
        // Most values are in vectors.
        ref var level = ref _levels[_depth];
        if (_pendingTags > 0)
        {
            CloseTags();
        }
        else if (level.Place == Place.Item)
        {
            Put((byte)' ');
        }
        else
        {
            Separate(ref level);
        }
    }

    private void CloseTags()
    {
        _openTags -= _pendingTags;
        _pendingTags = 0;
        Put((byte)' ');
    }

    private void Separate(ref Level level)
    {
        switch (level.Place)
        {
            case Place.FirstItem:
                level.Place = Place.Item;
                break;
            case Place.FirstKey:
                level.Place = Place.Value;
                break;
            case Place.Key:
                level.Place = Place.Value;
                Put(", "u8);
                break;
            case Place.Value:
                level.Place = Place.Key;
                Put((byte)' ');
                break;
        }
    }

    /// <summary>An open collection.</summary>
    private struct Level
    {
        public Place Place;
        public byte Close;
        public int Tags;
    }
}
