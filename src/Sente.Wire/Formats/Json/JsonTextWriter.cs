using System.Globalization;

namespace Sente.Wire;

/// <summary>
/// Writes the syntax of JSON text: separators, strings, numbers, nesting. Derived classes define formats over it. A collection may be
/// inside a wrapper that closes with it, and a wrapper (a tag) may hold a single value.
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

    /// <summary>Whether the next value is a map's key.</summary>
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

    /// <summary>Opens a collection or the wrapper of a tag.</summary>
    /// <param name="place">The place of the first value in it.</param>
    /// <param name="opening">The bytes that open it.</param>
    /// <param name="closing">The one or two bytes that close it; the first one is the low byte.</param>
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

    /// <summary>Writes the separator before a value.</summary>
    protected void Separate()
    {
        // Most values are in arrays.
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

    /// <summary>Writes the separator between an object's key and its value.</summary>
    protected virtual void PutColon() => Put((byte)':');

    /// <summary>Ends a value: closes the wrappers of its tags.</summary>
    protected void EndValue()
    {
        while (_levels[_depth].Place == Place.Tagged)
        {
            PutClosing(_levels[_depth--].Closing);
        }
    }

    /// <summary>Writes a keyword in quotes. Its characters need no escapes.</summary>
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

    /// <summary>An open collection or the wrapper of a tag.</summary>
    protected struct Level
    {
        public Place Place;

        /// <summary>Whether it is a map that is written as an array.</summary>
        public bool IsArray;

        /// <summary>Whether a mark precedes its first key.</summary>
        public bool HasMark;

        /// <summary>The kinds of its keys so far, as flags of the derived class.</summary>
        public byte KeyKinds;
        public ushort Closing;
        public int Start;

        /// <summary>In an object: the number of keys that the objects around it have so far, if the derived class counts them.</summary>
        public int OuterKeys;

        /// <summary>In an object: the number of colons that the objects around it have so far, if the derived class counts them.</summary>
        public int OuterColons;
    }
}
