using System.Numerics;

namespace Sente.Wire;

/// <summary>
/// Reads any value as a plain one, and writes any value by its type at run time.
/// </summary>
internal sealed class PlainConverter : Converter<object?>
{
    public static readonly PlainConverter Instance = new();

    protected override object? ReadValue(TokenReader reader) => reader.Kind switch
    {
        TokenKind.Boolean => reader.Boolean ? Boxed.True : Boxed.False,
        TokenKind.Integer => reader.Integer,
        TokenKind.BigInteger => reader.GetBigInteger(),
        TokenKind.Double => reader.GetDouble(),
        TokenKind.Decimal => reader.GetDecimal(),
        TokenKind.Ratio => reader.GetRatio(),
        TokenKind.Char => reader.GetChar(),
        TokenKind.String => reader.GetString(),
        TokenKind.Keyword => reader.GetKeyword(),
        TokenKind.Symbol => reader.GetSymbol(),
        TokenKind.Instant => reader.GetInstant(),
        TokenKind.Uuid => reader.GetUuid(),
        TokenKind.Bytes => reader.GetBytes(),
        TokenKind.Vector => ValueVector.Own(ReadItems(reader)),
        TokenKind.List => ValueList.Own(ReadItems(reader)),
        TokenKind.Set => ValueSet.Own(ReadItems(reader)),
        TokenKind.Map => ReadMap(reader),
        TokenKind.Tag => ReadTagged(reader),
        _ => throw SenteDataException.Expected("a value", reader.Describe()),
    };

    protected override void WriteValue(TokenWriter writer, object? value)
    {
        switch (value)
        {
            case string text:
                writer.WriteString(text);
                break;
            case bool flag:
                writer.WriteBoolean(flag);
                break;
            case long number:
                writer.WriteInteger(number);
                break;
            case double number:
                writer.WriteDouble(number);
                break;
            case Keyword keyword:
                writer.WriteKeyword(keyword);
                break;
            case BigInteger number:
                writer.WriteBigInteger(number);
                break;
            case BigDecimal number:
                writer.WriteDecimal(number);
                break;
            case Ratio ratio:
                writer.WriteRatio(ratio);
                break;
            case char c:
                writer.WriteChar(c);
                break;
            case Symbol symbol:
                writer.WriteSymbol(symbol);
                break;
            case DateTimeOffset instant:
                writer.WriteInstant(instant);
                break;
            case Guid uuid:
                writer.WriteUuid(uuid);
                break;
            case byte[] bytes:
                writer.WriteBytes(bytes);
                break;
            case ValueVector vector:
                writer.StartVector(vector.Count);
                WriteItems(writer, vector.Items);
                break;
            case ValueList list:
                writer.StartList(list.Count);
                WriteItems(writer, list.Items);
                break;
            case ValueSet set:
                if (!writer.SkipsKeyChecks)
                {
                    BrowserKeys.Check(set.Items);
                }

                writer.StartSet(set.Count);
                WriteItems(writer, set.Items);
                break;
            case ValueMap map:
                WriteMap(writer, map);
                break;
            case TaggedValue tagged:
                var handler = writer.FindHandler(tagged.Tag);
                writer.WriteTag(tagged.Tag);
                Write(writer, handler is null ? tagged.Value : Apply(handler, tagged.Tag, tagged.Value));
                break;
            default:
                WriteTyped(writer, value!);
                break;
        }
    }

    private static void WriteTyped(TokenWriter writer, object value)
    {
        if (value.GetType() == typeof(object))
        {
            throw new SenteDataException("A bare object is not data.");
        }

        Converters.For(value.GetType()).WriteObject(writer, value);
    }

    /// <summary>Reads a tagged value: as a <see cref="TaggedValue"/>, or as the app's handler converts it.</summary>
    public static object? ReadTagged(TokenReader reader)
    {
        var tag = reader.GetTag();
        var handler = reader.FindHandler(tag);
        reader.Read();
        var value = Instance.Read(reader);
        return handler is null ? new TaggedValue(tag, value) : Apply(handler, tag, value);
    }

    private static object? Apply(Func<object?, object?> handler, Symbol tag, object? value)
    {
        try
        {
            return PlainValue.Normalize(handler(value));
        }
        catch (Exception e) when (e is not SenteDataException)
        {
            throw new SenteDataException($"The handler of the tag {SenteDataException.Excerpt(tag)} does not accept this: {e.Message}", e);
        }
    }

    private static object?[] ReadItems(TokenReader reader)
    {
        var items = PendingItems<object?>.Current;
        var start = items.Count;
        try
        {
            CollectionConverter<List<object?>, object?>.ReadItems(reader, Instance, items);
            return items.From(start).ToArray();
        }
        finally
        {
            items.CutTo(start);
        }
    }

    private static ValueMap ReadMap(TokenReader reader)
    {
        var items = PendingItems<object?>.Current;
        var start = items.Count;
        try
        {
            ReadEntries(reader, items);
            return MakeMap(items.From(start));
        }
        finally
        {
            items.CutTo(start);
        }
    }

    private static void ReadEntries(TokenReader reader, PendingItems<object?> items)
    {
        object? key = null;
        var inValue = false;
        try
        {
            while (reader.Read() != TokenKind.End)
            {
                key = Instance.Read(reader);
                items.Push(key);
                inValue = true;
                reader.Read();
                items.Push(Instance.Read(reader));
                inValue = false;
            }
        }
        catch (SenteDataException e) when (inValue && e.In(key))
        {
            throw;
        }
    }

    private static ValueMap MakeMap(ReadOnlySpan<object?> entries)
    {
        var keys = new object?[entries.Length / 2];
        var values = new object?[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            (keys[i], values[i]) = (entries[2 * i], entries[(2 * i) + 1]);
        }

        return ValueMap.Own(keys, values);
    }

    private static void WriteItems(TokenWriter writer, ReadOnlySpan<object?> items)
    {
        var index = 0;
        try
        {
            for (; index < items.Length; index++)
            {
                Instance.Write(writer, items[index]);
            }
        }
        catch (SenteDataException e) when (e.In(index))
        {
            throw;
        }

        writer.End();
    }

    private static void WriteMap(TokenWriter writer, ValueMap map)
    {
        if (!writer.SkipsKeyChecks)
        {
            BrowserKeys.Check(map.KeyItems);
        }

        writer.StartMap(map.Count);
        var index = 0;
        var inValue = false;
        try
        {
            for (; index < map.Count; index++)
            {
                Instance.Write(writer, map.KeyItems[index]);
                inValue = true;
                Instance.Write(writer, map.ValueItems[index]);
                inValue = false;
            }
        }
        catch (SenteDataException e) when (inValue && e.In(map.KeyItems[index]))
        {
            throw;
        }

        writer.End();
    }

    private static class Boxed
    {
        public static readonly object True = true;
        public static readonly object False = false;
    }
}
