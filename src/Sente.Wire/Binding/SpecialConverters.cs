using System.Collections;

namespace Sente.Wire;

/// <summary>Converts Sente's own value types, as in <c>As&lt;ValueMap&gt;()</c>.</summary>
internal sealed class PlainCastConverter<T> : Converter<T>
    where T : class
{
    protected override void WriteValue(TokenWriter writer, T value) => PlainConverter.Instance.Write(writer, value);

    protected override T ReadValue(TokenReader reader)
    {
        var came = reader.Describe();
        return PlainConverter.Instance.Read(reader) as T ?? throw SenteDataException.Expected(TypeName.Of(typeof(T)), came);
    }
}

/// <summary>Refuses a type that is not data.</summary>
internal sealed class RefusedConverter<T>(string advice) : Converter<T>
{
    protected override void WriteValue(TokenWriter writer, T value) => throw Refused();

    protected override T ReadValue(TokenReader reader) => throw Refused();

    private SenteDataException Refused() => new($"{TypeName.Of(typeof(T))} is not data: {advice}.") { IsAboutType = true };
}

/// <summary>Writes interfaces and abstract classes by the type at run time. They can't be read, because the type is not known then.</summary>
internal sealed class RuntimeTypeConverter<T> : Converter<T>
{
    protected override void WriteValue(TokenWriter writer, T value) => PlainConverter.Instance.Write(writer, value);

    protected override T ReadValue(TokenReader reader) =>
        throw new SenteDataException($"{TypeName.Of(typeof(T))} can be written but not read: ask for a class or record.") { IsAboutType = true };
}

internal sealed class NullableConverter<T> : Converter<T?>
    where T : struct
{
    private readonly Converter<T> _inner = Converters.For<T>();

    public override bool MayCollide => _inner.MayCollide;

    protected override void WriteValue(TokenWriter writer, T? value) => _inner.Write(writer, value.GetValueOrDefault());

    protected override T? ReadValue(TokenReader reader) => _inner.Read(reader);
}

/// <summary>Converts non-generic collections, whose items are objects.</summary>
internal sealed class UntypedCollectionConverter<T> : Converter<T>
    where T : IEnumerable
{
    protected override void WriteValue(TokenWriter writer, T value) => Converters.For<IEnumerable<object?>>().Write(writer, value.Cast<object?>());

    protected override T ReadValue(TokenReader reader) => typeof(T).IsAssignableFrom(typeof(List<object?>))
        ? (T)(object)Converters.For<List<object?>>().Read(reader)
        : throw CollectionFactory.CannotBuild(typeof(T));
}

/// <inheritdoc cref="UntypedCollectionConverter{T}"/>
internal sealed class UntypedDictionaryConverter<T> : Converter<T>
    where T : IDictionary
{
    protected override void WriteValue(TokenWriter writer, T value) =>
        Converters.For<Dictionary<object, object?>>().Write(writer, value.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key, entry => entry.Value));

    protected override T ReadValue(TokenReader reader) => typeof(T).IsAssignableFrom(typeof(Dictionary<object, object?>))
        ? (T)(object)Converters.For<Dictionary<object, object?>>().Read(reader)
        : throw CollectionFactory.CannotBuild(typeof(T));
}
