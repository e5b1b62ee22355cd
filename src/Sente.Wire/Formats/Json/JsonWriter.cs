using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sente.Wire;

/// <summary>Writes plain JSON, with the conventions of <see cref="JsonPacker"/>.</summary>
internal sealed class JsonWriter : JsonTextWriter
{
    // Keys of one kind remain distinct as strings; only a map with several kinds must be checked for duplicates.
    private const byte KeywordKey = 1;
    private const byte StringKey = 2;
    private const byte UuidKey = 4;

    private const int MostKeysKept = 4096;

    // Where the keys of the open maps begin; those of inner maps follow those of outer ones.
    private List<int> _keys = [];

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        _keys.Clear();
        if (_keys.Capacity > MostKeysKept)
        {
            _keys = [];
        }
    }

    /// <inheritdoc/>
    public override void WriteNil()
    {
        Begin("nil");
        Put("null"u8);
    }

    /// <inheritdoc/>
    public override void WriteBoolean(bool value)
    {
        Begin("a boolean");
        Put(value ? "true"u8 : "false"u8);
    }

    /// <inheritdoc/>
    public override void WriteInteger(long value)
    {
        if (!SafeInteger.Is(value))
        {
            throw Unsafe(value);
        }

        Begin("an integer");
        PutInteger(value);
    }

    /// <inheritdoc/>
    public override void WriteBigInteger(BigInteger value) =>
        WriteInteger(SafeInteger.Is(value) ? (long)value : throw Unsafe(value));

    /// <inheritdoc/>
    public override void WriteDouble(double value)
    {
        if (!double.IsFinite(value))
        {
            throw Refused(Invariant($"{value}, which is not a number in JSON"));
        }

        Begin("a double");
        PutDouble(value);
    }

    /// <inheritdoc/>
    public override void WriteDecimal(BigDecimal value)
    {
        var text = NumberText.Of(value);
        if (!double.IsFinite(value.ToDouble()))
        {
            throw Refused("a decimal beyond what a double holds: send it as a string");
        }

        // Without a point or exponent it would be read as an integer, which then could not be written again.
        if (SafeInteger.IsExceededBy(value))
        {
            throw Unsafe(value);
        }

        Begin("a decimal");
        PutText(text);
    }

    /// <inheritdoc/>
    public override void WriteRatio(Ratio value) => throw Refused($"the ratio {SenteDataException.Excerpt(value)}: send it as a double or a string");

    /// <inheritdoc/>
    public override void WriteChar(char value) => WriteString([value]);

    /// <inheritdoc/>
    public override void WriteString(ReadOnlySpan<char> value)
    {
        BeginKey(StringKey);
        PutString([], value);
    }

    /// <inheritdoc/>
    public override void WriteText(ReadOnlySpan<byte> utf8)
    {
        BeginKey(StringKey);
        PutString([], utf8);
    }

    /// <inheritdoc/>
    public override void WriteKeyword(Keyword value)
    {
        BeginKey(KeywordKey);
        PutKeyword([], value);
    }

    /// <inheritdoc/>
    public override void WriteSymbol(Symbol value) => throw Refused($"the symbol {SenteDataException.Excerpt(value)}: send it as a string");

    /// <inheritdoc/>
    public override void WriteInstant(DateTimeOffset value)
    {
        Begin("an instant");
        Put((byte)'"');
        PutIsoInstant(value);
        Put((byte)'"');
    }

    /// <inheritdoc/>
    public override void WriteUuid(Guid value)
    {
        BeginKey(UuidKey);
        Put((byte)'"');
        PutUuid(value);
        Put((byte)'"');
    }

    /// <inheritdoc/>
    public override void WriteBytes(ReadOnlySpan<byte> value)
    {
        Begin("bytes");
        Put((byte)'"');
        PutBase64(value);
        Put((byte)'"');
    }

    /// <inheritdoc/>
    public override void WriteTag(Symbol tag) => throw Refused($"a tagged value, #{SenteDataException.Excerpt(tag)}");

    /// <inheritdoc/>
    public override void StartVector(int count) => StartArray();

    /// <inheritdoc/>
    public override void StartList(int count) => StartArray();

    /// <inheritdoc/>
    public override void StartSet(int count) => StartArray();

    /// <inheritdoc/>
    public override void StartMap(int count)
    {
        if (AtKey)
        {
            throw NoKey("a collection");
        }

        Open(Place.FirstKey, "{"u8, '}');
        Innermost.OuterKeys = _keys.Count;
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (AtKey)
        {
            var kinds = Innermost.KeyKinds;
            if ((kinds & (kinds - 1)) != 0)
            {
                CheckKeys(CollectionsMarshal.AsSpan(_keys)[Innermost.OuterKeys..]);
            }

            _keys.RemoveRange(Innermost.OuterKeys, _keys.Count - Innermost.OuterKeys);
        }

        base.End();
    }

    private static SenteDataException Refused(string what) => new($"Not representable in JSON: {what}.");

    private static SenteDataException NoKey(string what) => Refused($"{what} as a key; keys must be keywords, strings or UUIDs");

    private static SenteDataException Unsafe<T>(T value) =>
        Refused($"{SenteDataException.Excerpt(value)}, which is beyond 2^53 - 1 and would be rounded by browsers: send it as a string");

    private void StartArray()
    {
        if (AtKey)
        {
            throw NoKey("a collection");
        }

        Open(Place.FirstItem, "["u8, ']');
    }

    private void Begin(string what)
    {
        if (AtKey)
        {
            throw NoKey(what);
        }

        Separate();
    }

    private void BeginKey(byte kind)
    {
        if (!AtKey)
        {
            Separate();
            return;
        }

        Innermost.KeyKinds |= kind;
        Separate();
        _keys.Add(Length);
    }

    // :a and "a" are the same key here. Each string has exactly one written form, so the written forms can be compared.
    private void CheckKeys(ReadOnlySpan<int> keys)
    {
        var seen = new HashSet<string>(keys.Length);
        foreach (var at in keys)
        {
            var key = Encoding.UTF8.GetString(StringAt(at));
            if (!seen.Add(key))
            {
                throw Refused($"two keys of a map that are both \"{SenteDataException.Excerpt(key)}\" as strings");
            }
        }
    }

    // Without its quotes, with its escapes.
    private ReadOnlySpan<byte> StringAt(int start)
    {
        var text = Written[(start + 1)..];
        var end = 0;
        while (true)
        {
            end += text[end..].IndexOfAny((byte)'"', (byte)'\\');
            if (text[end] == '"')
            {
                return text[..end];
            }

            end += 2;
        }
    }
}
