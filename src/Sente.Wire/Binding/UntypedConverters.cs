using System.Collections;

namespace Sente.Wire;

/// <summary>Interfaces and abstract classes: what stands behind them is known only at run time, so they can't be read.</summary>
internal sealed class RuntimeTypeConverter<T> : Converter<T>
{
    protected override void WriteValue(TokenWriter writer, T value) => PlainConverter.Instance.Write(writer, value);

    protected override T ReadValue(TokenReader reader) =>
        throw new SenteDataException($"{TypeName.Of(typeof(T))} can be written but not read: ask for a class or record.") { IsAboutType = true };
}

/// <summary>The collections of old, whose items are just objects.</summary>
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
