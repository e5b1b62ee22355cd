namespace Sente.Wire;

// Collections and tags: what stands between values, and how deep they are nested.
internal sealed partial class EdnWriter
{
    private readonly Level[] _levels = new Level[MaxDepth + 1];
    private int _depth;

    // Tags nest too: those in front of the value to come, and those of every open collection.
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

    private void ResetPlace()
    {
        _depth = _pendingTags = _openTags = 0;
        _levels[0] = default;
    }

    private void Open(ReadOnlySpan<byte> opening, byte close, Place place)
    {
        var tags = _pendingTags;
        Separate();
        if (_depth + _openTags + tags >= MaxDepth)
        {
            throw SenteDataException.TooDeep(MaxDepth);
        }

        _openTags += tags;
        _levels[++_depth] = new Level { Place = place, Close = close, Tags = tags };
        Put(opening);
    }

    private void OpenTag()
    {
        var tags = _pendingTags + 1;
        Separate();
        if (_depth + _openTags + tags > MaxDepth)
        {
            throw SenteDataException.TooDeep(MaxDepth);
        }

        _openTags += tags;
        _pendingTags = tags;
    }

    // Called where a value begins. Laid out as pr-str does: [1 2] {:a 1, :b 2} #tag value.
    private void Separate()
    {
        // Most values stand in vectors.
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

    private struct Level
    {
        public Place Place;
        public byte Close;
        public int Tags;
    }
}
