namespace Sente.Wire;

/// <summary>Finds a member by its key in UTF-8, without allocating a string.</summary>
internal sealed class Utf8Names
{
    private readonly byte[][] _names;
    private readonly int[] _table;

    public Utf8Names(IEnumerable<Keyword> names)
    {
        _names = [.. names.Select(name => name.Utf8.ToArray())];
        var size = 4;
        while (size < _names.Length * 2)
        {
            size *= 2;
        }

        _table = new int[size];
        for (var i = 0; i < _names.Length; i++)
        {
            var slot = Slot(_names[i]);
            while (_table[slot] != 0)
            {
                slot = (slot + 1) & (size - 1);
            }

            _table[slot] = i + 1;
        }
    }

    /// <summary>Returns the index of a name, or -1. Keys mostly have the same order, so <paramref name="likely"/> is tried first.</summary>
    public int Find(ReadOnlySpan<byte> name, int likely)
    {
        if ((uint)likely < (uint)_names.Length && name.SequenceEqual(_names[likely]))
        {
            return likely;
        }

        for (var slot = Slot(name); _table[slot] != 0; slot = (slot + 1) & (_table.Length - 1))
        {
            var index = _table[slot] - 1;
            if (name.SequenceEqual(_names[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private int Slot(ReadOnlySpan<byte> name) => KeywordCache.Hash(name) & (_table.Length - 1);
}
