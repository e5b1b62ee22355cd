using System.Text;

namespace Sente.Wire;

/// <summary>
/// Transit's key cache, on the reading side: the strings worth it, in the order they came. A code of one or two digits in
/// base 44 says one again. When it is full it starts anew.
/// </summary>
internal sealed class TransitCache
{
    private const int Base = 44;
    private const int FirstDigit = '0';
    private const int MostEntries = Base * Base;

    // A string of so many bytes has four characters, whatever they are.
    private const int SurelyLong = 12;

    private JsonText[] _entries = new JsonText[16];

    // How many entries hold something, also of rounds before the cache was full.
    private int _used;

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Forgets the strings, and with them the messages that they stand in.</summary>
    public void Release()
    {
        Array.Clear(_entries, 0, _used);
        Count = _used = 0;
    }

    public void Add(JsonText text, bool isKey)
    {
        if (text.Length < 4)
        {
            return;
        }

        var bytes = text.Span;
        var characters = text.HasEscapes ? JsonScanner.Unescape(Encoding.UTF8.GetString(bytes)).Length
            : text.Length >= SurelyLong ? text.Length
            : Encoding.UTF8.GetCharCount(bytes);
        if (!TransitSyntax.IsCacheable(bytes, characters, isKey))
        {
            return;
        }

        if (Count == MostEntries)
        {
            Count = 0;
        }

        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(MostEntries, Count * 2));
        }

        _entries[Count++] = text;
        _used = Math.Max(_used, Count);
    }

    public bool Find(ReadOnlySpan<byte> code, out JsonText text)
    {
        var index = code.Length switch
        {
            2 => code[1] - FirstDigit,
            3 => ((code[1] - FirstDigit) * Base) + code[2] - FirstDigit,
            _ => -1,
        };
        var isThere = index >= 0 && index < Count;
        text = isThere ? _entries[index] : default;
        return isThere;
    }
}
