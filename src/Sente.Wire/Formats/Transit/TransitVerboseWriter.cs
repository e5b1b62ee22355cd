using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Sente.Wire;

/// <summary>Writes Transit's verbose form: maps as objects, tags as objects of one entry, instants as readable text.</summary>
internal sealed class TransitVerboseWriter(FrozenDictionary<string, TransitHandler> handlers) : TransitWriter(handlers)
{
    private const int MaxColonsKept = 4096;

    // Where the colons of the open objects are; those of inner objects follow those of outer ones. They become commas when a key
    // turns out to be composite.
    private List<int> _colons = [];

    /// <inheritdoc/>
    protected override ushort DoubleClosing => ']' | ('}' << 8);

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        _colons.Clear();
        if (_colons.Capacity > MaxColonsKept)
        {
            _colons = [];
        }
    }

    /// <inheritdoc/>
    public override void StartList(int count) => OpenWrapped("{\"~#list\":["u8);

    /// <inheritdoc/>
    public override void StartSet(int count) => OpenWrapped("{\"~#set\":["u8);

    /// <inheritdoc/>
    public override void StartMap(int count)
    {
        MakeComposite();
        Open(Place.FirstKey, "{"u8, '}');
        Innermost.OuterColons = _colons.Count;
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (AtKey)
        {
            _colons.RemoveRange(Innermost.OuterColons, _colons.Count - Innermost.OuterColons);
        }

        base.End();
    }

    /// <inheritdoc/>
    protected override void PutColon()
    {
        _colons.Add(Length);
        base.PutColon();
    }

    /// <inheritdoc/>
    protected override void OpenTag(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> tag)
    {
        Open(Place.Tagged, "{"u8, '}');
        PutString(prefix, tag);
        Put((byte)':');
    }

    /// <inheritdoc/>
    protected override void PutInstant(DateTimeOffset value)
    {
        Put("\"~t"u8);
        PutIsoInstant(value);
        Put((byte)'"');
    }

    /// <inheritdoc/>
    protected override void ToComposite(ref Level level)
    {
        foreach (var at in CollectionsMarshal.AsSpan(_colons)[level.OuterColons..])
        {
            Patch[at] = (byte)',';
        }

        Replace(level.Start, 1, "{\"~#cmap\":["u8);
        level.IsArray = true;
        level.Closing = DoubleClosing;
    }
}
