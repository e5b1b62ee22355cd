using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>The scalars that text formats write alike: strings in quotes, with JSON's escapes, numbers, UUIDs and base64.</summary>
internal abstract class TextTokenWriter : TokenWriter
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\', 0x7f]);

    /// <summary>Writes a string in quotes.</summary>
    /// <param name="prefix">The beginning of the string, which needs no escapes; may be empty.</param>
    /// <param name="value">The rest of it.</param>
    protected void PutString(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> value)
    {
        var begin = 1 + prefix.Length;
        var to = Reserve(begin + (value.Length * 3) + 1);
        to[0] = (byte)'"';
        prefix.CopyTo(to[1..]);
        var status = Utf8.FromUtf16(value, to[begin..^1], out _, out var length, replaceInvalidSequences: false);
        if (status == OperationStatus.Done && to.Slice(begin, length).IndexOfAny(Escaped) < 0)
        {
            to[begin + length] = (byte)'"';
            Advance(begin + length + 1);
            return;
        }

        Advance(begin);
        PutEscaped(value);
        Put((byte)'"');
    }

    /// <summary>Writes a string of valid UTF-8 in quotes.</summary>
    /// <param name="prefix">The beginning of the string, which needs no escapes; may be empty.</param>
    /// <param name="utf8">The rest of it.</param>
    protected void PutString(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOfAny(Escaped) >= 0)
        {
            PutString(prefix, Encoding.UTF8.GetString(utf8));
        }
        else
        {
            PutPlain(prefix, utf8);
        }
    }

    /// <summary>Writes text of valid UTF-8 that needs no escapes in quotes, <paramref name="prefix"/> first.</summary>
    protected void PutPlain(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> utf8)
    {
        var to = Reserve(prefix.Length + utf8.Length + 2);
        to[0] = (byte)'"';
        prefix.CopyTo(to[1..]);
        utf8.CopyTo(to[(1 + prefix.Length)..]);
        to[1 + prefix.Length + utf8.Length] = (byte)'"';
        Advance(prefix.Length + utf8.Length + 2);
    }

    protected void PutInteger(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        Advance(written);
    }

    /// <summary>Writes a finite double. A whole one gets a point, or it would be read back as an integer.</summary>
    protected void PutDouble(double value)
    {
        var room = Reserve(32);
        value.TryFormat(room, out var written, default, CultureInfo.InvariantCulture);
        var isWhole = value == Math.Truncate(value) && room[..written].IndexOfAny((byte)'.', (byte)'E') < 0;
        Advance(written);
        if (isWhole)
        {
            Put(".0"u8);
        }
    }

    protected void PutUuid(Guid value)
    {
        Utf8Formatter.TryFormat(value, Reserve(36), out var written);
        Advance(written);
    }

    protected void PutBase64(ReadOnlySpan<byte> value)
    {
        Base64.EncodeToUtf8(value, Reserve(Base64.GetMaxEncodedToUtf8Length(value.Length)), out _, out var written);
        Advance(written);
    }

    /// <summary>Writes text as it is, without quotes or escapes.</summary>
    protected void PutText(string text) => Advance(Encoding.UTF8.GetBytes(text, Reserve(text.Length * 3)));

    // Control characters without a short escape, and lone surrogates, which UTF-8 cannot represent, are written as \uNNNN.
    private void PutEscaped(ReadOnlySpan<char> value)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var shorthand = StringEscapes.Characters.IndexOf(c, StringComparison.Ordinal);
            if (shorthand >= 0)
            {
                Put((byte)'\\');
                Put((byte)StringEscapes.Letters[shorthand]);
            }
            else if (Rune.DecodeFromUtf16(value[i..], out var rune, out var length) != OperationStatus.Done || Rune.IsControl(rune))
            {
                ((int)c).TryFormat(Reserve(8)[2..], out _, "x4", CultureInfo.InvariantCulture);
                "\\u"u8.CopyTo(Reserve(8));
                Advance(6);
            }
            else
            {
                Put(utf8[..rune.EncodeToUtf8(utf8)]);
                i += length - 1;
            }
        }
    }
}
