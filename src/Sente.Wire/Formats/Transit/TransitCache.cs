using System.Text;

namespace Sente.Wire;

/// <summary>
/// Transit's key cache, on the reading side: the strings that Transit caches, in the order in which they were read. A code of one or
/// two digits in base 44 stands for one of them. When the cache is full it starts from empty.
/// </summary>
internal sealed class TransitCache
{
    private const int Base = 44;
    private const int FirstDigit = '0';
    private const int MaxEntries = Base * Base;

    // A string of this many bytes has at least four characters.
    private const int CertainlyLongBytes = 12;

    private JsonText[] _entries = new JsonText[16];

    // How many entries are in use, including those from before the cache was last full.
    private int _used;

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Releases the strings, and with them the messages that contain them.</summary>
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
            : text.Length >= CertainlyLongBytes ? text.Length
            : Encoding.UTF8.GetCharCount(bytes);
        if (!TransitSyntax.IsCacheable(bytes, characters, isKey))
        {
            return;
        }

        if (Count == MaxEntries)
        {
            Count = 0;
        }

        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(MaxEntries, Count * 2));
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
