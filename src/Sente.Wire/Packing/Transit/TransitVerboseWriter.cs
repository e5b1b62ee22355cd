using System.Collections.Frozen;

namespace Sente.Wire;

/// <summary>Writes Transit's verbose form: maps as objects, tags as objects of one entry, instants to read.</summary>
internal sealed class TransitVerboseWriter(FrozenDictionary<string, TransitHandler> handlers) : TransitWriter(handlers)
{
    /// <inheritdoc/>
    protected override ushort DoubleClosing => ']' | ('}' << 8);

    /// <inheritdoc/>
    public override void StartList(int count) => OpenWrapped("{\"~#list\":["u8);

    /// <inheritdoc/>
    public override void StartSet(int count) => OpenWrapped("{\"~#set\":["u8);

    /// <inheritdoc/>
    public override void StartMap(int count)
    {
        MakeComposite();
        Open(Place.FirstKey, "{"u8, '}');
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
        CommasForColons(Patch[(level.Start + 1)..]);
        Replace(level.Start, 1, "{\"~#cmap\":["u8);
        level.IsArray = true;
        level.Closing = DoubleClosing;
    }

    // The colons of an object's own entries; those deeper in its values stay.
    private static void CommasForColons(Span<byte> entries)
    {
        var depth = 0;
        for (var at = 0; at < entries.Length; at++)
        {
            switch (entries[at])
            {
                case (byte)'"':
                    at = EndOfString(entries, at);
                    break;
                case (byte)'[' or (byte)'{':
                    depth++;
                    break;
                case (byte)']' or (byte)'}':
                    depth--;
                    break;
                case (byte)':' when depth == 0:
                    entries[at] = (byte)',';
                    break;
            }
        }
    }

    private static int EndOfString(ReadOnlySpan<byte> text, int start)
    {
        var at = start + 1;
        while (text[at] != '"')
            at += text[at] == '\\' ? 2 : 1;
        return at;
    }
}
