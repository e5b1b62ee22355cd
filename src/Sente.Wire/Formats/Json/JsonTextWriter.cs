using System.Globalization;

namespace Sente.Wire;

/// <summary>
/// Writes the syntax of JSON text, for the formats that are made of it: separators, strings, numbers, nesting. A collection may
/// stand inside a wrapper that closes with it, and a wrapper (a tag) may hold a single value.
/// </summary>
internal abstract class JsonTextWriter : TextTokenWriter
{
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

    /// <summary>Writes a keyword in quotes: nothing in it needs escapes.</summary>
    protected void PutKeyword(ReadOnlySpan<byte> prefix, Keyword value) => PutPlain(prefix, value.Utf8);

    protected void PutIsoInstant(DateTimeOffset value)
    {
        value.UtcDateTime.TryFormat(Reserve(32), out var written, "yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        Advance(written);
    }

    private void PutClosing(ushort closing)
    {
        Put((byte)closing);
        if (closing > byte.MaxValue)
        {
            Put((byte)(closing >> 8));
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
