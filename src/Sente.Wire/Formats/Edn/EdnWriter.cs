using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Writes EDN that browsers read back the same, laid out as Clojure prints it. What they would misread or refuse, losing the
/// whole message, is an error: integers beyond 2^53 - 1, years before 100, bytes, tags that are not <paramref name="tags"/>.
/// </summary>
/// <param name="tags">The tags that the app has registered on both sides; null for a snapshot, which says every value.</param>
internal sealed partial class EdnWriter(IReadOnlySet<Symbol>? tags) : TokenWriter
{
    /// <summary>Begins a snapshot that says something EDN can't. Any reader skips it as white space.</summary>
    internal const byte SpecialMark = (byte)' ';

    private const int FirstSafeYear = 100;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\', 0x7f]);

    /// <summary>The private tag of bytes in a snapshot.</summary>
    internal static ReadOnlySpan<byte> BytesTag => "sente/bytes"u8;

    /// <summary>Whether this writes snapshots, and not EDN for browsers.</summary>
    internal bool IsSnapshot => tags is null;

    /// <summary>Whether a snapshot says something that EDN can't.</summary>
    internal bool IsSpecial { get; private set; }

    /// <summary>The finished value as a snapshot, marked if it is special.</summary>
    internal byte[] ToSnapshot()
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
        ResetPlace();
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
            throw Refused(Unsafe(value));
        }

        Separate();
        Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        Advance(written);
    }

    /// <inheritdoc/>
    public override void WriteBigInteger(BigInteger value)
    {
        if (!SafeInteger.Is(value) && IsRefused())
        {
            throw Refused(Unsafe(value));
        }

        var text = EdnNumber.Checked(value.ToString(CultureInfo.InvariantCulture));
        Separate();
        PutText(text);
        Put((byte)'N');
    }

    /// <inheritdoc/>
    public override void WriteDouble(double value)
    {
        Separate();
        if (!double.IsFinite(value))
        {
            Put(double.IsNaN(value) ? "##NaN"u8 : value > 0 ? "##Inf"u8 : "##-Inf"u8);
            return;
        }

        var room = Reserve(32);
        value.TryFormat(room, out var written, default, CultureInfo.InvariantCulture);
        // Without a point or exponent it would come back as an integer.
        var isWhole = value == Math.Truncate(value) && room[..written].IndexOfAny((byte)'.', (byte)'E') < 0;
        Advance(written);
        if (isWhole)
        {
            Put(".0"u8);
        }
    }

    /// <inheritdoc/>
    public override void WriteDecimal(BigDecimal value)
    {
        var text = EdnNumber.TextOf(value);
        Separate();
        PutText(text);
        Put((byte)'M');
    }

    /// <inheritdoc/>
    public override void WriteRatio(Ratio value)
    {
        var text = EdnNumber.Checked(value.ToString());
        Separate();
        PutText(text);
    }

    /// <inheritdoc/>
    public override void WriteChar(char value)
    {
        if (char.IsSurrogate(value))
        {
            throw new SenteDataException(Invariant($"The character U+{(int)value:X4} is half of one: EDN's characters are whole."));
        }

        Separate();
        Put((byte)'\\');
        PutText(value switch
        {
            '\n' => "newline",
            ' ' => "space",
            '\t' => "tab",
            '\r' => "return",
            '\b' => "backspace",
            '\f' => "formfeed",
            _ when char.IsControl(value) || char.IsWhiteSpace(value) => Invariant($"u{(int)value:x4}"),
            _ => value.ToString(),
        });
    }

    /// <inheritdoc/>
    public override void WriteString(ReadOnlySpan<char> value)
    {
        Separate();
        var to = Reserve((value.Length * 3) + 2);
        to[0] = (byte)'"';
        var status = Utf8.FromUtf16(value, to[1..^1], out _, out var length, replaceInvalidSequences: false);
        if (status == OperationStatus.Done && to.Slice(1, length).IndexOfAny(Escaped) < 0)
        {
            to[length + 1] = (byte)'"';
            Advance(length + 2);
            return;
        }

        Advance(1);
        PutEscaped(value);
        Put((byte)'"');
    }

    /// <inheritdoc/>
    public override void WriteText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOfAny(Escaped) >= 0)
        {
            WriteString(Encoding.UTF8.GetString(utf8));
            return;
        }

        Separate();
        var to = Reserve(utf8.Length + 2);
        to[0] = (byte)'"';
        utf8.CopyTo(to[1..]);
        to[utf8.Length + 1] = (byte)'"';
        Advance(utf8.Length + 2);
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
        var prefix = "#uuid \""u8;
        var to = Reserve(prefix.Length + 37);
        prefix.CopyTo(to);
        Utf8Formatter.TryFormat(value, to[prefix.Length..], out var length);
        to[prefix.Length + length] = (byte)'"';
        Advance(prefix.Length + length + 1);
    }

    /// <inheritdoc/>
    public override void WriteBytes(ReadOnlySpan<byte> value)
    {
        if (IsRefused())
        {
            throw Refused("EDN has no bytes: say them as a string (base64), or let this client use a binary packer");
        }

        Separate();
        Put((byte)'#');
        Put(BytesTag);
        Put(" \""u8);
        var room = Reserve(Base64.GetMaxEncodedToUtf8Length(value.Length));
        Base64.EncodeToUtf8(value, room, out _, out var written);
        Advance(written);
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

    private static bool IsReserved(string tag) => tag is "inst" or "uuid" || BytesTag.SequenceEqual(Encoding.UTF8.GetBytes(tag));

    private static string Unsafe<T>(T value) =>
        $"{SenteDataException.Excerpt(value)} is beyond 2^53 - 1, and browsers would round it: say it as a string, or let this client use a packer that can";

    private static SenteDataException Refused(string why) => new($"Cannot be said in EDN: {why}.");

    // A snapshot says every value, but must know what can't go out as EDN. The reason is put in words only where it is thrown.
    private bool IsRefused()
    {
        IsSpecial |= tags is null;
        return tags is not null;
    }

    private void PutText(string text) => Advance(Encoding.UTF8.GetBytes(text, Reserve(text.Length * 3)));

    // Control characters and lone surrogates, which UTF-8 cannot say, go out as \uNNNN.
    private void PutEscaped(ReadOnlySpan<char> value)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var shorthand = "\"\\\n\t\r\b\f".IndexOf(c);
            if (shorthand >= 0)
            {
                Put((byte)'\\');
                Put("\"\\ntrbf"u8[shorthand]);
            }
            else if (Rune.DecodeFromUtf16(value[i..], out var rune, out var length) != OperationStatus.Done || Rune.IsControl(rune))
            {
                PutText(Invariant($"\\u{(int)c:x4}"));
            }
            else
            {
                Put(utf8[..rune.EncodeToUtf8(utf8)]);
                i += length - 1;
            }
        }
    }
}
