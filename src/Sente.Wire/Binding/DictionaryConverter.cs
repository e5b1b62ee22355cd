namespace Sente.Wire;

/// <summary>
/// Converts dictionaries to maps and back. String keys are written as strings, and read from keywords too.
/// </summary>
internal sealed class DictionaryConverter<TDictionary, TKey, TValue> : Converter<TDictionary>
    where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private readonly Func<Dictionary<TKey, TValue>, TDictionary>? _build = CollectionFactory.FromDictionary<TDictionary, TKey, TValue>();
    private Converter<TKey>? _key;
    private Converter<TValue>? _value;

    private Converter<TKey> Key => _key ??= StringKeyConverter.Instance as Converter<TKey> ?? Converters.For<TKey>();

    private Converter<TValue> Value => _value ??= Converters.For<TValue>();

    protected override void WriteValue(TokenWriter writer, TDictionary value)
    {
        var (keys, values) = (Key, Value);
        if (keys.MayCollide && keys is not ScalarConverter<TKey> && !writer.SkipsKeyChecks)
        {
            WriteAsPlain(writer, value);
            return;
        }

        var seen = keys.MayCollide && !writer.SkipsKeyChecks ? new BrowserKeys() : null;
        writer.StartMap(CollectionFactory.Count<KeyValuePair<TKey, TValue>>(value));
        object? at = null;
        var inValue = false;
        try
        {
            foreach (var entry in value)
            {
                seen?.Add(Snapshots.ToPlain(entry.Key));
                keys.Write(writer, entry.Key);
                at = entry.Key;
                inValue = true;
                values.Write(writer, entry.Value);
                inValue = false;
            }
        }
        catch (SenteDataException e) when (inValue && e.In(at))
        {
            throw;
        }

        writer.End();
    }

    protected override TDictionary ReadValue(TokenReader reader)
    {
        if (reader.Kind != TokenKind.Map)
        {
            throw Unexpected(reader, "a map");
        }

        var build = _build ?? throw CollectionFactory.CannotBuild(typeof(TDictionary));
        var (keys, values) = (Key, Value);
        var result = new Dictionary<TKey, TValue>(SeededComparer<TKey>.ForReading());
        object? at = null;
        var inValue = false;
        try
        {
            while (reader.Read() != TokenKind.End)
            {
                var key = keys.Read(reader) ?? throw new SenteDataException("nil cannot be a key of a .NET dictionary: read this map as a ValueMap.");
                at = key;
                inValue = true;
                reader.Read();
                var value = values.Read(reader);
                inValue = false;
                if (!result.TryAdd(key, value))
                {
                    throw new SenteDataException($"The key {SenteDataException.Excerpt(key)} occurs twice in a map.");
                }
            }
        }
        catch (SenteDataException e) when (inValue && e.In(at))
        {
            throw;
        }

        SeededComparer<TKey>.Finish(result.Comparer);
        return build(result);
    }
}
