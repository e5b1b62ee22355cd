using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Sente.Wire;

/// <summary>
/// Writes the syntax of JSON text, for the formats that are made of it: separators, strings, numbers, nesting. A collection may
/// stand inside a wrapper that closes with it, and a wrapper (a tag) may hold a single value.
/// </summary>
internal abstract class JsonTextWriter : TokenWriter
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\', 0x7f]);

    private readonly Level[] _levels = new Level[MaxDepth + 1];
    private int _depth;

    protected enum Place : byte
    {
        Top,
        FirstItem,
        Item,
        FirstKey,
        Key,
        Value,
        Tagged,
    }

    /// <summary>The innermost open collection.</summary>
    protected ref Level Innermost => ref _levels[_depth];

    /// <summary>Whether the value to come is a map's key.</summary>
    protected bool AtKey => _levels[_depth].Place is Place.FirstKey or Place.Key;

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        _depth = 0;
        _levels[0] = default;
    }

    /// <inheritdoc/>
    public override void End()
    {
        ref var level = ref _levels[_depth--];
        PutClosing(level.Closing);
        EndValue();
    }

    /// <inheritdoc/>
    public override void WritePacked(ReadOnlySpan<byte> packed)
    {
        Separate();
        Put(packed);
        EndValue();
    }

    /// <summary>Opens a collection, or a tag's wrapper.</summary>
    /// <param name="place">What comes first in it.</param>
    /// <param name="opening">How it begins.</param>
    /// <param name="closing">How it ends, of up to two bytes: the first one low.</param>
    protected void Open(Place place, ReadOnlySpan<byte> opening, ushort closing)
    {
        Separate();
        if (_depth >= MaxDepth)
        {
            throw SenteDataException.TooDeep(MaxDepth);
        }

        _levels[++_depth] = new Level { Place = place, Closing = closing, Start = Length };
        Put(opening);
    }

    /// <summary>To be called where a value begins.</summary>
    protected void Separate()
    {
        // Most values stand in arrays.
        ref var level = ref _levels[_depth];
        if (level.Place == Place.Item)
        {
            Put((byte)',');
        }
        else
        {
            Separate(ref level);
        }
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
                if (level.HasMark)
                {
                    Put((byte)',');
                }

                break;
            case Place.Key:
                level.Place = Place.Value;
                Put((byte)',');
                break;
            case Place.Value:
                level.Place = Place.Key;
                if (level.IsArray)
                {
                    Put((byte)',');
                }
                else
                {
                    PutColon();
                }

                break;
        }
    }

    /// <summary>Writes what stands between an object's key and its value.</summary>
    protected virtual void PutColon() => Put((byte)':');

    /// <summary>To be called where a value ends: closes the tags that it stands under.</summary>
    protected void EndValue()
    {
        while (_levels[_depth].Place == Place.Tagged)
        {
            PutClosing(_levels[_depth--].Closing);
        }
    }

    /// <summary>Writes a string in quotes, <paramref name="prefix"/> first, which needs no escapes.</summary>
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

    /// <summary>Writes a keyword in quotes: nothing in it needs escapes.</summary>
    protected void PutKeyword(ReadOnlySpan<byte> prefix, Keyword value) => PutPlain(prefix, value.Utf8);

    private void PutPlain(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> utf8)
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

    /// <summary>Writes a finite double; a whole one keeps its point, so that it comes back as one.</summary>
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

    protected void PutIsoInstant(DateTimeOffset value)
    {
        value.UtcDateTime.TryFormat(Reserve(32), out var written, "yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        Advance(written);
    }

    protected void PutAscii(string text) => Advance(Encoding.ASCII.GetBytes(text, Reserve(text.Length)));

    private void PutClosing(ushort closing)
    {
        Put((byte)closing);
        if (closing > byte.MaxValue)
        {
            Put((byte)(closing >> 8));
        }
    }

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

    /// <summary>An open collection, or a tag's wrapper.</summary>
    protected struct Level
    {
        public Place Place;

        /// <summary>Whether it is a map in an array's form.</summary>
        public bool IsArray;

        /// <summary>Whether a mark stands before its first key.</summary>
        public bool HasMark;

        /// <summary>What kinds of keys came, as the format counts them.</summary>
        public byte KeyKinds;
        public ushort Closing;
        public int Start;

        /// <summary>Of an object: how many keys those around it have so far, where they are counted.</summary>
        public int OuterKeys;

        /// <summary>Of an object: how many colons those around it have so far, where they are counted.</summary>
        public int OuterColons;
    }
}
