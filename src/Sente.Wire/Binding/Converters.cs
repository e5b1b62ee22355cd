using System.Collections;
using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sente.Wire;

/// <summary>The converters of all .NET types, each created at its first use and kept.</summary>
internal static class Converters
{
    private static readonly ConcurrentDictionary<Type, Converter> All = new(Scalars());

    public static Converter For(Type type) => All.GetOrAdd(type, Make);

    public static Converter<T> For<T>() => Cache<T>.Converter ??= (Converter<T>)For(typeof(T));

    private static Dictionary<Type, Converter> Scalars() => new()
    {
        [typeof(object)] = PlainConverter.Instance,
        [typeof(bool)] = new BooleanConverter(),
        [typeof(sbyte)] = new IntegerConverter<sbyte>(),
        [typeof(byte)] = new IntegerConverter<byte>(),
        [typeof(short)] = new IntegerConverter<short>(),
        [typeof(ushort)] = new IntegerConverter<ushort>(),
        [typeof(int)] = new IntegerConverter<int>(),
        [typeof(uint)] = new IntegerConverter<uint>(),
        [typeof(long)] = new IntegerConverter<long>(),
        [typeof(ulong)] = new IntegerConverter<ulong>(),
        [typeof(Int128)] = new IntegerConverter<Int128>(),
        [typeof(UInt128)] = new IntegerConverter<UInt128>(),
        [typeof(BigInteger)] = new BigIntegerConverter(),
        [typeof(Half)] = new FloatConverter<Half>(),
        [typeof(float)] = new FloatConverter<float>(),
        [typeof(double)] = new FloatConverter<double>(),
        [typeof(decimal)] = new DecimalConverter(),
        [typeof(BigDecimal)] = new BigDecimalConverter(),
        [typeof(Ratio)] = new RatioConverter(),
        [typeof(char)] = new CharConverter(),
        [typeof(string)] = new StringConverter(),
        [typeof(Keyword)] = new KeywordConverter(),
        [typeof(Symbol)] = new SymbolConverter(),
        [typeof(Guid)] = new GuidConverter(),
        [typeof(Uri)] = new UriConverter(),
        [typeof(byte[])] = new BytesConverter(),
        [typeof(ReadOnlyMemory<byte>)] = new MemoryConverter(),
        [typeof(DateTimeOffset)] = new DateTimeOffsetConverter(),
        [typeof(DateTime)] = new DateTimeConverter(),
        [typeof(DateOnly)] = new ParsableConverter<DateOnly>("yyyy-MM-dd", "a date in a string, 2024-01-02"),
        [typeof(TimeOnly)] = new ParsableConverter<TimeOnly>("O", "a time in a string, 03:04:05"),
        [typeof(TimeSpan)] = new ParsableConverter<TimeSpan>("c", "a time span in a string, 1.02:03:04"),
        [typeof(TaggedValue)] = new PlainCastConverter<TaggedValue>(),
        [typeof(ValueVector)] = new PlainCastConverter<ValueVector>(),
        [typeof(ValueList)] = new PlainCastConverter<ValueList>(),
        [typeof(ValueSequence)] = new PlainCastConverter<ValueSequence>(),
        [typeof(ValueSet)] = new PlainCastConverter<ValueSet>(),
        [typeof(ValueMap)] = new PlainCastConverter<ValueMap>(),
    };

    private static Converter Make(Type type)
    {
        if (WhyNotData(type) is { } advice)
        {
            return Create(typeof(RefusedConverter<>), [type], advice);
        }

        if (type.GetCustomAttribute<ConvertedByAttribute>() is { } convertedBy)
        {
            return (Converter)Activator.CreateInstance(convertedBy.Converter)!;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Create(typeof(NullableConverter<>), [underlying]);
        }

        if (type.IsEnum)
        {
            return Create(typeof(EnumConverter<>), [type]);
        }

        if (typeof(ITuple).IsAssignableFrom(type) && type is { IsGenericType: true, IsInterface: false })
        {
            return Create(typeof(TupleConverter<>), [type]);
        }

        return MakeCollection(type) ?? (type.IsInterface || type.IsAbstract
            ? Create(typeof(RuntimeTypeConverter<>), [type])
            : Create(typeof(ObjectConverter<>), [type]));
    }

    private static Converter? MakeCollection(Type type)
    {
        if (ItemsOf(type, typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>)) is [var key, var value])
        {
            return Create(typeof(DictionaryConverter<,,>), [type, key, value]);
        }

        if (ItemsOf(type, typeof(IReadOnlySet<>), typeof(ISet<>)) is [var element])
        {
            return Create(typeof(SetConverter<,>), [type, element]);
        }

        if (ItemsOf(type, typeof(IEnumerable<>)) is [var item])
        {
            return Create(typeof(CollectionConverter<,>), [type, item]);
        }

        if (typeof(IDictionary).IsAssignableFrom(type))
        {
            return Create(typeof(UntypedDictionaryConverter<>), [type]);
        }

        return typeof(IEnumerable).IsAssignableFrom(type) ? Create(typeof(UntypedCollectionConverter<>), [type]) : null;
    }

    private static string? WhyNotData(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return "call it, and send the result";
        }

        if (typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) || IsGeneric(type, typeof(ValueTask<>)))
        {
            return "await it, and send the result";
        }

        if (IsGeneric(type, typeof(IAsyncEnumerable<>)))
        {
            return "collect its items, and send those";
        }

        if (typeof(Stream).IsAssignableFrom(type))
        {
            return "read it, and send the bytes";
        }

        if (typeof(JsonNode).IsAssignableFrom(type) || type == typeof(JsonElement) || type == typeof(JsonDocument))
        {
            return "deserialize it into a type of your own, and send that";
        }

        var isMachinery = typeof(MemberInfo).IsAssignableFrom(type) || typeof(Exception).IsAssignableFrom(type)
            || type == typeof(CancellationToken) || type == typeof(nint) || type == typeof(nuint)
            || type.IsPointer || type.IsByRefLike || (type.IsArray && type.GetArrayRank() > 1);
        return isMachinery ? "send the parts that matter in a type of your own" : null;
    }

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    // The type arguments of the collection interface that the type implements.
    private static Type[]? ItemsOf(Type type, params ReadOnlySpan<Type> definitions)
    {
        foreach (var definition in definitions)
        {
            var found = IsGeneric(type, definition) ? type : Array.Find(type.GetInterfaces(), i => IsGeneric(i, definition));
            if (found is not null)
            {
                return found.GetGenericArguments();
            }
        }

        return null;
    }

    private static Converter Create(Type definition, Type[] arguments, params object[] parameters) =>
        (Converter)Activator.CreateInstance(definition.MakeGenericType(arguments), BindingFlags.DoNotWrapExceptions, null, parameters, null)!;

    private static class Cache<T>
    {
        public static Converter<T>? Converter;
    }
}
